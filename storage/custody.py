"""Custody: who did what to which number, in one chain that nobody can mend unseen.

    record 1 ──digest──▶ record 2 ──digest──▶ record 3 ◀── head: how many there are, and the last

Each record carries the digest of the one before it, under a key of the chain's own; the head counts
them apart. The key lies in the head, wrapped by SECRETS_KEY: whoever has only the database can
neither forge a record nor a head, and a change of SECRETS_KEY changes nothing in the chain.

Notes are kept until the unit of work ends and appended last, because the chain has one end and
whoever writes there makes all others wait.
"""

import hmac
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from providers.contract.phone import PhoneNumber
from storage.columns import UtcDateTime, Word, Wrapped, vault_of
from storage.prepared import Prepared
from storage.sessions import ChatSession
from storage.vault import UndecipherableError

HEAD = "custody"
PAGE = 500  # records in memory at once
LONGEST_WORDS = 160


class Act(StrEnum):
    """What was done."""

    ORDERED = "ordered"  # a paid request is about to be made
    MOVED = "moved"  # a session took a step: placed, refused, lost, proven …
    ARRIVED = "arrived"  # a code came to a number
    REVEALED = "revealed"  # a code was shown to a person
    TAKEN = "taken"  # somebody took a number or a code, or gave it back
    HANDED_OVER = "handed_over"  # a number went from one person to another
    APPROVED = "approved"  # a second person said yes, or no
    ACCESS = "access"  # somebody was let in or out
    RULE = "rule"  # a limit, a country, a switch, a template
    DELETED = "deleted"  # something was forgotten
    EXPORTED = "exported"  # results or records left as a file
    REHEARSED = "rehearsed"  # a drill
    KEYS = "keys"  # everything was written anew under another key


class Flaw(StrEnum):
    """What is wrong with the chain."""

    CHANGED = "changed"  # the record is not what was written
    MISSING = "missing"  # the record is gone
    MOVED = "moved"  # the record does not follow the one before it
    HEAD = "head"  # the head is gone or not ours
    SURPLUS = "surplus"  # a record behind the end


class CustodyRecord(SQLModel, table=True):
    """One link. It never holds a code, a text or a whole number."""

    __tablename__: ClassVar[Any] = "custody_record"
    __table_args__: ClassVar[Any] = (
        Index("custody_of_session", "session_id"),
        Index("custody_of_person", "person_id", "seq"),
    )

    seq: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    at: datetime = Field(sa_type=UtcDateTime)
    kind: Act = Field(sa_type=Word(Act))
    person_id: int | None = Field(default=None, sa_type=BigInteger)  # None: nobody, by itself
    chat_id: int | None = Field(default=None, sa_type=BigInteger)
    session_id: str | None = None
    number: str = ""  # masked
    words: str = ""
    previous: str  # digest of the record before it
    digest: str


class CustodyHead(SQLModel, table=True):
    """Where the chain ends. `seal` binds the count to the last digest."""

    __tablename__: ClassVar[Any] = "custody_head"

    name: str = Field(primary_key=True)
    key: str = Field(sa_type=Wrapped)
    seq: int = Field(default=0, sa_type=BigInteger)
    digest: str = ""
    seal: str = ""


_CHAIN, _HEAD = (SQLModel.metadata.tables[name] for name in ("custody_record", "custody_head"))
END = Prepared(
    select(_HEAD.c.key, _HEAD.c.seq, _HEAD.c.digest).where(_HEAD.c.name == HEAD).with_for_update()
)
APPEND = Prepared(insert(_CHAIN))
MOVE = Prepared(
    update(_HEAD)
    .where(_HEAD.c.name == HEAD)
    .values(seq=bindparam("to"), digest=bindparam("last"), seal=bindparam("sealed"))
)


@dataclass(frozen=True, slots=True)
class Note:
    """What is to become a record at the end of a unit of work."""

    at: datetime
    kind: Act
    person_id: int | None
    chat_id: int | None
    session_id: str | None
    number: str  # masked
    words: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records are asked for; what is None or empty does not matter."""

    person_id: int | None = None
    session_id: str | None = None
    kind: Act | None = None
    number: str = ""  # masked
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of reading the whole chain."""

    count: int
    since: datetime | None = None  # of the first record
    digest: str = ""  # of the last one
    flaw: Flaw | None = None
    at: int | None = None  # the number of the record that is wrong


class Custody:
    """The shelf of records. Nothing here changes or removes one."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database
        self._notes: list[Note] = []

    @property
    def has_notes(self) -> bool:
        """Whether this unit of work has something to append."""
        return bool(self._notes)

    def note(
        self,
        kind: Act,
        *,
        at: datetime,
        who: int | None = None,
        chat: int | None = None,
        session: str | None = None,
        number: PhoneNumber | None = None,
        words: str = "",
    ) -> None:
        """Have something recorded when this unit of work ends."""
        masked = number.masked if number is not None else ""
        self._notes.append(Note(at, kind, who, chat, session, masked, words[:LONGEST_WORDS]))

    def note_of(
        self, session: ChatSession, kind: Act, words: str, *, at: datetime, who: int | None = None
    ) -> None:
        """Do the same for what happened to a session."""
        self.note(
            kind,
            at=at,
            who=who,
            chat=session.chat_id,
            session=session.id,
            number=session.number,
            words=words,
        )

    async def check_key(self) -> None:
        """See that our keys open the chain's own; raises UndecipherableError."""
        await self._database.get(CustodyHead, HEAD)

    async def append(self) -> None:
        """Put the notes at the end of the chain; the caller keeps all others away from it."""
        key, seq, digest = await self._end()
        records = []
        for note in self._notes:
            previous, seq = digest, seq + 1
            digest = _digest_of(key, note, seq, previous)
            told = {name: getattr(note, name) for name in Note.__slots__}
            records.append(told | {"seq": seq, "previous": previous, "digest": digest})
        await APPEND.run_all(self._database, records)
        seal = _digest(key, "head", seq, digest)
        await MOVE.run(self._database, to=seq, last=digest, sealed=seal)
        self._notes = []

    async def _end(self) -> tuple[str, int, str]:
        """Find the chain's key, how many records there are, and the last digest."""
        for key, seq, digest in await END.run(self._database):
            return key, seq, digest
        # none but a tampered chain has records without a head; what follows shows as a break
        seq = await self._database.scalar(select(func.max(CustodyRecord.seq))) or 0
        key = vault_of(self._database).chain_key()
        self._database.add(CustodyHead(name=HEAD, key=key, seq=seq))
        return key, seq, ""

    async def verify(self) -> Checked:  # noqa: PLR0911 (one for each flaw)
        """Read the whole chain, a page at a time, and say what is wrong with it first."""
        newest = await self._database.scalar(select(func.max(CustodyRecord.seq))) or 0
        try:
            head = await self._database.get(CustodyHead, HEAD, populate_existing=True)
        except UndecipherableError:
            return Checked(0, flaw=Flaw.HEAD)
        if head is None:
            return Checked(0, flaw=Flaw.HEAD if newest else None)
        if not hmac.compare_digest(head.seal, _digest(head.key, "head", head.seq, head.digest)):
            return Checked(0, flaw=Flaw.HEAD)
        before, since, expected = "", None, 1
        async for record in self._all(until=head.seq):
            flaw = _flaw(head.key, record, expected, before)
            if flaw is not None:
                at = expected if flaw is Flaw.MISSING else record.seq
                return Checked(expected - 1, since, flaw=flaw, at=at)
            since = since or record.at
            before, expected = record.digest, expected + 1
        if expected <= head.seq:
            return Checked(expected - 1, since, flaw=Flaw.MISSING, at=expected)
        if before != head.digest:
            return Checked(head.seq, since, flaw=Flaw.HEAD)
        if newest > head.seq:
            return Checked(head.seq, since, flaw=Flaw.SURPLUS, at=newest)
        return Checked(head.seq, since, head.digest)

    async def page(
        self, wanted: Wanted, *, before: int | None = None, limit: int
    ) -> Sequence[CustodyRecord]:
        """List the latest records that fit, newest first; `before` is where the last page ended."""
        query = select(CustodyRecord).order_by(col(CustodyRecord.seq).desc()).limit(limit)
        for column, value in (
            (CustodyRecord.person_id, wanted.person_id),
            (CustodyRecord.session_id, wanted.session_id),
            (CustodyRecord.kind, wanted.kind),
            (CustodyRecord.number, wanted.number or None),
        ):
            if value is not None:
                query = query.where(col(column) == value)
        if wanted.since is not None:
            query = query.where(col(CustodyRecord.at) >= wanted.since)
        if before is not None:
            query = query.where(col(CustodyRecord.seq) < before)
        return (await self._database.scalars(query)).all()

    async def digest_of(self, seq: int) -> str | None:
        """Give the digest of one record; None where there is none."""
        record = await self._database.get(CustodyRecord, seq)
        return record.digest if record is not None else None

    async def _all(self, *, until: int) -> AsyncIterator[CustodyRecord]:
        after: int | None = None
        while True:
            query = select(CustodyRecord).where(col(CustodyRecord.seq) <= until)
            if after is not None:
                query = query.where(col(CustodyRecord.seq) > after)
            page = query.order_by(col(CustodyRecord.seq)).limit(PAGE)
            rows = (await self._database.scalars(page)).all()
            for row in rows:
                yield row
            if len(rows) < PAGE:
                return
            after = rows[-1].seq
            self._database.expunge_all()  # read only: nothing here is to be written back


def _flaw(key: str, record: CustodyRecord, expected: int, before: str) -> Flaw | None:
    if record.seq != expected:
        return Flaw.MISSING if record.seq > expected else Flaw.MOVED
    if record.previous != before:
        return Flaw.MOVED
    if not hmac.compare_digest(record.digest, _digest_of(key, record, record.seq, record.previous)):
        return Flaw.CHANGED
    return None


def _digest_of(key: str, note: Note | CustodyRecord, seq: int, previous: str) -> str:
    at = note.at.astimezone(UTC).isoformat(timespec="microseconds")
    told = (str(note.kind), note.person_id, note.chat_id, note.session_id, note.number, note.words)
    return _digest(key, seq, at, *told, previous)


def _digest(key: str, *parts: str | int | None) -> str:
    return hmac.digest(bytes.fromhex(key), json.dumps(parts).encode(), "sha256").hex()
