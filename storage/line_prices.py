"""What each line of a list costs that was handed in: so much comes off the bill again."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from providers.contract.reports import Price
from storage.money import Exact


class LinePrice(SQLModel, table=True):
    """The price of one line under one name; prices may be others by the time its result comes."""

    __tablename__: ClassVar[Any] = "line_price"

    order_name: str = Field(primary_key=True)  # the batchNo under which it was handed in
    line_id: int = Field(primary_key=True, foreign_key="batch_line.id")
    amount: Decimal = Field(sa_type=Exact)
    currency: str


class LinePrices:
    """The shelf of them. A line nobody knows the price of is not here."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def put(self, order_name: str, prices: Mapping[int, Price]) -> None:
        """Write down what lines (by id) cost."""
        rows = [
            {
                "order_name": order_name,
                "line_id": line_id,
                "amount": price.amount,
                "currency": price.currency,
            }
            for line_id, price in prices.items()
        ]
        if rows:
            await self._database.execute(insert(LinePrice), rows)

    async def of(self, order_name: str, line_ids: Collection[int]) -> dict[int, Price | None]:
        """Tell what each of these lines costs."""
        rows = await self._database.scalars(
            select(LinePrice).where(
                col(LinePrice.order_name) == order_name, col(LinePrice.line_id).in_(line_ids)
            )
        )
        known = {row.line_id: Price(row.amount, row.currency) for row in rows}
        return {line_id: known.get(line_id) for line_id in line_ids}
