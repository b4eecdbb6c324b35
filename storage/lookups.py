"""Lookups: what was asked about numbers, what came back, and how old it is."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from providers.contract.phone import PhoneNumber
from storage.columns import Encrypted, SealedNumber, UtcDateTime, Word


class LookupKind(StrEnum):
    """What is asked about a number."""

    HLR = "hlr"  # is it reachable, and where
    FRAUD = "fraud"  # has it a bad name


class LookupState(StrEnum):
    """Where one question stands."""

    ASKED = "asked"  # the intention is written; the provider is being asked
    ANSWERED = "answered"  # with a verdict
    FAILED = "failed"  # surely not carried out
    UNKNOWN = "unknown"  # perhaps carried out; no trustworthy answer
    CACHED = "cached"  # answered from what was known already


class Lookup(SQLModel, table=True):
    """One question about one number in one session."""

    __tablename__: ClassVar[Any] = "lookup"
    __table_args__: ClassVar[Any] = (
        Index("lookup_of_number", "number", "kind", "answered_at"),
        Index("lookup_of_session", "session_id", "place"),
    )

    id: int | None = Field(default=None, primary_key=True)
    session_id: str = Field(foreign_key="chat_session.id")
    place: int  # of the number in what was typed, from 0
    order: int  # of the charge, in its session
    kind: LookupKind = Field(sa_type=Word(LookupKind))
    number: PhoneNumber = Field(sa_type=SealedNumber)
    provider: str
    state: LookupState = Field(default=LookupState.ASKED, sa_type=Word(LookupState))
    facts: str | None = Field(default=None, sa_type=Encrypted)  # the report, as JSON
    said: str | None = Field(default=None, sa_type=Encrypted)  # why not, for operators
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # by the provider


class Lookups:
    """The shelf of lookups."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    def put(self, lookup: Lookup) -> None:
        """Add one."""
        self._database.add(lookup)

    async def flush(self) -> None:
        """Give new rows their ids."""
        await self._database.flush()

    async def get(self, lookup_id: int) -> Lookup | None:
        """Find one and hold it until the unit of work ends."""
        return await self._database.get(
            Lookup, lookup_id, with_for_update=True, populate_existing=True
        )

    async def of_session(self, session_id: str) -> Sequence[Lookup]:
        """List those of a session, in the order of the numbers."""
        rows = await self._database.scalars(
            select(Lookup)
            .where(col(Lookup.session_id) == session_id)
            .order_by(col(Lookup.place), col(Lookup.id))
        )
        return rows.all()

    async def known(
        self, number: PhoneNumber, kind: LookupKind, *, since: datetime
    ) -> Lookup | None:
        """Find the latest answer of the provider about a number that is not too old."""
        rows = await self._database.scalars(
            select(Lookup)
            .where(
                col(Lookup.number) == number,
                col(Lookup.kind) == kind,
                col(Lookup.state).in_((LookupState.ANSWERED, LookupState.CACHED)),
                col(Lookup.answered_at) > since,
            )
            .order_by(col(Lookup.answered_at).desc())
            .limit(1)
        )
        return rows.first()

    async def lose(self, session_id: str) -> None:
        """Write down that nobody knows what became of whatever is still being asked."""
        await self._database.execute(
            update(Lookup)
            .where(col(Lookup.session_id) == session_id, col(Lookup.state) == LookupState.ASKED)
            .values(state=LookupState.UNKNOWN),
            execution_options={"synchronize_session": False},
        )

    async def forget(self, *, before: datetime) -> None:
        """Erase what was found out before that time."""
        await self._database.execute(
            update(Lookup).where(col(Lookup.answered_at) < before).values(facts=None, said=None),
            execution_options={"synchronize_session": False},
        )
