"""Column types: aware UTC times, words, phone numbers nobody can read, and encrypted text.

The vault hangs on the dialect of the engine that `database.py` opened, because that is the one
object SQLAlchemy hands to a column type; so two databases with two keys live side by side.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from operator import eq
from typing import Any

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    DateTime,
    Dialect,
    String,
    Text,
    TypeDecorator,
    bindparam,
    or_,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlalchemy.sql.operators import OperatorType, in_op

from providers.contract.phone import PhoneNumber
from storage.faded import FADED, FadedNumber
from storage.vault import MOST_KEYS, Vault

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

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """Find the member again."""
        del dialect
        return None if value is None else self.words(value)


@dataclass(slots=True)
class _Wanted:
    """A value that is asked for, sealed once under each of our keys."""

    value: Any
    seals: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Under:
    """A value as one of our keys seals it; behind the last key, as the first one does."""

    wanted: _Wanted
    key: int


def is_any_of(column: SQLCoreOperations[Any], name: str) -> ColumnElement[bool]:
    """Ask for a value that is not known yet, in a column of what is sealed."""
    return or_(*(column == bindparam(f"{name}{key}") for key in range(MOST_KEYS)))


def under_each_key(value: object, name: str) -> dict[str, object]:
    """Give that value, as any of our keys may have sealed it."""
    return {f"{name}{under.key}": under for under in _under_each_key(value)}


def _under_each_key(value: object) -> list[_Under]:
    wanted = _Wanted(value)
    return [_Under(wanted, key) for key in range(MOST_KEYS)]


class _Findable(TypeDecorator[Any]):
    """Sealed text that is found by equality whichever of our keys has sealed it."""

    impl = String
    cache_ok = True

    class Comparator(TypeDecorator.Comparator[Any]):
        """Ask for a value under every key; the number of keys never changes the query."""

        def operate(self, op: OperatorType, *other: object, **kwargs: object) -> ColumnElement[Any]:
            """Widen `==` and `in_`."""
            if op is eq and _is_value(other[0]):
                return self.expr.in_([other[0]])
            if op is in_op and isinstance(other[0], Collection):
                wanted = [under for one in other[0] for under in _under_each_key(one)]
                return super().operate(op, wanted, **kwargs)
            return super().operate(op, *other, **kwargs)

    comparator_factory = Comparator

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """Seal."""
        if isinstance(value, _Under):
            wanted = value.wanted
            wanted.seals = wanted.seals or _vault(dialect).seals(self.written(wanted.value))
            return wanted.seals[value.key if value.key < len(wanted.seals) else 0]
        if isinstance(value, FadedNumber):
            return value.token
        return None if value is None else _vault(dialect).seal(self.written(value))

    def written(self, value: object) -> str:
        """Write a value as a text."""
        return str(value)


class SealedNumber(_Findable):
    """A PhoneNumber, unreadable in the file, yet equal numbers are equal there too.

    One that has been forgotten comes back as a FadedNumber.
    """

    cache_ok = True

    def written(self, value: object) -> str:
        """Write the E.164 form."""
        return value.e164 if isinstance(value, PhoneNumber) else super().written(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> PhoneNumber | None:
        """Open it again."""
        if value is None:
            return None
        if value.startswith(FADED):
            return FadedNumber.read(value)
        return PhoneNumber(_vault(dialect).unseal(value))  # it was parsed before


class Sealed(_Findable):
    """A text nobody can read in the file, yet equal texts are equal there too."""

    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Open."""
        return None if value is None else _vault(dialect).unseal(value)


class Wrapped(TypeDecorator[str]):
    """A key of ours under a key of SECRETS_KEY; no other value can be put in its place."""

    impl = String
    cache_ok = True
    purpose = "wrapped key"

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Seal."""
        return None if value is None else _vault(dialect).seal(value, self.purpose)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Open."""
        return None if value is None else _vault(dialect).unseal(value, self.purpose)


class Encrypted(TypeDecorator[str]):
    """A text nobody can read in the file: codes, messages, raw replies."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt."""
        return None if value is None else _vault(dialect).encrypt(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Decrypt."""
        return None if value is None else _vault(dialect).decrypt(value)


def vault_of(database: AsyncSession) -> Vault:
    """Give the vault of the database a session works on."""
    return _vault(database.get_bind().dialect)


def _is_value(other: object) -> bool:
    return (
        other is not None
        and not isinstance(other, ClauseElement)
        and not hasattr(other, "__clause_element__")
    )


def _vault(dialect: Dialect) -> Vault:
    vault = getattr(dialect, VAULT)
    assert isinstance(vault, Vault)
    return vault
