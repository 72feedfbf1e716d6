"""What is stored so that only this server can read it."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


class Unreadable(Exception):
    """The text was encrypted with another key, or is damaged."""


class Cipher:
    """Encrypts short texts, each time differently; a changed one is refused."""

    def __init__(self, key: str, purpose: str) -> None:
        """Derive a key of its own for each purpose from the operator's."""
        derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(key.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def encrypt(self, text: str) -> str:
        """Return the text in a form that tells nothing but its length."""
        return self._fernet.encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted: str) -> str:
        """Return the text again. Raises Unreadable."""
        try:
            return self._fernet.decrypt(encrypted.encode()).decode()
        except InvalidToken:
            raise Unreadable from None
