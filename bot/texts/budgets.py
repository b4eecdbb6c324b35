"""Budgets in words: refusals that name one, bars, warnings, and who asks for more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from bot.flows.money.budgets import Account, Outcome
from bot.flows.money.spending import Usage
from bot.texts.money import amount, money, number
from bot.texts.words import Words, clock_time, duration, plain
from storage.budgets import REQUESTS, Period, Scope
from storage.ledger import Spent

WHOSE = {
    Scope.PERSON: "Your budget",
    Scope.CHAT: "This chat's budget",
    Scope.DESK: "The desk's budget",
}
HEADS = {Scope.PERSON: "You", Scope.CHAT: "This chat", Scope.DESK: "The desk"}
THIS = {Period.DAY: "today", Period.MONTH: "this month"}
BAR = 10  # squares
EVERY = {Period.DAY: "a day", Period.MONTH: "a month"}


def in_unit(value: Decimal, unit: str) -> str:
    """Write what a budget counts: 20 EUR, or 100 requests."""
    if unit == REQUESTS:
        return "1 request" if value == 1 else f"{number(value)} requests"
    return amount(value, unit)


def over_budget(facts: Mapping[str, str]) -> str:
    """Say which budget has no room, and when it begins anew."""
    unit, whole = facts["unit"], Decimal(facts["amount"])
    left = max(whole - Decimal(facts["used"]), Decimal())
    ends, now = datetime.fromisoformat(facts["ends"]), datetime.fromisoformat(facts["now"])
    return (
        f"{WHOSE[Scope(facts['scope'])]} of {in_unit(whole, unit)} "
        f"{EVERY[Period(facts['period'])]} has {in_unit(left, unit)} left, and this needs "
        f"{in_unit(Decimal(facts['needed']), unit)}. It begins anew {begins(ends, now)}."
    )


def begins(moment: datetime, now: datetime) -> str:
    """Say when a budget begins anew."""
    day = "" if (moment - now).days < 1 else f"on {moment.day} {moment:%B} "
    return f"{day}at {clock_time(moment)}, in {duration(moment - now)}"


def named(scope: Scope, name: str) -> str:
    """Name a budget for somebody else's eyes."""
    return {
        Scope.PERSON: f"{name}'s budget",
        Scope.CHAT: "their chat's budget",
        Scope.DESK: "the desk's budget",
    }[scope]


def accounts(told: Sequence[Account], day_ends: datetime, now: datetime, zone: str) -> Words:
    """Show what was spent, with a bar for each budget."""
    parts = [
        "\n".join(
            [
                f"<b>{HEADS[one.scope]}</b>",
                *(_bar(usage) for usage in one.usages),
                f"{spent(one.day)} today; {spent(one.month)} this month",
            ]
        )
        for one in told
    ]
    if not any(one.usages for one in told):
        parts.append("No budget is set.")
    whose = plain(zone.replace("_", " "))
    parts.append(f"<i>Days and months are {whose}. A new day begins {begins(day_ends, now)}.</i>")
    return Words("\n\n".join(parts))


def spent(told: Spent) -> str:
    """Say what was spent: requests, and money where prices are known."""
    priced = f", {money(told.money)}" if told.money else ""
    return f"{in_unit(Decimal(told.requests), REQUESTS)}{priced}"


def outcome(told: Outcome) -> Words:
    """Say which budget was set or ended."""
    whose = {
        Scope.PERSON: f"<b>{plain(told.name)}</b>",
        Scope.CHAT: "This chat",
        Scope.DESK: "The desk",
    }[told.scope]
    if told.limit is None:
        return Words(f"{whose} has no such budget any more.")
    idle = ""
    if told.is_idle:
        idle = f"\nNo price here is in {told.limit.unit}, so nothing counts towards it yet."
    limit = f"{in_unit(told.limit.amount, told.limit.unit)} {EVERY[told.limit.period]}"
    return Words(f"{whose} may spend {limit} now.{idle}")


def reloaded(count: int) -> Words:
    """Say how many prices hold now."""
    if not count:
        return Words("There is no file of prices, or none in it: requests are only counted.")
    return Words(f"{count} {'price holds' if count == 1 else 'prices hold'} from now on.")


def _bar(usage: Usage) -> str:
    share = usage.used / usage.amount if usage.amount else Decimal(1)
    full = min(BAR, int(share * BAR))
    used = number(usage.used)
    whole = in_unit(usage.amount, usage.unit)
    return f"{'▰' * full}{'▱' * (BAR - full)} {used} of {whole} {THIS[usage.period]}"
