"""Acquaintances: how the people who use the desk are called, so that they can be named in chat."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import Encrypted, Sealed, UtcDateTime


class Acquaintance(SQLModel, table=True):
    """What Telegram told us about somebody; unreadable in the file."""

    __tablename__: ClassVar[Any] = "acquaintance"

    person_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    name: str = Field(sa_type=Encrypted)
    username: str | None = Field(default=None, sa_type=Sealed, index=True)  # in small letters
    seen_at: datetime = Field(sa_type=UtcDateTime)  # when it was last different


class Acquaintances:
    """The shelf of acquaintances."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def get(self, person_id: int) -> Acquaintance | None:
        """Find one."""
        return await self._database.get(Acquaintance, person_id)

    async def put(self, person_id: int, name: str, username: str | None, *, now: datetime) -> None:
        """Remember how somebody is called; a username has one owner, the latest."""
        if username is not None:
            await self._database.execute(
                update(Acquaintance)
                .where(col(Acquaintance.username) == username)
                .values(username=None)
            )
        await self._database.merge(
            Acquaintance(person_id=person_id, name=name, username=username, seen_at=now)
        )

    async def all(self) -> Sequence[Acquaintance]:
        """List everybody."""
        rows = await self._database.scalars(
            select(Acquaintance).order_by(col(Acquaintance.person_id))
        )
        return rows.all()

    async def names(self, person_ids: Collection[int]) -> dict[int, str]:
        """Tell how some people are called."""
        rows = await self._database.scalars(
            select(Acquaintance).where(col(Acquaintance.person_id).in_(person_ids))
        )
        return {row.person_id: row.name for row in rows}
