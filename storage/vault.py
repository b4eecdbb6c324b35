"""Keys at rest: they turn codes and numbers into what means nothing to a thief of the file."""

import base64
import hmac
from collections.abc import Sequence
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARKED = b"numdesk presence"
SEALED, TRACED = b"numdesk sealed columns", b"numdesk traces"
CHAINED = b"numdesk custody"
DIGEST = 32  # bytes
TRACE = 24  # hex digits: 96 bits tell any two numbers apart
MOST_KEYS = 4  # a query for a number asks for it under each


class UndecipherableError(Exception):
    """None of the keys in SECRETS_KEY opens a stored value."""


class Vault:
    """Encrypt with the first key, decrypt with all.

    `encrypt` gives another text every time. `seal` (AES-SIV) gives the same text for the same
    value, so that a column of sealed numbers can be searched and joined without being readable.
    What was sealed for one purpose does not open for another, so no value can be put in the place
    of one that guards others.

    `keys`: Fernet keys (32 bytes, url-safe base64). Raises ValueError on a malformed one.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError("a vault needs at least one key")
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._first = Fernet(keys[0])
        self._siv = [AESSIV(_derived(key, SEALED)) for key in keys]
        self._tracing = [_derived(key, TRACED) for key in keys]
        self._chain_key = _derived(keys[0], CHAINED)[:DIGEST]
        self._marking = _derived(keys[0], MARKED)

    @property
    def mark(self) -> str:
        """Name the first key, in hexadecimal, without telling anything of it."""
        return sha256(self._marking).hexdigest()

    def encrypt(self, text: str) -> str:
        """Hide a text."""
        return self._fernet.encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        """Undo `encrypt`; raises UndecipherableError."""
        try:
            return self._fernet.decrypt(token.encode()).decode()
        except InvalidToken as error:
            raise UndecipherableError from error

    def seal(self, text: str, purpose: str = "") -> str:
        """Hide a text the same way each time."""
        return self._seal(0, text, purpose)

    def seals(self, text: str) -> list[str]:
        """Give the text as each of our keys would have hidden it, the first key's first."""
        return [self._seal(at, text, "") for at in range(len(self._siv))]

    def unseal(self, token: str, purpose: str = "") -> str:
        """Undo `seal`; raises UndecipherableError."""
        for key in range(len(self._siv)):
            text = self._unseal(key, token, purpose)
            if text is not None:
                return text
        raise UndecipherableError

    def renew(self, token: str) -> str | None:
        """Encrypt anew what an older key encrypted; None where the first key did."""
        try:
            self._first.decrypt(token.encode())
        except InvalidToken:
            return self.encrypt(self.decrypt(token))
        return None

    def reseal(self, token: str, purpose: str) -> str | None:
        """Seal anew what an older key sealed; None where the first key did."""
        if self._unseal(0, token, purpose) is not None:
            return None
        return self.seal(self.unseal(token, purpose), purpose)

    def traces(self, text: str) -> list[str]:
        """Digest a text under each key: the same text can be told again, and never be read."""
        return [hmac.new(key, text.encode(), sha256).hexdigest()[:TRACE] for key in self._tracing]

    def chain_key(self) -> str:
        """Derive a key for a chain of digests; whoever begins one keeps it, wrapped."""
        return self._chain_key.hex()

    def _seal(self, key: int, text: str, purpose: str) -> str:
        sealed = self._siv[key].encrypt(text.encode(), _purposes(purpose))
        return base64.urlsafe_b64encode(sealed).decode()

    def _unseal(self, key: int, token: str, purpose: str) -> str | None:
        try:
            sealed = base64.urlsafe_b64decode(token)
            return self._siv[key].decrypt(sealed, _purposes(purpose)).decode()
        except (InvalidTag, ValueError):
            return None


def _purposes(purpose: str) -> list[bytes] | None:
    return [purpose.encode()] if purpose else None


def _derived(key: str, purpose: bytes) -> bytes:
    """Derive a key from a key, so that no key does two jobs."""
    derivation = HKDF(algorithm=SHA256(), length=64, salt=None, info=purpose)
    return derivation.derive(base64.urlsafe_b64decode(key))
