"""Passwords of staff: how they are kept, compared and made."""

from __future__ import annotations

import asyncio
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 200
FEWEST_KINDS = 5
# Each takes 64 MiB while it is made: a flood of log-ins must wait its turn, not fill the memory.
AT_ONCE = 2
# No letters that are taken for others when they are read out.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LETTERS = 4, 5


class WeakPassword(Exception):
    """The password cannot be taken; str() is a sentence that says why."""


class Passwords:
    """Argon2id, a few at a time, never on the event loop."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """Use the library's parameters (RFC 9106, 64 MiB) unless others are handed in."""
        self._hasher = hasher or PasswordHasher()
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._nobody = ""

    def hash_now(self, password: str) -> str:
        """Return what is kept of a password, on this thread."""
        return self._hasher.hash(_plain(password))

    async def hash(self, password: str) -> str:
        """Return what is kept of a password."""
        async with self._turns:
            return await asyncio.to_thread(self.hash_now, password)

    async def fits(self, kept: str | None, password: str) -> bool:
        """Tell whether a password is the kept one; None takes as long and never fits."""
        async with self._turns:
            # Made at the first log-in of all, whosoever it is: a start needs no hash.
            self._nobody = self._nobody or await asyncio.to_thread(
                self._hasher.hash, secrets.token_urlsafe()
            )
            fits = await asyncio.to_thread(self._verify, kept or self._nobody, password)
        return fits and kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Tell whether it was kept with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, _plain(password))
        except (VerificationError, InvalidHashError):
            return False


def _plain(password: str) -> str:
    """Return one spelling for what keyboards spell in several, no longer than what is hashed."""
    return unicodedata.normalize("NFKC", password)[:LONGEST]


def check_new(password: str, name: str) -> None:
    """Raise WeakPassword for one that is easily guessed, or too long to be hashed in time."""
    if len(password) < SHORTEST:
        raise WeakPassword(f"Use at least {SHORTEST} characters. Four random words are easy.")
    if len(password) > LONGEST:
        raise WeakPassword(f"Use at most {LONGEST} characters.")
    if len(set(password.casefold())) < FEWEST_KINDS:
        raise WeakPassword("Use more different characters.")
    if name.casefold() in password.casefold():
        raise WeakPassword("Leave your user name out of the password.")


def one_time_password() -> str:
    """Return a password to be read out or written down: 20 letters in groups, 98 bits."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP_LETTERS)) for _ in range(GROUPS))
    return "-".join(groups)
