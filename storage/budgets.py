"""Budgets: how much a person, a chat or the whole desk may spend, and who spends."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ColumnElement, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import UtcDateTime, Word
from storage.money import Exact

REQUESTS = "requests"  # in the place of a currency: paid requests are counted


class Scope(StrEnum):
    """Whose spending a budget limits."""

    PERSON = "person"
    CHAT = "chat"
    DESK = "desk"


class Period(StrEnum):
    """For how long, in UTC."""

    DAY = "day"
    MONTH = "month"


class Budget(SQLModel, table=True):
    """One budget. `extra` was granted on top, for the period that began at `extra_since`."""

    __tablename__: ClassVar[Any] = "budget"

    scope: Scope = Field(primary_key=True, sa_type=Word(Scope))
    whose: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )  # person or chat; 0: the desk
    period: Period = Field(primary_key=True, sa_type=Word(Period))
    unit: str = Field(primary_key=True)  # a currency, or REQUESTS
    amount: Decimal = Field(sa_type=Exact)
    extra: Decimal = Field(default=Decimal(), sa_type=Exact)
    extra_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    warned_since: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the period warned of
    set_by: int = Field(sa_type=BigInteger)
    set_at: datetime = Field(sa_type=UtcDateTime)


class Budgets:
    """The shelf of budgets."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def over(self, person_id: int, chat_id: int) -> Sequence[Budget]:
        """List the budgets one spending counts towards, each held until the unit of work ends.

        Rivals for the same budget wait here; always in the same order, so that none waits in a
        ring.
        """
        rows = await self._database.scalars(
            select(Budget)
            .where(_concerns(person_id, chat_id))
            .order_by(col(Budget.scope), col(Budget.whose), col(Budget.period), col(Budget.unit))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return rows.all()

    async def get(self, scope: Scope, whose: int, period: Period, unit: str) -> Budget | None:
        """Find one and hold it."""
        return await self._database.get(
            Budget, (scope, whose, period, unit), with_for_update=True, populate_existing=True
        )

    async def put(self, budget: Budget) -> None:
        """Set one, in the place of the one like it."""
        await self._database.merge(budget)

    async def drop(
        self, scope: Scope, whose: int, *, period: Period | None, unit: str | None
    ) -> int:
        """Take budgets away; gives how many."""
        query = delete(Budget).where(col(Budget.scope) == scope, col(Budget.whose) == whose)
        if period is not None:
            query = query.where(col(Budget.period) == period)
        if unit is not None:
            query = query.where(col(Budget.unit) == unit)
        return len((await self._database.execute(query.returning(col(Budget.unit)))).all())


def _concerns(person_id: int, chat_id: int) -> ColumnElement[bool]:
    pairs = ((Scope.PERSON, person_id), (Scope.CHAT, chat_id), (Scope.DESK, 0))
    return or_(
        *((col(Budget.scope) == scope) & (col(Budget.whose) == whose) for scope, whose in pairs)
    )
