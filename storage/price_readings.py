"""Which reading of the prices is in force: every process goes by the same one."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime

LATEST = "latest"


class PriceReading(SQLModel, table=True):
    """The last time somebody had the prices read anew; there is one row."""

    __tablename__: ClassVar[Any] = "price_reading"

    name: str = Field(primary_key=True)
    version: int
    digest: str  # of the file as it was read
    read_at: datetime = Field(sa_type=UtcDateTime)


class PriceReadings:
    """The shelf of it."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def latest(self) -> PriceReading | None:
        """Find it."""
        return await self._database.get(PriceReading, LATEST, populate_existing=True)

    async def put(self, digest: str, *, now: datetime) -> int:
        """Say that the prices were read anew; gives the number of this reading. Call it `alone`."""
        known = await self.latest()
        if known is None:
            known = PriceReading(name=LATEST, version=0, digest=digest, read_at=now)
            self._database.add(known)
        known.version, known.digest, known.read_at = known.version + 1, digest, now
        await self._database.flush()
        return known.version
