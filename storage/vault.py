"""Keys at rest: they turn codes and numbers into what means nothing to a thief of the file."""

import base64
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class UndecipherableError(Exception):
    """None of the keys in SECRETS_KEY opens a stored value."""


class Vault:
    """Encrypt with the first key, decrypt with all.

    `encrypt` gives another text every time. `seal` (AES-SIV) gives the same text for the same
    value, so that a column of sealed numbers can be searched and joined without being readable.

    `keys`: Fernet keys (32 bytes, url-safe base64). Raises ValueError on a malformed one.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError("a vault needs at least one key")
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._siv = [AESSIV(_derived(key)) for key in keys]

    def encrypt(self, text: str) -> str:
        """Hide a text."""
        return self._fernet.encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        """Undo `encrypt`; raises UndecipherableError."""
        try:
            return self._fernet.decrypt(token.encode()).decode()
        except InvalidToken as error:
            raise UndecipherableError from error

    def seal(self, text: str) -> str:
        """Hide a text the same way each time."""
        return base64.urlsafe_b64encode(self._siv[0].encrypt(text.encode(), None)).decode()

    def unseal(self, token: str) -> str:
        """Undo `seal`; raises UndecipherableError."""
        sealed = base64.urlsafe_b64decode(token)
        for key in self._siv:
            try:
                return key.decrypt(sealed, None).decode()
            except InvalidTag:
                continue
        raise UndecipherableError


def _derived(key: str) -> bytes:
    """Derive a key for AES-SIV, so that no key does two jobs."""
    derivation = HKDF(algorithm=SHA256(), length=64, salt=None, info=b"numdesk sealed columns")
    return derivation.derive(base64.urlsafe_b64decode(key))
