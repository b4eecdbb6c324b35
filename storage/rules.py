"""Rules that people set while the desk runs: preferred ways, countries, guarded numbers."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import Sealed, UtcDateTime, Word

EVERYWHERE = ""  # in the place of a country


class Preference(SQLModel, table=True):
    """The ways of verifying that a chat prefers for a country, best first."""

    __tablename__: ClassVar[Any] = "preference"

    chat_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    country: str = Field(default=EVERYWHERE, primary_key=True)  # ISO
    methods: str  # "flash pin"


class CountryState(StrEnum):
    """Whether numbers of a country may be called."""

    OFF = "off"
    ALLOWED = "allowed"
    NEEDS_APPROVAL = "needs_approval"  # by a second person


class CountryRule(SQLModel, table=True):
    """What was decided about a country; it outranks the settings."""

    __tablename__: ClassVar[Any] = "country_rule"

    country: str = Field(primary_key=True)  # ISO
    state: CountryState = Field(sa_type=Word(CountryState))
    set_by: int = Field(sa_type=BigInteger)
    set_at: datetime = Field(sa_type=UtcDateTime)


class GuardState(StrEnum):
    """What the pumping guard does about numbers that begin alike."""

    BLOCKED = "blocked"  # hardly any of them is ever verified
    EXEMPT = "exempt"  # an administrator vouches for them


class GuardRule(SQLModel, table=True):
    """A prefix (E.164 digits from the left) the guard knows; unreadable in the file."""

    __tablename__: ClassVar[Any] = "guard_rule"

    prefix: str = Field(primary_key=True, sa_type=Sealed)
    state: GuardState = Field(sa_type=Word(GuardState))
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)  # None: for good
    set_at: datetime = Field(sa_type=UtcDateTime)


class Rules:
    """The shelf of rules."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def preferred(self, chat_id: int, country: str) -> tuple[str, ...]:
        """Give the ways a chat prefers for a country, or for all; empty where it never said."""
        for key in (country, EVERYWHERE):
            row = await self._database.get(Preference, (chat_id, key))
            if row is not None:
                return tuple(row.methods.split())
        return ()

    async def prefer(self, chat_id: int, country: str, methods: Sequence[str]) -> None:
        """Remember the ways a chat prefers; none at all forgets them."""
        row = await self._database.get(Preference, (chat_id, country))
        if row is not None and not methods:
            await self._database.delete(row)
        elif row is not None:
            row.methods = " ".join(methods)
        elif methods:
            self._database.add(
                Preference(chat_id=chat_id, country=country, methods=" ".join(methods))
            )

    async def country(self, country: str) -> CountryState | None:
        """Tell what was decided about a country."""
        row = await self._database.get(CountryRule, country)
        return row.state if row is not None else None

    async def countries(self) -> Sequence[CountryRule]:
        """List all decisions."""
        rows = await self._database.scalars(select(CountryRule).order_by(col(CountryRule.country)))
        return rows.all()

    async def decide_country(
        self, country: str, state: CountryState, *, by: int, now: datetime
    ) -> None:
        """Decide about a country."""
        await self._database.merge(CountryRule(country=country, state=state, set_by=by, set_at=now))

    async def guarded(
        self, prefixes: Collection[str], state: GuardState, *, now: datetime
    ) -> GuardRule | None:
        """Find a rule of that kind for one of these prefixes that still holds."""
        rows = await self._database.scalars(
            select(GuardRule).where(
                col(GuardRule.prefix).in_(prefixes), col(GuardRule.state) == state
            )
        )
        return next((row for row in rows if row.until is None or row.until > now), None)

    async def guard(
        self, prefix: str, state: GuardState, *, now: datetime, until: datetime | None = None
    ) -> None:
        """Block a prefix or exempt it."""
        await self.unguard(prefix)  # it may stand there under an older key
        self._database.add(GuardRule(prefix=prefix, state=state, until=until, set_at=now))
        await self._database.flush()

    async def unguard(self, prefix: str) -> bool:
        """Forget a rule; False where there was none."""
        gone = await self._database.execute(
            delete(GuardRule).where(col(GuardRule.prefix) == prefix).returning(col(GuardRule.state))
        )
        return gone.first() is not None

    async def guards(self) -> Sequence[GuardRule]:
        """List all rules of the guard."""
        return (await self._database.scalars(select(GuardRule))).all()
