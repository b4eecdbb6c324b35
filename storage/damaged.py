"""Notices that cannot be read: a damaged row, a key that is gone, a kind of a newer version.

They are claimed together with others, and nobody gets any of those:

    claim ──▶ cannot be read ──▶ claimed for nobody ──▶ which? each is read alone ──▶ they wait
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, load_only
from sqlmodel import col

from storage.outbox import Notice
from storage.vault import UndecipherableError

UNREADABLE = (UndecipherableError, ValueError, KeyError)  # what reading a row may come to
# SQLModel shows mypy the values of columns, never the columns
TOLD = cast(
    "tuple[InstrumentedAttribute[Any], ...]",
    (Notice.id, Notice.chat_id, Notice.topic, Notice.tries),
)


class Damaged:
    """The shelf of notices as far as they can be read."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def outlines(self, *, now: datetime) -> Sequence[Notice]:
        """List what is due: to which chat, about what, and how often it was tried; nothing else."""
        rows = await self._database.scalars(
            select(Notice)
            .where(col(Notice.due_at) <= now, col(Notice.buried_at).is_(None))
            .order_by(col(Notice.id))
            .options(load_only(*TOLD, raiseload=True))
        )
        return rows.all()

    async def whole(self, outline: Notice) -> Notice | None:
        """Read the rest as well, or raise one of UNREADABLE; None where it is gone."""
        return await self._database.get(Notice, outline.id, populate_existing=True)

    async def give_back(
        self, *, leased_until: datetime, but: Collection[int], now: datetime
    ) -> None:
        """Let what was claimed be claimed again; `but`: chats that something is on its way to."""
        await self._database.execute(
            update(Notice)
            .where(
                col(Notice.due_at) == leased_until,
                col(Notice.chat_id).not_in(but),
                col(Notice.buried_at).is_(None),
            )
            .values(due_at=now),
            execution_options={"synchronize_session": False},
        )
