"""Templates: the texts that may be sent or spoken, and which chats may do so."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import Encrypted, UtcDateTime, Word


class FreeText(StrEnum):
    """What people of a chat may have sent or spoken."""

    OFF = "off"  # nothing
    TEMPLATES = "templates"  # what an owner has worded
    FREE = "free"  # whatever they write


class MessageTemplate(SQLModel, table=True):
    """One approved text, with fields in braces."""

    __tablename__: ClassVar[Any] = "message_template"

    name: str = Field(primary_key=True)
    body: str = Field(sa_type=Encrypted)
    set_by: int = Field(sa_type=BigInteger)
    set_at: datetime = Field(sa_type=UtcDateTime)


class ChatTexts(SQLModel, table=True):
    """What was decided about a chat; it outranks the settings."""

    __tablename__: ClassVar[Any] = "chat_texts"

    chat_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    mode: FreeText = Field(sa_type=Word(FreeText))
    set_by: int = Field(sa_type=BigInteger)
    set_at: datetime = Field(sa_type=UtcDateTime)


class Templates:
    """The shelf of templates."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def all(self) -> Sequence[MessageTemplate]:
        """List them by name."""
        rows = await self._database.scalars(
            select(MessageTemplate).order_by(col(MessageTemplate.name))
        )
        return rows.all()

    async def get(self, name: str) -> MessageTemplate | None:
        """Find one."""
        return await self._database.get(MessageTemplate, name)

    async def put(self, name: str, body: str, *, by: int, now: datetime) -> None:
        """Add one, or word it anew."""
        await self._database.merge(MessageTemplate(name=name, body=body, set_by=by, set_at=now))

    async def remove(self, name: str) -> bool:
        """Remove one; False where there was none."""
        gone = await self._database.execute(
            delete(MessageTemplate)
            .where(col(MessageTemplate.name) == name)
            .returning(col(MessageTemplate.name))
        )
        return gone.first() is not None

    async def mode(self, chat_id: int) -> FreeText | None:
        """Tell what was decided about a chat."""
        row = await self._database.get(ChatTexts, chat_id)
        return row.mode if row is not None else None

    async def decide(self, chat_id: int, mode: FreeText, *, by: int, now: datetime) -> None:
        """Decide about a chat."""
        await self._database.merge(ChatTexts(chat_id=chat_id, mode=mode, set_by=by, set_at=now))
