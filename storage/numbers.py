"""Numbers: leases, and where numbers can be had."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ColumnElement, Index, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from providers.contract.phone import PhoneNumber
from storage.columns import Encrypted, SealedNumber, UtcDateTime, is_any_of, under_each_key


class Lease(SQLModel, table=True):
    """A number that is ours for a while, and the one person who holds it."""

    __tablename__: ClassVar[Any] = "lease"
    __table_args__: ClassVar[Any] = (
        Index("lease_number", "number", "ended_at"),
        Index("lease_expiry", "ended_at", "expires_at"),
        Index("lease_of_chat", "chat_id", "ended_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    session_id: str | None = Field(default=None, foreign_key="chat_session.id", index=True)
    provider: str
    number: PhoneNumber = Field(sa_type=SealedNumber)
    country: str  # as the panel calls it
    operator: str = ""
    chat_id: int = Field(sa_type=BigInteger)  # where it was asked for; of a pool, its group
    topic_id: int | None = Field(default=None, sa_type=BigInteger)
    holder_id: int | None = Field(default=None, sa_type=BigInteger)  # None: free, in a pool
    holder_name: str | None = Field(default=None, sa_type=Encrypted)
    is_permanent: bool = False  # rented elsewhere and registered: freed, never ended, by time
    leased_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    offered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # to whoever takes it
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CachedOffer(SQLModel, table=True):
    """What a panel last said about where numbers can be had."""

    __tablename__: ClassVar[Any] = "cached_offer"

    provider: str = Field(primary_key=True)
    body: str  # JSON
    fetched_at: datetime = Field(sa_type=UtcDateTime)


HELD = (
    select(Lease)
    .where(is_any_of(col(Lease.number), "number"))
    .order_by(col(Lease.ended_at).is_not(None), col(Lease.id).desc())  # those that run before
    .limit(1)
    .with_for_update()
)


class Numbers:
    """The shelf of leases."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    def put(self, lease: Lease) -> None:
        """Add one."""
        self._database.add(lease)

    async def flush(self) -> None:
        """Give new rows their ids."""
        await self._database.flush()

    async def lease(self, lease_id: int) -> Lease | None:
        """Find a lease and hold it until the unit of work ends."""
        return await self._database.get(
            Lease, lease_id, with_for_update=True, populate_existing=True
        )

    async def lease_as_it_is(self, lease_id: int) -> Lease:
        """Look at a lease without holding it: two who hold lease and code would wait in a ring."""
        rows = await self._database.scalars(select(Lease).where(col(Lease.id) == lease_id))
        return rows.one()

    async def of_session(self, session_id: str) -> Lease | None:
        """Find the lease of a session and hold it."""
        rows = await self._database.scalars(
            select(Lease).where(col(Lease.session_id) == session_id).with_for_update()
        )
        return rows.first()

    async def held(self, number: PhoneNumber) -> Lease | None:
        """Find who has this number now, or had it last."""
        rows = await self._database.scalars(HELD, under_each_key(number, "number"))
        return rows.first()

    async def running(
        self,
        *,
        provider: str | None = None,
        holder_id: int | None = None,
        chat_id: int | None = None,
        or_since: datetime | None = None,
    ) -> Sequence[Lease]:
        """List the leases that have not ended, oldest first; `or_since`: or not before that."""
        lately = [] if or_since is None else [col(Lease.ended_at) > or_since]
        query = select(Lease).where(or_(col(Lease.ended_at).is_(None), *lately))
        wanted = {"provider": provider, "holder_id": holder_id, "chat_id": chat_id}
        query = query.filter_by(**{name: it for name, it in wanted.items() if it is not None})
        return (await self._database.scalars(query.order_by(col(Lease.id)))).all()

    async def overdue(
        self, *, now: datetime, limit: int, permanent: bool = False
    ) -> Sequence[Lease]:
        """Take the leases whose time is over, or the permanent ones held idly for too long."""
        return await self._over(col(Lease.expires_at) <= now, limit, permanent=permanent)

    async def unreminded(
        self, *, until: datetime, limit: int, permanent: bool = False
    ) -> Sequence[Lease]:
        """Take the leases that are over by then and whose holders have not been reminded."""
        soon = (col(Lease.expires_at) <= until) & col(Lease.reminded_at).is_(None)
        return await self._over(soon, limit, permanent=permanent)

    async def offer(self, provider: str) -> CachedOffer | None:
        """Find what a panel last said."""
        return await self._database.get(CachedOffer, provider)

    async def keep_offer(self, provider: str, body: str, *, now: datetime) -> None:
        """Remember what a panel said."""
        await self._database.merge(CachedOffer(provider=provider, body=body, fetched_at=now))

    async def _over(
        self, when: ColumnElement[bool], limit: int, *, permanent: bool
    ) -> Sequence[Lease]:
        rows = await self._database.scalars(
            select(Lease)
            .where(when, col(Lease.ended_at).is_(None), col(Lease.is_permanent) == permanent)
            .order_by(col(Lease.expires_at))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return rows.all()
