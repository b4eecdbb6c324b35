"""Audiences: which chats, or topics of them, listen, and to what."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import UtcDateTime
from storage.prepared import Prepared


class Heard(StrEnum):
    """What a chat can listen to."""

    CODES = "codes"  # that a code came, always masked
    RESULTS = "results"  # what became of sessions anywhere on the desk
    INCIDENTS = "incidents"  # providers in trouble, and well again
    DIGEST = "digest"  # once a day, in numbers


class Audience(SQLModel, table=True):
    """One chat or topic that listens."""

    __tablename__: ClassVar[Any] = "audience"
    __table_args__: ClassVar[Any] = (Index("audience_digest", "digest_at"),)

    chat_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    topic_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    hears_codes: bool = False
    hears_results: bool = False
    hears_incidents: bool = False
    digest_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # None: no digest
    set_by: int = Field(sa_type=BigInteger)
    set_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def heard(self) -> frozenset[Heard]:
        """What it listens to."""
        wanted = {
            Heard.CODES: self.hears_codes,
            Heard.RESULTS: self.hears_results,
            Heard.INCIDENTS: self.hears_incidents,
            Heard.DIGEST: self.digest_at is not None,
        }
        return frozenset(one for one, yes in wanted.items() if yes)


_AUDIENCE = SQLModel.metadata.tables["audience"].c
LISTENING = {
    what: Prepared(
        select(_AUDIENCE.chat_id, _AUDIENCE.topic_id)
        .where(hears.is_(True))
        .order_by(_AUDIENCE.chat_id, _AUDIENCE.topic_id)
    )
    for what, hears in {
        Heard.CODES: _AUDIENCE.hears_codes,
        Heard.RESULTS: _AUDIENCE.hears_results,
        Heard.INCIDENTS: _AUDIENCE.hears_incidents,
    }.items()
}


class Audiences:
    """The shelf of audiences."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def get(self, chat_id: int, topic_id: int) -> Audience | None:
        """Find one and hold it until the unit of work ends."""
        return await self._database.get(
            Audience, (chat_id, topic_id), with_for_update=True, populate_existing=True
        )

    def put(self, audience: Audience) -> None:
        """Add one."""
        self._database.add(audience)

    async def drop(self, chat_id: int, topic_id: int) -> None:
        """Let a chat listen no more: it takes no messages."""
        await self._database.execute(
            delete(Audience).where(
                col(Audience.chat_id) == chat_id, col(Audience.topic_id) == topic_id
            )
        )

    async def listening(self, what: Heard) -> Sequence[tuple[int, int]]:
        """List who listens to that: chats, and which topics of them."""
        return await LISTENING[what].run(self._database)

    async def due(self, *, now: datetime, limit: int) -> Sequence[Audience]:
        """Take those whose digest is due."""
        rows = await self._database.scalars(
            select(Audience)
            .where(col(Audience.digest_at) <= now)
            .order_by(col(Audience.digest_at))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return rows.all()
