"""Batches: long lists of numbers, line by line, and where each line stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple, cast

from sqlalchemy import Index, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from providers.contract.phone import PhoneNumber
from storage.columns import Encrypted, SealedNumber, UtcDateTime, Word
from storage.sessions import ChatSession


class LineState(StrEnum):
    """Where one line stands."""

    WAITING = "waiting"  # nobody was asked yet
    ASKED = "asked"  # the intention is written; a provider has it or gets it
    DONE = "done"  # with a verdict
    KNOWN = "known"  # with a verdict of lately; nobody is asked again
    INVALID = "invalid"  # no number can be like this; nobody is asked
    DUPLICATE = "duplicate"  # the same number as a line before; its verdict is that one's
    FAILED = "failed"  # surely not asked
    UNKNOWN = "unknown"  # perhaps asked; no trustworthy answer


class Batch(SQLModel, table=True):
    """What a batch is about, beside its session."""

    __tablename__: ClassVar[Any] = "batch"

    session_id: str = Field(primary_key=True, foreign_key="chat_session.id")
    name: str = Field(sa_type=Encrypted)  # of the file
    header: str | None = Field(default=None, sa_type=Encrypted)  # JSON
    level: str  # a word of flows.lookups.levels.LEVELS
    total: int
    is_paused: bool = False
    began_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    source: str | None = Field(default=None, sa_type=Encrypted)  # JSON; None: all lines are here
    mark_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the pace is counted since
    mark_done: int = 0  # lines asked about and settled by then
    is_forgotten: bool = False  # only its counts are left


class BatchLine(SQLModel, table=True):
    """One line of the list."""

    __tablename__: ClassVar[Any] = "batch_line"
    __table_args__: ClassVar[Any] = (
        Index("line_of_batch", "session_id", "state", "row"),
        Index("line_of_number", "session_id", "number"),
        Index("line_of_order", "order_name"),
        Index("line_of_verdict", "session_id", "verdict"),
        Index("line_of_known", "number", "asked_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    session_id: str = Field(foreign_key="chat_session.id")
    row: int  # in the file, from 1
    cells: str = Field(sa_type=Encrypted)  # the line as it was, JSON
    number: PhoneNumber | None = Field(default=None, sa_type=SealedNumber)
    state: LineState = Field(default=LineState.WAITING, sa_type=Word(LineState))
    order_name: str | None = None  # the batchNo under which it was handed in
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    verdict: str | None = None  # for counting
    facts: str | None = Field(default=None, sa_type=Encrypted)  # JSON


# Many rows at once go to the table itself: to map each of them takes longer than to write it.
LINES = SQLModel.metadata.tables["batch_line"]


class StoredLine(NamedTuple):
    """A line as it is read for a file."""

    row: int
    cells: str
    number: PhoneNumber | None
    state: LineState
    order_name: str | None
    verdict: str | None
    facts: str | None


@dataclass(frozen=True, slots=True)
class ClaimedLine:
    """A line somebody is about to be asked about."""

    id: int
    row: int
    number: PhoneNumber | None


class Batches:
    """The shelf of batches."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    def put(self, batch: Batch) -> None:
        """Add a batch."""
        self._database.add(batch)

    async def put_lines(self, lines: Sequence[dict[str, Any]]) -> None:
        """Add many lines at once."""
        if lines:
            await self._database.execute(LINES.insert(), list(lines))

    async def get(self, session_id: str) -> Batch | None:
        """Find one and hold it until the unit of work ends."""
        return await self._database.get(
            Batch, session_id, with_for_update=True, populate_existing=True
        )

    async def running(self) -> Sequence[Batch]:
        """List those that have not ended, oldest first."""
        rows = await self._database.scalars(
            select(Batch).where(col(Batch.ended_at).is_(None)).order_by(col(Batch.began_at))
        )
        return rows.all()

    async def claim(self, session_id: str, limit: int, *, now: datetime) -> list[ClaimedLine]:
        """Take the next lines nobody was asked about, in the order of the file; they are ASKED."""
        following = (
            select(col(BatchLine.id))
            .where(
                col(BatchLine.session_id) == session_id,
                col(BatchLine.state) == LineState.WAITING,
            )
            .order_by(col(BatchLine.row))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = await self._database.execute(
            update(BatchLine)
            .where(col(BatchLine.id).in_(following.scalar_subquery()))
            .values(state=LineState.ASKED, asked_at=now, order_name=None)
            .returning(col(BatchLine.id), col(BatchLine.row), col(BatchLine.number)),
            execution_options={"synchronize_session": False},
        )
        taken = [
            ClaimedLine(line_id, row, number) for line_id, row, number in rows.all() if line_id
        ]
        return sorted(taken, key=lambda line: line.row)

    async def rename(self, line_ids: Sequence[int], order_name: str) -> None:
        """Say under which name lines are handed in."""
        await self.answer([{"id": line_id, "order_name": order_name} for line_id in line_ids])

    async def lines(
        self, session_id: str, *, after: int = 0, limit: int = 0
    ) -> Sequence[StoredLine]:
        """List lines in the order of the file, from a row on; plain values, for there are many."""
        query = (
            select(
                col(BatchLine.row),
                col(BatchLine.cells),
                col(BatchLine.number),
                col(BatchLine.state),
                col(BatchLine.order_name),
                col(BatchLine.verdict),
                col(BatchLine.facts),
            )
            .where(col(BatchLine.session_id) == session_id, col(BatchLine.row) > after)
            .order_by(col(BatchLine.row))
        )
        rows = await self._database.execute(query.limit(limit) if limit else query)
        return [StoredLine(*row) for row in rows.all()]

    async def of_order(
        self, order_name: str, numbers: Collection[PhoneNumber] | None = None
    ) -> Sequence[tuple[int, str, PhoneNumber, LineState]]:
        """List id, session, number and state of lines handed in under a name."""
        query = select(
            col(BatchLine.id),
            col(BatchLine.session_id),
            col(BatchLine.number),
            col(BatchLine.state),
        ).where(col(BatchLine.order_name) == order_name, col(BatchLine.number).is_not(None))
        if numbers is not None:
            query = query.where(col(BatchLine.number).in_(numbers))
        rows = await self._database.execute(query)
        found = rows.all()
        return cast("Sequence[tuple[int, str, PhoneNumber, LineState]]", found)  # see the query

    async def open_orders(self, session_id: str) -> Sequence[tuple[str, datetime]]:
        """List the names of what was handed in and is not answered whole, with their times."""
        rows = await self._database.execute(
            select(col(BatchLine.order_name), func.min(col(BatchLine.asked_at)))
            .where(
                col(BatchLine.session_id) == session_id,
                col(BatchLine.state) == LineState.ASKED,
                col(BatchLine.order_name).is_not(None),
            )
            .group_by(col(BatchLine.order_name))
        )
        return [(name, at) for name, at in rows.all() if name is not None and at is not None]

    async def knows(self, order_name: str) -> bool:
        """Whether something was handed in under this name."""
        found = await self._database.scalar(
            select(col(BatchLine.id)).where(col(BatchLine.order_name) == order_name).limit(1)
        )
        return found is not None

    async def counts(self, session_id: str) -> dict[LineState, int]:
        """Count the lines by where they stand."""
        rows = await self._database.execute(
            select(col(BatchLine.state), func.count())
            .where(col(BatchLine.session_id) == session_id)
            .group_by(col(BatchLine.state))
        )
        return dict(rows.all())

    async def verdicts(self, session_id: str) -> dict[str, int]:
        """Count the lines by verdict."""
        rows = await self._database.execute(
            select(col(BatchLine.verdict), func.count())
            .where(col(BatchLine.session_id) == session_id, col(BatchLine.verdict).is_not(None))
            .group_by(col(BatchLine.verdict))
        )
        return {verdict: count for verdict, count in rows.all() if verdict is not None}

    async def answer(self, lines: Sequence[dict[str, Any]]) -> None:
        """Write down what came of lines: `id`, and the columns that change, the same of all."""
        if lines:
            changed = LINES.update().where(LINES.c.id == bindparam("line"))
            rows = [{"line" if name == "id" else name: it[name] for name in it} for it in lines]
            await self._database.execute(changed, rows)

    async def is_open(self, session_id: str, *states: LineState) -> bool:
        """Whether any line is in one of these states."""
        found = await self._database.scalar(
            select(col(BatchLine.id))
            .where(
                col(BatchLine.session_id) == session_id,
                col(BatchLine.state).in_(states),
            )
            .limit(1)
        )
        return found is not None

    async def repeated(self, session_id: str) -> set[PhoneNumber]:
        """List the numbers that come more than once."""
        rows = await self._database.scalars(
            select(col(BatchLine.number))
            .where(
                col(BatchLine.session_id) == session_id,
                col(BatchLine.state) == LineState.DUPLICATE,
            )
            .distinct()
        )
        return {number for number in rows if number is not None}

    async def latest(self, chat_id: int, limit: int) -> Sequence[tuple[ChatSession, Batch]]:
        """List the latest of a chat with their sessions, newest first."""
        rows = await self._database.execute(
            select(ChatSession, Batch)
            .join(Batch, col(Batch.session_id) == col(ChatSession.id))
            .where(col(ChatSession.chat_id) == chat_id)
            .order_by(col(ChatSession.created_at).desc(), col(ChatSession.id))
            .limit(limit)
        )
        return [(session, batch) for session, batch in rows.all()]

    async def lose(self, session_id: str, *, before: datetime) -> None:
        """Write down that nobody knows about lines asked one by one before that time."""
        await self._database.execute(
            update(BatchLine)
            .where(
                col(BatchLine.session_id) == session_id,
                col(BatchLine.state) == LineState.ASKED,
                col(BatchLine.asked_at) < before,
            )
            .values(state=LineState.UNKNOWN, verdict="unknown"),
            execution_options={"synchronize_session": False},
        )

    async def forget(self, *, before: datetime) -> int:
        """Erase what the lines of old batches said; gives how many batches."""
        gone = await self._database.execute(
            update(Batch)
            .where(col(Batch.ended_at) < before, col(Batch.is_forgotten).is_(False))
            .values(name="forgotten", header=None, is_forgotten=True)
            .returning(col(Batch.session_id)),
            execution_options={"synchronize_session": False},
        )
        old = list(gone.scalars())
        await self._database.execute(
            update(BatchLine)
            .where(col(BatchLine.session_id).in_(old))
            .values(cells="[]", facts=None, number=None),
            execution_options={"synchronize_session": False},
        )
        return len(old)
