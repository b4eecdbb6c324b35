"""Money: exact amounts, kept as whole millionths so that the database itself can add them up."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from sqlalchemy import BigInteger, Dialect, TypeDecorator

PLACES = 6  # decimal places an amount may have
SCALE = Decimal(10) ** PLACES
ISO_CURRENCY = re.compile(r"[A-Z]{3}")  # ISO 4217

Money = Mapping[str, Decimal]  # sums by currency: never one sum of two currencies


def by_currency(amounts: Iterable[tuple[str | None, Decimal | None]]) -> Money:
    """Add amounts up, each currency by itself; what has no price is in no sum."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for currency, amount in amounts:
        if currency is not None:
            sums[currency] += amount or 0
    return dict(sums)


class Exact(TypeDecorator[Decimal]):
    """A Decimal; one with more places than are kept is a mistake and raises ValueError."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Count the millionths."""
        del dialect
        if value is None:
            return None
        scaled = Decimal(value) * SCALE
        if scaled != int(scaled):
            raise ValueError("an amount has too many decimal places")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Give the amount back."""
        del dialect
        return None if value is None else (Decimal(int(value)) / SCALE).normalize() + 0
