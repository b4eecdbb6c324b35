"""Pools: the living card of a group or topic, who waits for its numbers, and what it may see."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, UniqueConstraint, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import Encrypted, UtcDateTime
from storage.numbers import Lease

NO_TOPIC = 0  # in the place of a topic: a group without, or General


class Pool(SQLModel, table=True):
    """The card of one pool."""

    __tablename__: ClassVar[Any] = "pool"

    chat_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    topic_id: int = Field(default=NO_TOPIC, primary_key=True, sa_type=BigInteger)
    message_id: int | None = Field(default=None, sa_type=BigInteger)  # None: to be sent anew
    old_message_id: int | None = Field(default=None, sa_type=BigInteger)  # and this one deleted
    drawn_until: datetime | None = Field(default=None, sa_type=UtcDateTime)  # its pace is spent


class QueuePlace(SQLModel, table=True):
    """Somebody who waits for a number."""

    __tablename__: ClassVar[Any] = "queue_place"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("lease_id", "person_id", name="one_place_for_one_person"),
    )

    id: int | None = Field(default=None, primary_key=True)
    lease_id: int = Field(foreign_key="lease.id")
    person_id: int = Field(sa_type=BigInteger)
    name: str = Field(sa_type=Encrypted)
    since: datetime = Field(sa_type=UtcDateTime)


class NoEphemeral(SQLModel, table=True):
    """A chat that takes no message for one member alone."""

    __tablename__: ClassVar[Any] = "no_ephemeral"

    chat_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    since: datetime = Field(sa_type=UtcDateTime)


class Pools:
    """The shelf of pools."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def get(self, chat_id: int, topic_id: int | None) -> Pool | None:
        """Find the card of a pool and hold it."""
        return await self._database.get(
            Pool, (chat_id, topic_id or NO_TOPIC), with_for_update=True, populate_existing=True
        )

    def put(self, row: Pool | QueuePlace) -> None:
        """Add a row."""
        self._database.add(row)

    async def queue(self, lease_id: int) -> Sequence[QueuePlace]:
        """List who waits for a number, first come first."""
        rows = await self._database.scalars(
            select(QueuePlace)
            .where(col(QueuePlace.lease_id) == lease_id)
            .order_by(col(QueuePlace.id))
        )
        return rows.all()

    async def leave_queue(self, lease_id: int, person_id: int) -> bool:
        """Give up somebody's place; False where they had none."""
        gone = await self._database.execute(
            delete(QueuePlace)
            .where(col(QueuePlace.lease_id) == lease_id, col(QueuePlace.person_id) == person_id)
            .returning(col(QueuePlace.id)),
            execution_options={"synchronize_session": False},
        )
        return gone.first() is not None

    async def leave_queues(self, person_id: int, *, chat_id: int | None) -> None:
        """Give up every place somebody has, everywhere or in a chat."""
        here = select(col(Lease.id))
        if chat_id is not None:
            here = here.where(col(Lease.chat_id) == chat_id)
        await self._database.execute(
            delete(QueuePlace).where(
                col(QueuePlace.person_id) == person_id,
                col(QueuePlace.lease_id).in_(here.scalar_subquery()),
            ),
            execution_options={"synchronize_session": False},
        )

    async def dissolve_queue(self, lease_id: int) -> None:
        """Send everybody away: the number is gone."""
        await self._database.execute(
            delete(QueuePlace).where(col(QueuePlace.lease_id) == lease_id),
            execution_options={"synchronize_session": False},
        )

    async def of_chat(self, chat_id: int) -> Sequence[Pool]:
        """List the pools of a chat, one for each topic that has one."""
        return (
            await self._database.scalars(select(Pool).where(col(Pool.chat_id) == chat_id))
        ).all()

    async def takes_ephemeral(self, chat_id: int, *, since: datetime) -> bool:
        """Whether a chat has not refused ephemeral messages since that time."""
        row = await self._database.get(NoEphemeral, chat_id)
        return row is None or row.since < since

    async def refuse_ephemeral(self, chat_id: int, *, now: datetime) -> None:
        """Remember that a chat takes none."""
        await self._database.merge(NoEphemeral(chat_id=chat_id, since=now))
