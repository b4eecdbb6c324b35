"""Amounts as people write them: 0.02 EUR, 20 EUR, 1.20 EUR and 0.30 USD."""

from decimal import Decimal

from storage.money import Money

CENTS = Decimal("0.01")
NOTHING = "nothing"


def number(amount: Decimal) -> str:
    """Write an amount: whole, or with two places, or with as many as it has."""
    if amount == amount.to_integral_value():
        return f"{amount.to_integral_value():,}"
    if amount == round(amount, 2):
        return f"{amount.quantize(CENTS):,}"
    return f"{amount.normalize():f}"


def amount(value: Decimal, currency: str) -> str:
    """Write an amount with its currency."""
    return f"{number(value)} {currency}"


def money(sums: Money) -> str:
    """Write sums, each in its currency: they are never added up."""
    told = [amount(value, currency) for currency, value in sorted(sums.items())]
    return " and ".join(told) or NOTHING


def costs(sums: Money) -> str:
    """Say below a card what was spent, or nothing where no price is known."""
    return f"<i>{money(sums)}</i>" if sums else ""
