"""Numbers: leases, the messages that came to them, and where numbers can be had."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ColumnElement, Index, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from providers.contract.phone import PhoneNumber
from storage.columns import Encrypted, SealedNumber, UtcDateTime, Word, under_each_key


class Reveal(StrEnum):
    """How a code that came to a group reaches the one it is for."""

    EPHEMERAL = "ephemeral"  # a message in the group that only they see
    ALERT = "alert"  # a button they have to tap


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


class ReceivedCode(SQLModel, table=True):
    """A message that came to a lease. Forgotten after its retention; the row stays."""

    __tablename__: ClassVar[Any] = "received_code"
    __table_args__: ClassVar[Any] = (Index("code_waiting", "taken_at", "next_step_at"),)

    id: int | None = Field(default=None, primary_key=True)
    lease_id: int = Field(foreign_key="lease.id", index=True)
    code: str | None = Field(default=None, sa_type=Encrypted)
    candidates: str | None = Field(default=None, sa_type=Encrypted)  # by blanks, where undecided
    text: str | None = Field(default=None, sa_type=Encrypted)
    sender: str | None = Field(default=None, sa_type=Encrypted)
    received_at: datetime = Field(sa_type=UtcDateTime)
    taker_id: int | None = Field(default=None, sa_type=BigInteger)  # whom it is for
    taker_name: str | None = Field(default=None, sa_type=Encrypted)
    way: Reveal | None = Field(default=None, sa_type=Word(Reveal))  # None: not brought yet
    taken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # *Got it*
    next_step_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # of the escalation
    steps: int = 0  # of the escalation, taken

    @property
    def waits(self) -> bool:
        """Whether somebody is still to have it; nobody can once it is forgotten."""
        return self.taken_at is None and self.text is not None


class CachedOffer(SQLModel, table=True):
    """What a panel last said about where numbers can be had."""

    __tablename__: ClassVar[Any] = "cached_offer"

    provider: str = Field(primary_key=True)
    body: str  # JSON
    fetched_at: datetime = Field(sa_type=UtcDateTime)


# The statements of every code, made once.
_RECEIVED = SQLModel.metadata.tables["received_code"]
RECEIVE = insert(_RECEIVED).returning(_RECEIVED.c.id)
HELD = (
    select(Lease)
    .where(col(Lease.number).in_(bindparam("numbers", expanding=True)))
    .order_by(col(Lease.ended_at).is_not(None), col(Lease.id).desc())
    .limit(1)
    .with_for_update()
)
TEXTS = select(col(ReceivedCode.text)).where(
    col(ReceivedCode.lease_id) == bindparam("lease_id"),
    col(ReceivedCode.received_at) > bindparam("since"),
)
CODES = (
    select(ReceivedCode, Lease)
    .join(Lease, col(Lease.id) == col(ReceivedCode.lease_id))
    .where(col(ReceivedCode.id).in_(bindparam("code_ids", expanding=True)))
)


class Numbers:
    """The shelf of leases and codes."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database
        self._received: dict[int | None, tuple[ReceivedCode, Lease]] = {}  # in this unit of work

    def put(self, row: Lease | ReceivedCode) -> None:
        """Add a row."""
        self._database.add(row)

    async def receive(self, code: ReceivedCode, lease: Lease) -> int:
        """Keep a code that has come to a number; gives its id."""
        code.id = await self._database.scalar(RECEIVE, code.model_dump(exclude={"id"}))
        assert code.id is not None
        self._received[code.id] = code, lease
        return code.id

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

    async def of_code(self, code_id: int) -> Lease | None:
        """Find the lease a code came to and hold it; the code is held after it, never before."""
        came_to = select(col(ReceivedCode.lease_id)).where(col(ReceivedCode.id) == code_id)
        rows = await self._database.scalars(
            select(Lease).where(col(Lease.id) == came_to.scalar_subquery()).with_for_update()
        )
        return rows.first()

    async def held(self, number: PhoneNumber) -> Lease | None:
        """Find who has this number now, or had it last."""
        rows = await self._database.scalars(HELD, {"numbers": under_each_key(number)})
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

    async def code(self, code_id: int) -> ReceivedCode | None:
        """Find a code and hold it until the unit of work ends."""
        return await self._database.get(
            ReceivedCode, code_id, with_for_update=True, populate_existing=True
        )

    async def codes_and_leases(
        self, code_ids: Collection[int]
    ) -> dict[int | None, tuple[ReceivedCode, Lease]]:
        """Find codes and the leases they came to, by the code's id and without holding them."""
        found = {one: self._received[one] for one in code_ids if one in self._received}
        others = [one for one in code_ids if one not in found]
        rows = await self._database.execute(CODES, {"code_ids": others}) if others else ()
        return found | {code.id: (code, lease) for code, lease in rows}

    async def codes_of(self, lease_id: int) -> Sequence[ReceivedCode]:
        """List what came to a lease, oldest first."""
        rows = await self._database.scalars(
            select(ReceivedCode)
            .where(col(ReceivedCode.lease_id) == lease_id)
            .order_by(col(ReceivedCode.id))
        )
        return rows.all()

    async def texts_of(self, lease_id: int, *, since: datetime) -> Sequence[str | None]:
        """List the messages that have come to a lease since that time."""
        return (await self._database.scalars(TEXTS, {"lease_id": lease_id, "since": since})).all()

    async def waiting_for(self, person_id: int) -> Sequence[ReceivedCode]:
        """List the codes somebody has and has not confirmed, oldest first."""
        rows = await self._database.scalars(
            select(ReceivedCode)
            .where(
                col(ReceivedCode.taken_at).is_(None),
                col(ReceivedCode.text).is_not(None),
                col(ReceivedCode.taker_id) == person_id,
            )
            .order_by(col(ReceivedCode.id))
        )
        return rows.all()

    async def untaken(self, *, now: datetime, limit: int) -> Sequence[ReceivedCode]:
        """Take the codes whose next step of escalation is due."""
        rows = await self._database.scalars(
            select(ReceivedCode)
            .where(col(ReceivedCode.taken_at).is_(None), col(ReceivedCode.next_step_at) <= now)
            .order_by(col(ReceivedCode.next_step_at))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return rows.all()

    async def take_all(self, lease_id: int, *, now: datetime) -> None:
        """Count every code of a lease as taken: its holder has let the number go."""
        here = col(ReceivedCode.lease_id) == lease_id
        await self._change_untaken(here, taken_at=now, next_step_at=None)

    async def finish(self, person_id: int, *, chat_id: int, now: datetime) -> None:
        """Count the codes somebody had taken in a chat as theirs for good: they have left it."""
        theirs = col(ReceivedCode.taker_id) == person_id
        leases = select(col(Lease.id)).where(col(Lease.chat_id) == chat_id)
        here = col(ReceivedCode.lease_id).in_(leases.scalar_subquery())
        await self._change_untaken(theirs & here, taken_at=now, next_step_at=None)

    async def free_codes(
        self, person_id: int, *, now: datetime, lease_id: int | None = None
    ) -> None:
        """Have the codes somebody had, and not got, looked after by others; of a lease, unseen."""
        which = col(ReceivedCode.taker_id) == person_id
        if lease_id is not None:
            which &= col(ReceivedCode.lease_id) == lease_id
            which &= col(ReceivedCode.way).is_distinct_from(Reveal.EPHEMERAL)
        await self._change_untaken(which, taker_id=None, taker_name=None, next_step_at=now)

    async def offer(self, provider: str) -> CachedOffer | None:
        """Find what a panel last said."""
        return await self._database.get(CachedOffer, provider)

    async def keep_offer(self, provider: str, body: str, *, now: datetime) -> None:
        """Remember what a panel said."""
        await self._database.merge(CachedOffer(provider=provider, body=body, fetched_at=now))

    async def forget(self, *, before: datetime) -> int:
        """Erase codes and texts that came before that time; gives how many."""
        gone = await self._database.execute(
            update(ReceivedCode)
            .where(col(ReceivedCode.received_at) < before, col(ReceivedCode.text).is_not(None))
            .values(code=None, candidates=None, text=None, sender=None)
            .returning(col(ReceivedCode.id)),
            execution_options={"synchronize_session": False},
        )
        return len(gone.all())

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

    async def _change_untaken(self, which: ColumnElement[bool], **values: object) -> None:
        await self._database.execute(
            update(ReceivedCode)
            .where(which, col(ReceivedCode.taken_at).is_(None))
            .values(**values),
            execution_options={"synchronize_session": False},
        )
