"""What is stored so that only this server can read it.

A sealed value is `~bl1:KEY_ID:BASE64` of a nonce and AES-256-GCM's output. Each column has a key of
its own, derived from the operator's, and its name is authenticated with each value: a value that
was moved to another column, or changed, does not open. Plain values stay readable, so that a
database may be sealed step by step.
"""

from __future__ import annotations

import os
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.stores.errors import Unreadable

KEY_BYTES = 32
KEY_ID_BYTES = 4
NONCE_BYTES = 12
# Enough of a value to tell its key.
LONGEST_HEAD = 32
SEALED = "~bl1:"
# Stands before a plain text that looks sealed: a person may write anything.
PLAIN = "~bl0:"

_SEALED = re.compile(rf"{SEALED}([0-9a-f]{{{KEY_ID_BYTES * 2}}}):")
# An operator's key is long and random by itself: nothing has to be stretched.
_ID_PURPOSE = "backline key id"
_VALUE_PURPOSE = "backline values of "


class Sealer:
    """Seals the values of one column, each time differently; a changed one is refused."""

    __slots__ = ("_ciphers", "_head", "_purpose", "_sealing")

    def __init__(self, keys: Sequence[tuple[str, str]], purpose: str) -> None:
        """Seal with the first of `keys`, pairs of id and key; open with all. None seals nothing."""
        self._purpose = purpose.encode()
        info = _VALUE_PURPOSE + purpose
        self._ciphers = {key_id: AESGCM(_derived(key, info, KEY_BYTES)) for key_id, key in keys}
        self._sealing = self._ciphers[keys[0][0]] if keys else None
        self._head = f"{SEALED}{keys[0][0]}:" if keys else ""

    @property
    def head(self) -> str:
        """What every value begins with that is sealed as it would be now; empty without a key."""
        return self._head

    @property
    def key_ids(self) -> frozenset[str]:
        """What names the keys whose values open."""
        return frozenset(self._ciphers)

    def seal(self, text: str) -> str:
        """Return the text as it is stored."""
        if self._sealing is None:
            return PLAIN + text if text.startswith((SEALED, PLAIN)) else text
        nonce = os.urandom(NONCE_BYTES)
        data = text.encode("utf-8", "surrogatepass")
        sealed = nonce + self._sealing.encrypt(nonce, data, self._purpose)
        return self._head + b64encode(sealed).decode("ascii")

    def open(self, stored: str) -> str:
        """Return the text of a stored value, plain or sealed. Raises Unreadable."""
        if not stored.startswith(SEALED):
            return stored.removeprefix(PLAIN)
        key_id = key_id_of(stored)
        if key_id is None:
            return stored
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise Unreadable(missing_keys([key_id]))
        try:
            sealed = b64decode(stored[len(SEALED) + len(key_id) + 1 :], validate=True)
            opened = cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._purpose)
        except (InvalidTag, NotBase64, ValueError):
            raise Unreadable("a stored value was changed or damaged; it does not open") from None
        return opened.decode("utf-8", "surrogatepass")


class Keyring:
    """The operator's keys: the first seals, all open. Without any, values stay plain."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        """Keep the keys, each at least 16 characters, the newest first."""
        self._keys = tuple((_key_id(key), key) for key in keys)

    @property
    def ids(self) -> tuple[str, ...]:
        """What names the keys in sealed values, the one that seals first; it tells nothing."""
        return tuple(key_id for key_id, _ in self._keys)

    def sealer(self, purpose: str) -> Sealer:
        """Return what seals one column, called `table.column`."""
        return Sealer(self._keys, purpose)


NO_KEYS = Keyring()


def key_id_of(stored: str) -> str | None:
    """Return which key a stored value was sealed with; None when it is plain."""
    found = _SEALED.match(stored)
    return None if found is None else found.group(1)


def missing_keys(key_ids: Sequence[str]) -> str:
    """Return the line that tells an operator which keys are wanted."""
    plural = "keys" if len(key_ids) > 1 else "key"
    return (
        f"what is stored is encrypted with the {plural} {', '.join(sorted(key_ids))}, which"
        " BACKLINE_ENCRYPTION_KEY does not hold. Set it as before; an older key may stand after"
        " the new one and a comma"
    )


def _key_id(key: str) -> str:
    return _derived(key, _ID_PURPOSE, KEY_ID_BYTES).hex()


def _derived(key: str, purpose: str, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=purpose.encode()).derive(key.encode())
