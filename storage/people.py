"""People: who may use the desk. Owners come from the settings and have no row."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import Encrypted, UtcDateTime, Word


class Standing(StrEnum):
    """What the desk thinks of a person."""

    ASKING = "asking"  # asked to be let in; nobody has answered yet
    ALLOWED = "allowed"  # may use the desk
    REFUSED = "refused"  # asked and was refused


class Person(SQLModel, table=True):
    """A Telegram user the desk has met."""

    __tablename__: ClassVar[Any] = "person"

    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    name: str = Field(sa_type=Encrypted)
    standing: Standing = Field(sa_type=Word(Standing))
    since: datetime = Field(sa_type=UtcDateTime)
    decided_by: int | None = Field(default=None, sa_type=BigInteger)


class People:
    """The shelf of people."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def get(self, person_id: int) -> Person | None:
        """Find one and hold the row until the unit of work ends."""
        return await self._database.get(Person, person_id, with_for_update=True)

    def put(self, person: Person) -> None:
        """Add one."""
        self._database.add(person)

    async def allowed(self) -> Sequence[Person]:
        """List who may use the desk, beside its owners."""
        rows = await self._database.scalars(
            select(Person)
            .where(col(Person.standing) == Standing.ALLOWED)
            .order_by(col(Person.since))
        )
        return rows.all()
