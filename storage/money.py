"""Money: exact amounts, kept as whole millionths so that the database itself can add them up."""

from decimal import Decimal

from sqlalchemy import BigInteger, Dialect, TypeDecorator

PLACES = 6  # decimal places an amount may have
SCALE = Decimal(10) ** PLACES


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
