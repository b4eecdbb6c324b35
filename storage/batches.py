"""Batches: long lists of numbers, line by line, and where each line stands."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from providers.contract.phone import PhoneNumber
from storage.columns import Encrypted, SealedNumber, UtcDateTime, Word


class LineState(StrEnum):
    """Where one line stands."""

    WAITING = "waiting"  # nobody was asked yet
    ASKED = "asked"  # the intention is written; a provider has it or gets it
    DONE = "done"  # with a verdict
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
    level: str  # a word of flows.batches.LEVELS
    total: int
    is_paused: bool = False
    began_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    forgotten_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class BatchLine(SQLModel, table=True):
    """One line of the list."""

    __tablename__: ClassVar[Any] = "batch_line"
    __table_args__: ClassVar[Any] = (
        Index("line_of_batch", "session_id", "state", "row"),
        Index("line_of_number", "session_id", "number"),
        Index("line_of_order", "order_name"),
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
            await self._database.execute(insert(BatchLine), list(lines))

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

    async def next_lines(self, session_id: str, limit: int) -> Sequence[BatchLine]:
        """Take the next lines nobody was asked about, in the order of the file."""
        rows = await self._database.scalars(
            select(BatchLine)
            .where(
                col(BatchLine.session_id) == session_id,
                col(BatchLine.state) == LineState.WAITING,
            )
            .order_by(col(BatchLine.row))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return rows.all()

    async def lines(
        self, session_id: str, *, after: int = 0, limit: int = 0
    ) -> Sequence[BatchLine]:
        """List lines in the order of the file, from a row on."""
        query = (
            select(BatchLine)
            .where(col(BatchLine.session_id) == session_id, col(BatchLine.row) > after)
            .order_by(col(BatchLine.row))
        )
        return (await self._database.scalars(query.limit(limit) if limit else query)).all()

    async def line_of(self, order_name: str, number: PhoneNumber) -> BatchLine | None:
        """Find the line a pushed or queried result is about."""
        rows = await self._database.scalars(
            select(BatchLine)
            .where(
                col(BatchLine.order_name) == order_name,
                col(BatchLine.number) == number,
                col(BatchLine.state) != LineState.DUPLICATE,
            )
            .limit(1)
        )
        return rows.first()

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
        return {state: count for state, count in rows.all()}  # noqa: C416 (rows, not pairs)

    async def verdicts(self, session_id: str) -> dict[str, int]:
        """Count the lines by verdict."""
        rows = await self._database.execute(
            select(col(BatchLine.verdict), func.count())
            .where(col(BatchLine.session_id) == session_id, col(BatchLine.verdict).is_not(None))
            .group_by(col(BatchLine.verdict))
        )
        return {verdict: count for verdict, count in rows.all() if verdict is not None}

    async def answer(self, line_id: int, state: LineState, verdict: str, facts: str) -> None:
        """Write down what came of a line."""
        await self._database.execute(
            update(BatchLine)
            .where(col(BatchLine.id) == line_id)
            .values(state=state, verdict=verdict, facts=facts),
            execution_options={"synchronize_session": False},
        )

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

    async def forget(self, *, before: datetime, now: datetime) -> int:
        """Erase what the lines of old batches said; gives how many batches."""
        gone = await self._database.execute(
            update(Batch)
            .where(col(Batch.ended_at) < before, col(Batch.forgotten_at).is_(None))
            .values(name="forgotten", header=None, forgotten_at=now)
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
