"""Budgets in words: refusals that name one, bars, warnings, and who asks for more."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.texts.money import amount, number
from bot.texts.words import clock_time, duration
from storage.budgets import REQUESTS, Period, Scope

if TYPE_CHECKING:  # the flow words its own refusal here
    from bot.flows.spending import Standing

WHOSE = {
    Scope.PERSON: "Your budget",
    Scope.CHAT: "This chat's budget",
    Scope.DESK: "The desk's budget",
}
EVERY = {Period.DAY: "a day", Period.MONTH: "a month"}


def in_unit(value: Decimal, unit: str) -> str:
    """Write what a budget counts: 20 EUR, or 100 requests."""
    if unit == REQUESTS:
        return "1 request" if value == 1 else f"{number(value)} requests"
    return amount(value, unit)


def over_budget(standing: "Standing", needed: Decimal, now: datetime) -> str:
    """Say which budget has no room, and when it begins anew."""
    whole = in_unit(standing.amount, standing.unit)
    return (
        f"{WHOSE[standing.scope]} of {whole} {EVERY[standing.period]} has "
        f"{in_unit(standing.left, standing.unit)} left, and this needs "
        f"{in_unit(needed, standing.unit)}. It begins anew {begins(standing.ends, now)}."
    )


def begins(moment: datetime, now: datetime) -> str:
    """Say when a budget begins anew."""
    day = "" if (moment - now).days < 1 else f"on {moment.day} {moment:%B} "
    return f"{day}at {clock_time(moment)}, in {duration(moment - now)}"
