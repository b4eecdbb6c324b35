"""How providers are doing: who is switched off or in trouble, and the traffic of each hour."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import UtcDateTime, Word


class Trouble(StrEnum):
    """Why a provider's circuit is open."""

    UNREACHABLE = "unreachable"  # several requests in a row had no answer
    CREDENTIALS = "credentials"  # it refuses our key or account
    FUNDS = "funds"  # our account is empty


class ProviderHealth(SQLModel, table=True):
    """One provider's row; without one it is well."""

    __tablename__: ClassVar[Any] = "provider_health"

    provider: str = Field(primary_key=True)
    is_switched_off: bool = False  # by an administrator
    trouble: Trouble | None = Field(default=None, sa_type=Word(Trouble))
    since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    try_again_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    low_since: datetime | None = Field(default=None, sa_type=UtcDateTime)  # our account there


class Traffic(SQLModel, table=True):
    """The requests of one hour that ended alike."""

    __tablename__: ClassVar[Any] = "provider_traffic"

    provider: str = Field(primary_key=True)
    hour: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    ending: str = Field(primary_key=True)  # "ok", or the name of our error
    count: int = 0
    seconds: str = ""  # how many took how long, one number for each bound of `bot.health.BOUNDS`


class Health:
    """The shelf of providers' health."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def all(self) -> Sequence[ProviderHealth]:
        """List what is known."""
        return (await self._database.scalars(select(ProviderHealth))).all()

    async def of(self, provider: str) -> ProviderHealth:
        """Find a provider's row, or begin one, and hold it until the unit of work ends."""
        row = await self._database.get(ProviderHealth, provider, with_for_update=True)
        if row is None:
            row = ProviderHealth(provider=provider)
            self._database.add(row)
        return row

    async def add_traffic(
        self, provider: str, hour: datetime, ending: str, buckets: Sequence[int]
    ) -> None:
        """Add requests to an hour."""
        key = (provider, hour, ending)
        row = await self._database.get(Traffic, key, with_for_update=True)
        if row is None:
            row = Traffic(provider=provider, hour=hour, ending=ending)
            self._database.add(row)
        before = [int(word) for word in row.seconds.split()] or [0] * len(buckets)
        after = [old + new for old, new in zip(before, buckets, strict=True)]
        row.count += sum(buckets)
        row.seconds = " ".join(map(str, after))

    async def traffic(self, *, since: datetime) -> Sequence[Traffic]:
        """List the hours from that time on."""
        rows = await self._database.scalars(select(Traffic).where(col(Traffic.hour) >= since))
        return rows.all()

    async def forget(self, *, before: datetime) -> None:
        """Erase older hours."""
        await self._database.execute(delete(Traffic).where(col(Traffic.hour) < before))
