"""The inbox: what came in from outside, kept before it is acknowledged.

Telegram forgets an update once the next poll confirms it, so an update is a row here first. The
same update seen twice is one row; a row is done when its handler has returned; what a dead process
left undone is taken up by the next one.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import Encrypted, UtcDateTime
from storage.prepared import Prepared, values_of


class Sighting(SQLModel, table=True):
    """One thing seen: a Telegram update, a provider's callback."""

    __tablename__: ClassVar[Any] = "sighting"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("source", "key", name="one_sighting_per_key"),
        Index("sighting_due", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    source: str  # which door it came in by; a flow names its own
    key: str  # what makes it the same one when it comes again
    body: str | None = Field(default=None, sa_type=Encrypted)  # forgotten once it is done
    seen_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # None: done
    tries: int = 0


_TABLE = SQLModel.metadata.tables["sighting"]
PUT = {  # nothing comes back of what was seen before
    name: Prepared(insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.id))
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


class Inbox:
    """The shelf of sightings."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def put(self, sighting: Sighting) -> bool:
        """Keep what was seen; False where it was seen before."""
        sighting.id = await self._insert(values_of(sighting))
        return sighting.id is not None

    async def see(self, source: str, key: str, *, at: datetime) -> int | None:
        """Note what was seen, with nothing left to do; gives its id, None if it was seen before."""
        seen = {"source": source, "key": key, "seen_at": at}
        return await self._insert(seen | {"body": None, "due_at": None, "tries": 0})

    async def see_again(
        self, source: str, key: str, *, at: datetime, before: datetime
    ) -> int | None:
        """Count as new what came last before that time; None where it came since, or waits."""
        return await self._database.scalar(
            update(Sighting)
            .where(
                col(Sighting.source) == source,
                col(Sighting.key) == key,
                col(Sighting.seen_at) <= before,
                col(Sighting.due_at).is_(None),
            )
            .values(seen_at=at, body=None, tries=0)
            .returning(col(Sighting.id)),
            execution_options={"synchronize_session": False},
        )

    async def keep(self, sighting_id: int, *, body: str, until: datetime) -> None:
        """Keep what one said as well, and have it taken up."""
        await self._change(sighting_id, body=body, due_at=until)

    async def claim_due(
        self,
        *,
        source: str,
        now: datetime,
        lease: timedelta,
        limit: int,
        busy: Collection[int] = (),
    ) -> Sequence[Sighting]:
        """Take what nobody has finished, leased to this worker, oldest first."""
        due = (
            select(col(Sighting.id))
            .where(
                col(Sighting.due_at) <= now,
                col(Sighting.source) == source,
                col(Sighting.id).not_in(list(busy)),
            )
            .order_by(col(Sighting.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = await self._database.scalars(
            update(Sighting)
            .where(col(Sighting.id).in_(due.scalar_subquery()))
            .values(due_at=now + lease, tries=Sighting.tries + 1)
            .returning(Sighting),
            execution_options={"synchronize_session": False},
        )
        return sorted(rows.all(), key=lambda sighting: sighting.id or 0)

    async def done(self, sighting_id: int) -> None:
        """Finish one and forget what it said."""
        await self._change(sighting_id, due_at=None, body=None)

    async def hold(self, sighting_ids: Collection[int], *, until: datetime) -> None:
        """Keep those that are not done for this worker."""
        await self._database.execute(
            update(Sighting)
            .where(col(Sighting.id).in_(sighting_ids), col(Sighting.due_at).is_not(None))
            .values(due_at=until),
            execution_options={"synchronize_session": False},
        )

    async def postpone(self, sighting_id: int, *, until: datetime) -> None:
        """Take it up again later."""
        await self._change(sighting_id, due_at=until)

    async def set_aside(self, sighting_id: int) -> None:
        """Give up on one but keep what it said, for whoever wants to look."""
        await self._change(sighting_id, due_at=None)

    async def waiting(self) -> int:
        """Count what is not finished."""
        found = await self._database.scalar(
            select(func.count()).select_from(Sighting).where(col(Sighting.due_at).is_not(None))
        )
        return found or 0

    async def forget(self, *, before: datetime) -> None:
        """Erase finished ones seen before that time."""
        await self._database.execute(
            delete(Sighting).where(col(Sighting.due_at).is_(None), col(Sighting.seen_at) < before)
        )

    async def forget_words(self, *, before: datetime) -> None:
        """Erase what was said by those nobody goes on with, seen before that time."""
        await self._database.execute(
            update(Sighting)
            .where(
                col(Sighting.due_at).is_(None),
                col(Sighting.body).is_not(None),
                col(Sighting.seen_at) < before,
            )
            .values(body=None),
            execution_options={"synchronize_session": False},
        )

    async def _insert(self, seen: dict[str, object]) -> int | None:
        put = PUT[self._database.get_bind().dialect.name]
        rows = await put.run(self._database, **seen)
        return rows[0][0] if rows else None

    async def _change(self, sighting_id: int, **values: object) -> None:
        await self._database.execute(
            update(Sighting).where(col(Sighting.id) == sighting_id).values(**values),
            execution_options={"synchronize_session": False},
        )
