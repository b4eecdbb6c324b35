"""What was found out lately about many numbers, by lookups and by batches."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from providers.contract.phone import PhoneNumber
from storage.batches import Batch, BatchLine, LineState
from storage.lookups import Lookup, LookupKind, LookupState


class Findings:
    """A shelf over others' rows, for lists: it answers for hundreds of numbers at once."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def any_since(
        self, kind: LookupKind, levels: Collection[str], since: datetime, *, but: str | None = None
    ) -> bool:
        """Whether anything of this kind was found out at all, other than by one batch.

        `levels` are those of batches that find it out.
        """
        lookups = select(col(Lookup.id)).where(
            col(Lookup.kind) == kind, col(Lookup.answered_at) > since
        )
        batches = select(col(Batch.session_id)).where(
            col(Batch.level).in_(levels),
            col(Batch.ended_at).is_(None) | (col(Batch.ended_at) > since),
            col(Batch.session_id) != but if but is not None else true(),
        )
        for query in (lookups, batches):
            if await self._database.scalar(query.limit(1)) is not None:
                return True
        return False

    async def of(
        self,
        numbers: Collection[PhoneNumber],
        kind: LookupKind,
        levels: Collection[str],
        since: datetime,
    ) -> dict[PhoneNumber, str]:
        """Give the latest facts (JSON) about each number of which there are any."""
        lookups = (
            select(col(Lookup.number), col(Lookup.facts), col(Lookup.answered_at))
            .where(col(Lookup.number).in_(numbers), col(Lookup.answered_at) > since)
            .where(col(Lookup.kind) == kind, col(Lookup.state) == LookupState.ANSWERED)
        )
        batches = (
            select(col(BatchLine.number), col(BatchLine.facts), col(BatchLine.asked_at))
            .join(Batch, col(Batch.session_id) == col(BatchLine.session_id))
            .where(col(BatchLine.number).in_(numbers), col(BatchLine.asked_at) > since)
            .where(col(BatchLine.state) == LineState.DONE, col(Batch.level).in_(levels))
        )
        found = [
            (at, number, facts)
            for query in (lookups, batches)
            for number, facts, at in (await self._database.execute(query)).all()
            if number is not None and facts is not None and at is not None
        ]
        found.sort(key=lambda one: one[0])
        return {number: facts for _, number, facts in found}
