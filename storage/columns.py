"""Column types: aware UTC times, words, phone numbers nobody can read, and encrypted text.

The vault hangs on the dialect of the engine that `database.py` opened, because that is the one
object SQLAlchemy hands to a column type; so two databases with two keys live side by side.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, String, Text, TypeDecorator

from providers.contract.phone import PhoneNumber
from storage.vault import Vault

VAULT = "numdesk_vault"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime; a naive one is a mistake and raises ValueError."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC without a zone: SQLite has no zones and PostgreSQL needs none here."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs its zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


class Word(TypeDecorator[StrEnum]):
    """A word from one of our enums, stored as it reads: new words need no migration."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        """Store the word."""
        del dialect
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:  # noqa: ANN401 (SQLAlchemy's signature)
        """Find the member again."""
        del dialect
        return None if value is None else self.words(value)


class SealedNumber(TypeDecorator[PhoneNumber]):
    """A PhoneNumber, unreadable in the file, yet equal numbers are equal there too."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: PhoneNumber | None, dialect: Dialect) -> str | None:
        """Seal the E.164 form."""
        return None if value is None else _vault(dialect).seal(value.e164)

    def process_result_value(self, value: Any, dialect: Dialect) -> PhoneNumber | None:  # noqa: ANN401 (SQLAlchemy's signature)
        """Open it again; it was parsed before it was sealed."""
        return None if value is None else PhoneNumber(_vault(dialect).unseal(value))


class Sealed(TypeDecorator[str]):
    """A text nobody can read in the file, yet equal texts are equal there too."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Seal."""
        return None if value is None else _vault(dialect).seal(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ANN401 (SQLAlchemy's signature)
        """Open."""
        return None if value is None else _vault(dialect).unseal(value)


class Encrypted(TypeDecorator[str]):
    """A text nobody can read in the file: codes, messages, raw replies."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt."""
        return None if value is None else _vault(dialect).encrypt(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ANN401 (SQLAlchemy's signature)
        """Decrypt."""
        return None if value is None else _vault(dialect).decrypt(value)


def _vault(dialect: Dialect) -> Vault:
    vault = getattr(dialect, VAULT)
    assert isinstance(vault, Vault)
    return vault
