"""Codes: the messages that came to leases, and who has which.

A code is held after its lease, never before, so that none waits in a ring.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Index,
    bindparam,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from providers.contract.phone import PhoneNumber
from storage.columns import Encrypted, UtcDateTime, Word, is_any_of, under_each_key
from storage.numbers import Lease
from storage.people import Person
from storage.prepared import Prepared, entity, values_of


class Reveal(StrEnum):
    """How a code that came to a group reaches the one it is for."""

    EPHEMERAL = "ephemeral"  # a message in the group that only they see
    ALERT = "alert"  # a button they have to tap


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
    inlet: str | None = None  # the provider that brought it
    taker_id: int | None = Field(default=None, sa_type=BigInteger)  # whom it is for
    taker_name: str | None = Field(default=None, sa_type=Encrypted)
    way: Reveal | None = Field(default=None, sa_type=Word(Reveal))  # None: not brought yet
    taken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # *Got it*
    next_step_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # of the escalation
    steps: int = 0  # of the escalation, taken


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a message to a number is for, as it was read: changing it changes nothing stored."""

    lease: Lease
    holder: Person | None
    heard_elsewhere: bool  # another inlet has brought something to it lately


@dataclass(frozen=True, slots=True)
class Counts:
    """How many codes came to a number."""

    came: int = 0
    waiting: int = 0  # of them not taken, and not forgotten


# The statements of every code, made once.
_RECEIVED = SQLModel.metadata.tables["received_code"]
RECEIVE = Prepared(insert(_RECEIVED).returning(_RECEIVED.c.id))
TEXTS = select(col(ReceivedCode.text)).where(
    col(ReceivedCode.lease_id) == bindparam("lease_id"),
    col(ReceivedCode.inlet) != bindparam("inlet"),
    col(ReceivedCode.received_at) > bindparam("since"),
)
_LEASE, _PERSON = (SQLModel.metadata.tables[name] for name in ("lease", "person"))
_NEWEST = (_LEASE.c.ended_at.is_not(None), _LEASE.c.id.desc())  # those that run before


class _Asking:
    """Ask for the addressee of a lease that is found by something; of several, the newest."""

    def __init__(self, which: ColumnElement[bool]) -> None:
        self._hold = select(_LEASE.c.id).where(which).order_by(*_NEWEST).limit(1).with_for_update()
        heard_elsewhere = exists().where(
            _RECEIVED.c.lease_id == _LEASE.c.id,
            _RECEIVED.c.inlet != bindparam("inlet"),
            _RECEIVED.c.received_at > bindparam("since"),
        )
        self._read = Prepared(
            select(*_LEASE.c, *_PERSON.c, heard_elsewhere)
            .outerjoin_from(_LEASE, _PERSON, _PERSON.c.id == _LEASE.c.holder_id)
            .where(which)
            .order_by(*_NEWEST)
            .limit(1)
            .with_for_update(of=_LEASE)
        )

    async def find(
        self, database: AsyncSession, which: dict[str, object], **known: object
    ) -> Addressee | None:
        """Hold the lease, and read it with what belongs to it as it is from then on."""
        if database.get_bind().dialect.name != "sqlite":  # which has one writer
            await database.execute(self._hold, which)
        for row in await self._read.run(database, **which, **known):
            lease, person = row[: len(_LEASE.c)], row[len(_LEASE.c) : -1]
            holder = entity(Person, person) if person[0] is not None else None
            return Addressee(entity(Lease, lease), holder, row[-1])
        return None


BY_NUMBER = _Asking(is_any_of(_LEASE.c.number, "number"))
BY_LEASE = _Asking(_LEASE.c.id == bindparam("lease_id"))
COUNTS = (
    select(
        col(ReceivedCode.lease_id),
        func.count(),
        func.count().filter(
            col(ReceivedCode.taken_at).is_(None) & col(ReceivedCode.text).is_not(None)
        ),
    )
    .where(col(ReceivedCode.lease_id).in_(bindparam("lease_ids", expanding=True)))
    .group_by(col(ReceivedCode.lease_id))
)
_UNSEEN = col(ReceivedCode.way).is_distinct_from(Reveal.EPHEMERAL)
CODES = (
    select(ReceivedCode, Lease)
    .join(Lease, col(Lease.id) == col(ReceivedCode.lease_id))
    .where(col(ReceivedCode.id).in_(bindparam("code_ids", expanding=True)))
)


class Codes:
    """The shelf of codes."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database
        self._received: dict[int | None, tuple[ReceivedCode, Lease]] = {}  # in this unit of work

    def put(self, code: ReceivedCode) -> None:
        """Add one."""
        self._database.add(code)

    async def receive(self, code: ReceivedCode, lease: Lease) -> int:
        """Keep a code that has come to a number; gives its id."""
        code_id: int
        ((code_id,),) = await RECEIVE.run(self._database, **values_of(code))
        code.id = code_id
        self._received[code.id] = code, lease
        return code_id

    async def addressee(
        self, number: PhoneNumber, inlet: str, *, since: datetime
    ) -> Addressee | None:
        """Find who has this number now, or had it last, and hold the lease.

        `inlet`: what brings a message to it; `since`: from when on other inlets matter.
        """
        which = under_each_key(number, "number")
        return await BY_NUMBER.find(self._database, which, inlet=inlet, since=since)

    async def addressee_of(
        self, lease_id: int | None, inlet: str, *, since: datetime
    ) -> Addressee | None:
        """Do the same for a lease that is known."""
        which: dict[str, object] = {"lease_id": lease_id}
        return await BY_LEASE.find(self._database, which, inlet=inlet, since=since)

    async def get(self, code_id: int) -> ReceivedCode | None:
        """Find a code and hold it until the unit of work ends."""
        return await self._database.get(
            ReceivedCode, code_id, with_for_update=True, populate_existing=True
        )

    async def lease_of(self, code_id: int) -> Lease | None:
        """Find the lease a code came to and hold it; the code is held after it, never before."""
        came_to = select(col(ReceivedCode.lease_id)).where(col(ReceivedCode.id) == code_id)
        rows = await self._database.scalars(
            select(Lease).where(col(Lease.id) == came_to.scalar_subquery()).with_for_update()
        )
        return rows.first()

    async def with_leases(
        self, code_ids: Collection[int]
    ) -> dict[int | None, tuple[ReceivedCode, Lease]]:
        """Find codes and the leases they came to, by the code's id and without holding them."""
        found = {one: self._received[one] for one in code_ids if one in self._received}
        others = [one for one in code_ids if one not in found]
        rows = await self._database.execute(CODES, {"code_ids": others}) if others else ()
        return found | {code.id: (code, lease) for code, lease in rows}

    async def counts(self, leases: Collection[Lease]) -> dict[int | None, Counts]:
        """Count what came to each of these leases, by its id; nothing came to those left out."""
        rows = await self._database.execute(COUNTS, {"lease_ids": [one.id for one in leases]})
        return {lease_id: Counts(came, waiting) for lease_id, came, waiting in rows}

    async def from_others(
        self, lease_id: int, inlet: str, *, since: datetime
    ) -> Sequence[str | None]:
        """List the messages that other inlets have brought to a lease since that time."""
        known = {"lease_id": lease_id, "inlet": inlet, "since": since}
        return (await self._database.scalars(TEXTS, known)).all()

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

    async def takers(self, chat_id: int) -> set[int]:
        """List who has codes of a chat's numbers and has not confirmed them."""
        rows = await self._database.scalars(
            select(col(ReceivedCode.taker_id)).where(
                _in_chat(chat_id), col(ReceivedCode.taken_at).is_(None)
            )
        )
        return {one for one in rows if one is not None}

    async def finish(self, person_id: int, *, chat_id: int, now: datetime) -> None:
        """Count the codes somebody had taken in a chat as theirs for good: they have left it."""
        theirs = col(ReceivedCode.taker_id) == person_id
        await self._change_untaken(theirs & _in_chat(chat_id), taken_at=now, next_step_at=None)

    async def free(
        self,
        person_id: int,
        *,
        now: datetime,
        lease_id: int | None = None,
        chat_id: int | None = None,
    ) -> None:
        """Have the codes somebody had, and not got, looked after by others.

        Of one lease, or one chat: those only that they have not seen there.
        """
        which = col(ReceivedCode.taker_id) == person_id
        if lease_id is not None:
            which &= _UNSEEN & (col(ReceivedCode.lease_id) == lease_id)
        if chat_id is not None:
            which &= _UNSEEN & _in_chat(chat_id)
        await self._change_untaken(which, taker_id=None, taker_name=None, next_step_at=now)

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

    async def _change_untaken(self, which: ColumnElement[bool], **values: object) -> None:
        await self._database.execute(
            update(ReceivedCode)
            .where(which, col(ReceivedCode.taken_at).is_(None))
            .values(**values),
            execution_options={"synchronize_session": False},
        )


def _in_chat(chat_id: int) -> ColumnElement[bool]:
    """Pick what came to the numbers of a chat, those that have ended as well."""
    leases = select(col(Lease.id)).where(col(Lease.chat_id) == chat_id)
    return col(ReceivedCode.lease_id).in_(leases.scalar_subquery())
