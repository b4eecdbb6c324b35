"""Protection: what chats ask for, what rules in shadow would have blocked, what was lifted."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import Sealed, UtcDateTime, Word


class Rule(StrEnum):
    """A rule that can block an order; that some kinds of number are never called is none."""

    PAUSE = "pause"  # LIMIT_SECONDS_BETWEEN_CALLS
    NUMBER = "number"  # LIMIT_SENDS_PER_NUMBER
    PERSON = "person"  # LIMIT_PERSON_PER_DAY
    CHAT = "chat"  # LIMIT_CHAT_PER_DAY
    GUARD = "guard"  # numbers that begin alike and are hardly ever verified
    COUNTRY = "country"  # switched off
    FRAUD = "fraud"  # fraud lists know the number, where a chat has them asked first


def read_rules(written: str) -> frozenset[Rule]:
    """Read `guard, fraud`; raises ValueError."""
    words = written.lower().replace(",", " ").split()
    if unknown := [word for word in words if word not in set(Rule)]:
        raise ValueError(f"{unknown[0]} is no rule; there are {', '.join(Rule)}")
    return frozenset(Rule(word) for word in words)


class Precaution(SQLModel, table=True):
    """What a chat wants done beyond the rules, each time it verifies a phone."""

    __tablename__: ClassVar[Any] = "precaution"

    chat_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    checks_fraud: bool = False  # ask fraud lists before a number is called
    by_key: bool | None = None  # who calls us presses a key as well; None: as the settings say


class ShadowHit(SQLModel, table=True):
    """One order that a rule in shadow would have blocked."""

    __tablename__: ClassVar[Any] = "shadow_hit"
    __table_args__: ClassVar[Any] = (Index("shadow_hit_at", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    rule: Rule = Field(sa_type=Word(Rule))
    at: datetime = Field(sa_type=UtcDateTime)
    person_id: int = Field(sa_type=BigInteger)
    chat_id: int = Field(sa_type=BigInteger)


class Lift(SQLModel, table=True):
    """A block that an administrator lifted: whatever is counted, is counted from here on.

    `subject` is a number or a prefix in digits, or somebody or a chat by id.
    """

    __tablename__: ClassVar[Any] = "lift"
    __table_args__: ClassVar[Any] = (Index("lift_of", "subject"),)

    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(sa_type=Sealed)
    at: datetime = Field(sa_type=UtcDateTime)
    by: int = Field(sa_type=BigInteger)


class Protection:
    """The shelf of it."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def of_chat(self, chat_id: int) -> Precaution:
        """Give what a chat asks for."""
        row = await self._database.get(Precaution, chat_id)
        return row or Precaution(chat_id=chat_id)

    async def ask_for(self, precaution: Precaution) -> None:
        """Remember what a chat asks for."""
        await self._database.merge(precaution)

    def count(self, rule: Rule, *, at: datetime, person_id: int, chat_id: int) -> None:
        """Count what a rule in shadow would have blocked."""
        self._database.add(ShadowHit(rule=rule, at=at, person_id=person_id, chat_id=chat_id))

    async def counted(self, *, since: datetime) -> Mapping[Rule, int]:
        """Tell how often each rule in shadow would have blocked."""
        rows = await self._database.execute(
            select(col(ShadowHit.rule), func.count())
            .where(col(ShadowHit.at) > since)
            .group_by(col(ShadowHit.rule))
        )
        return {Rule(rule): number for rule, number in rows}

    def lift(self, subject: str, *, at: datetime, by: int) -> None:
        """Let what was counted for something so far block it no more."""
        self._database.add(Lift(subject=subject, at=at, by=by))

    async def lifted(self, subjects: Collection[str], *, since: datetime) -> Mapping[str, datetime]:
        """Tell when these were lifted last, if they were."""
        rows = await self._database.execute(
            select(col(Lift.subject), col(Lift.at))
            .where(col(Lift.subject).in_(subjects), col(Lift.at) > since)
            .order_by(col(Lift.at))
        )
        return {str(subject): at for subject, at in rows}

    async def forget(self, *, hits_before: datetime, lifts_before: datetime) -> None:
        """Erase what is counted no more."""
        await self._database.execute(delete(ShadowHit).where(col(ShadowHit.at) < hits_before))
        await self._database.execute(delete(Lift).where(col(Lift.at) < lifts_before))
