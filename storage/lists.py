"""Lists as they were sent: kept, encrypted, until their lines are rows or nobody wants them."""

import base64
import zlib
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import Encrypted, UtcDateTime

PART = 1 << 20  # bytes in one row


class ListPart(SQLModel, table=True):
    """A piece of a file."""

    __tablename__: ClassVar[Any] = "list_part"
    __table_args__: ClassVar[Any] = (Index("part_of_list", "list_id", "part", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    list_id: str  # the question it was kept for
    part: int  # from 0
    content: str = Field(sa_type=Encrypted)  # packed, base64
    kept_until: datetime = Field(sa_type=UtcDateTime)


class Lists:
    """The shelf of lists."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def put(self, list_id: str, content: bytes, *, until: datetime) -> None:
        """Keep a file."""
        for part, begin in enumerate(range(0, len(content), PART)):
            packed = zlib.compress(content[begin : begin + PART], 1)
            row = {
                "list_id": list_id,
                "part": part,
                "content": base64.b64encode(packed).decode(),
                "kept_until": until,
            }
            await self._database.execute(insert(ListPart), [row])

    async def get(self, list_id: str) -> bytes:
        """Give a file; empty where it is gone."""
        rows = await self._database.stream_scalars(
            select(col(ListPart.content))
            .where(col(ListPart.list_id) == list_id)
            .order_by(col(ListPart.part))
        )
        whole = bytearray()
        async for content in rows:
            whole += zlib.decompress(base64.b64decode(content))
        return bytes(whole)

    async def ids(self) -> list[str]:
        """Name the files that are kept."""
        rows = await self._database.scalars(
            select(col(ListPart.list_id)).distinct().order_by(col(ListPart.list_id))
        )
        return list(rows.all())

    async def keep(self, list_id: str, *, until: datetime) -> None:
        """Keep a file longer."""
        await self._database.execute(
            update(ListPart).where(col(ListPart.list_id) == list_id).values(kept_until=until),
            execution_options={"synchronize_session": False},
        )

    async def drop(self, list_id: str) -> None:
        """Erase a file."""
        await self._database.execute(delete(ListPart).where(col(ListPart.list_id) == list_id))

    async def forget(self, *, before: datetime) -> None:
        """Erase the files nobody has started."""
        await self._database.execute(delete(ListPart).where(col(ListPart.kept_until) < before))
