"""Rotas: who is on call for a group, a topic of one, or the desk, and who covers for whom."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, UniqueConstraint, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import UtcDateTime, Word

DESK = 0  # in the place of a chat
WHOLE_CHAT = 0  # in the place of a topic


class RotaKind(StrEnum):
    """Where a rota's order comes from."""

    TURNS = "turns"  # its members in order, handed over by the clock
    CALENDAR = "calendar"  # the shifts of an imported calendar


class Rota(SQLModel, table=True):
    """One rota. Wall times are meant in its zone, whatever daylight saving does there."""

    __tablename__: ClassVar[Any] = "rota"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("chat_id", "topic_id", name="one_rota_for_one_place"),
        Index("rota_due", "next_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = Field(sa_type=BigInteger)  # DESK: everything that has no rota of its own
    topic_id: int = Field(default=WHOLE_CHAT, sa_type=BigInteger)
    kind: RotaKind = Field(sa_type=Word(RotaKind))
    starts_on: str = ""  # local day on which the first member's turn began, as 2026-11-21
    at: str = ""  # local time of the hand-over, as 09:00
    days: int = 1  # of one turn
    zone: str = "UTC"  # IANA
    quiet: str = ""  # local hours, as 22:00-07:00, when its people are left alone; empty: never
    quiet_incidents: bool = False  # whether incidents wait for the morning as well
    request: str = ""  # the message that set it; the same one changes nothing twice
    set_by: int = Field(sa_type=BigInteger)
    set_at: datetime = Field(sa_type=UtcDateTime)
    told_id: int | None = Field(default=None, sa_type=BigInteger)  # who was announced last
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # next look at it


class RotaMember(SQLModel, table=True):
    """One place in the order of a rota."""

    __tablename__: ClassVar[Any] = "rota_member"

    rota_id: int = Field(foreign_key="rota.id", primary_key=True)
    place: int = Field(primary_key=True)
    person_id: int = Field(sa_type=BigInteger)


class Shift(SQLModel, table=True):
    """One event of an imported calendar, or one occurrence of it."""

    __tablename__: ClassVar[Any] = "rota_shift"
    __table_args__: ClassVar[Any] = (Index("shift_of_rota", "rota_id", "ends_at"),)

    id: int | None = Field(default=None, primary_key=True)
    rota_id: int = Field(foreign_key="rota.id")
    person_id: int = Field(sa_type=BigInteger)
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)


class Cover(SQLModel, table=True):
    """Somebody stands in for a while; the latest one counts."""

    __tablename__: ClassVar[Any] = "rota_cover"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("request", name="one_cover_for_one_request"),
        Index("cover_of_rota", "rota_id", "ends_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    rota_id: int = Field(foreign_key="rota.id")
    person_id: int = Field(sa_type=BigInteger)
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    set_by: int = Field(sa_type=BigInteger)
    request: str


class Rotas:
    """The shelf of rotas."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def of(self, chat_id: int, topic_id: int = WHOLE_CHAT) -> Rota | None:
        """Find the rota of a place and hold it until the unit of work ends."""
        rows = await self._database.scalars(
            select(Rota)
            .where(col(Rota.chat_id) == chat_id, col(Rota.topic_id) == topic_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return rows.first()

    async def in_charge(self, chat_id: int, topic_id: int) -> Rota | None:
        """Find the rota that counts for a place: its own, its group's, or the desk's."""
        rows = await self._database.scalars(
            select(Rota).where(
                col(Rota.chat_id).in_((chat_id, DESK)),
                col(Rota.topic_id).in_((topic_id, WHOLE_CHAT)),
            )
        )
        return max(rows, key=lambda rota: (rota.chat_id != DESK, rota.topic_id), default=None)

    async def on_call_in(self, chat_id: int) -> frozenset[int]:
        """List who is on call for a group or any topic of it, as was announced last."""
        rows = await self._database.scalars(
            select(col(Rota.told_id)).where(
                col(Rota.chat_id) == chat_id, col(Rota.told_id).is_not(None)
            )
        )
        return frozenset(one for one in rows if one is not None)

    async def put(self, rota: Rota) -> None:
        """Add a rota and give it its id."""
        self._database.add(rota)
        await self._database.flush()

    async def members(self, rota_id: int) -> list[int]:
        """List the people of a rota in their order."""
        rows = await self._database.scalars(
            select(col(RotaMember.person_id))
            .where(col(RotaMember.rota_id) == rota_id)
            .order_by(col(RotaMember.place))
        )
        return list(rows.all())

    async def shifts(self, rota_id: int, *, since: datetime) -> Sequence[Shift]:
        """List the shifts that end after that time, by their beginning."""
        rows = await self._database.scalars(
            select(Shift)
            .where(col(Shift.rota_id) == rota_id, col(Shift.ends_at) > since)
            .order_by(col(Shift.starts_at), col(Shift.id))
        )
        return rows.all()

    async def covers(self, rota_id: int, *, since: datetime) -> Sequence[Cover]:
        """List the covers that end after that time, the latest word last."""
        rows = await self._database.scalars(
            select(Cover)
            .where(col(Cover.rota_id) == rota_id, col(Cover.ends_at) > since)
            .order_by(col(Cover.id))
        )
        return rows.all()

    async def fill(self, rota_id: int, people: Sequence[int], shifts: Sequence[Shift]) -> None:
        """Replace the order and the shifts of a rota."""
        await self._empty(rota_id, RotaMember, Shift)
        for place, person_id in enumerate(people):
            self._database.add(RotaMember(rota_id=rota_id, place=place, person_id=person_id))
        self._database.add_all(shifts)
        await self._database.flush()

    async def cover(self, cover: Cover) -> bool:
        """Add a cover; False where this message or tap has added it already."""
        known = await self._database.scalars(
            select(col(Cover.id)).where(col(Cover.request) == cover.request)
        )
        if known.first() is not None:
            return False
        self._database.add(cover)
        await self._database.flush()
        return True

    async def uncover(self, rota_id: int, *, now: datetime) -> bool:
        """End every cover of a rota; False where there was none."""
        ended = await self._database.execute(
            update(Cover)
            .where(col(Cover.rota_id) == rota_id, col(Cover.ends_at) > now)
            .values(ends_at=now)
            .returning(col(Cover.id)),
            execution_options={"synchronize_session": False},
        )
        return ended.first() is not None

    async def drop(self, rota: Rota) -> None:
        """Take a rota away with all that belongs to it."""
        assert rota.id is not None
        await self._empty(rota.id, RotaMember, Shift, Cover)
        await self._database.delete(rota)
        await self._database.flush()

    async def drop_of(self, chat_id: int) -> int:
        """Take away the rotas of a chat and of its topics; gives how many."""
        rotas = await self._database.scalars(
            select(Rota).where(col(Rota.chat_id) == chat_id).with_for_update()
        )
        found = rotas.all()
        for rota in found:
            await self.drop(rota)
        return len(found)

    async def due(self, *, now: datetime, limit: int) -> Sequence[Rota]:
        """Take the rotas at which the time has come to look."""
        rows = await self._database.scalars(
            select(Rota)
            .where(col(Rota.next_at) <= now)
            .order_by(col(Rota.next_at))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return rows.all()

    async def forget(self, *, before: datetime) -> None:
        """Erase shifts and covers that ended before that time."""
        for table in (Shift, Cover):
            await self._database.execute(delete(table).where(col(table.ends_at) < before))

    async def _empty(self, rota_id: int, *tables: type[RotaMember | Shift | Cover]) -> None:
        for table in tables:
            await self._database.execute(delete(table).where(col(table.rota_id) == rota_id))
