"""Spend: what a request costs, whether it may be spent, and the row that says so.

    price ──▶ every budget it counts towards, held ──▶ fits: a reserved charge; 80 %: a warning
                                                  └──▶ does not fit: refused, nothing is written

The check and the reservation are one transaction, so of two at the edge one wins.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from bot.desk import Desk
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.money import periods
from bot.flows.telling import administrators, news
from bot.flows.telling.topics import Topic
from storage.budgets import REQUESTS, Budget, Period, Scope
from storage.custody import Act
from storage.ledger import Charge, Spent
from storage.money import Money, by_currency
from storage.sessions import ChatSession
from storage.unit_of_work import UnitOfWork

WARN_AT = Decimal("0.8")
IN_BATCH = "batch "  # before the capability of a charge that belongs to a list


@dataclass(frozen=True, slots=True)
class Usage:
    """One budget, and how much of it is used."""

    scope: Scope
    whose: int
    period: Period
    unit: str
    amount: Decimal  # with what was granted on top
    used: Decimal
    ends: datetime

    @property
    def written(self) -> str:
        """Name the budget in a button."""
        return f"{self.scope}:{self.whose}:{self.period}:{self.unit}"

    @property
    def facts(self) -> dict[str, str]:
        """Give what a sentence about it is made of, as a row keeps it."""
        return {
            "scope": self.scope,
            "period": self.period,
            "unit": self.unit,
            "amount": str(self.amount),
            "used": str(self.used),
        }


def charged(desk: Desk, session: ChatSession, provider: str, capability: str, order: int) -> Charge:
    """Make the charge of one paid request of a session, not priced yet."""
    return Charge(
        session_id=session.id,
        order=order,
        provider=provider,
        capability=capability,
        person_id=session.person_id,
        chat_id=session.chat_id,
        at=desk.clock.now(),
    )


async def reserve(
    work: UnitOfWork, desk: Desk, charge: Charge, *, digits: str, what: str = ""
) -> None:
    """Write down a paid request that is about to be made, with its price. Raises RefusedRequest.

    `digits`: of the number it is about, or as many as are known. `what`: more words for the record.
    """
    await reserve_all(work, desk, [priced(desk, charge, digits)], what)


def priced(desk: Desk, charge: Charge, digits: str) -> Charge:
    """Put the price on a charge, where it is known."""
    capability = charge.capability.removeprefix(IN_BATCH)
    price = desk.prices.now.price(charge.provider, capability, digits)
    if price is not None:
        charge.price, charge.currency = price.amount * charge.units, price.currency
    return charge


async def reserve_all(
    work: UnitOfWork, desk: Desk, charges: Sequence[Charge], what: str = ""
) -> None:
    """Write down several of one person in one chat: all of them, or none. Raises RefusedRequest."""
    cost = by_currency((one.currency, one.price) for one in charges)
    requests, first = sum(one.units for one in charges), charges[0]
    for budget, usage in await _checked(work, desk, first.person_id, first.chat_id, requests, cost):
        needed = _in_unit(budget.unit, requests, cost)
        is_low = usage.used + needed >= WARN_AT * usage.amount
        since = periods.began(budget.period, desk.clock.now(), desk.settings.zone)
        if needed and is_low and budget.warned_since != since:
            budget.warned_since = since
            await _warn(work, desk, replace(usage, used=usage.used + needed))
    for one in charges:
        work.ledger.reserve(one)
    work.custody.note(
        Act.ORDERED,
        at=first.at,
        who=first.person_id,
        chat=first.chat_id,
        session=first.session_id,
        number=first.number if len(charges) == 1 else None,
        words=_in_words(charges, what),
    )


async def check(
    work: UnitOfWork,
    desk: Desk,
    person_id: int,
    chat_id: int,
    requests: int,
    cost: Money,
) -> None:
    """Refuse what no budget has room for. Raises RefusedRequest."""
    await _checked(work, desk, person_id, chat_id, requests, cost)


async def has_room(
    work: UnitOfWork, desk: Desk, session: ChatSession, *, step: tuple[str, str]
) -> bool:
    """Whether there is room for another step (method, provider) that nobody has just asked for."""
    method, provider = step
    digits = session.number.digits if session.number is not None else ""
    price = desk.prices.now.price(provider, method, digits)
    cost = {} if price is None else {price.currency: price.amount}
    try:
        await check(work, desk, session.person_id, session.chat_id, 1, cost)
    except RefusedRequest:
        return False
    return True


async def usages(
    work: UnitOfWork, desk: Desk, person_id: int, chat_id: int
) -> list[tuple[Budget, Usage]]:
    """Tell how the budgets stand that somebody's spending in a chat counts towards."""
    now, zone = desk.clock.now(), desk.settings.zone
    spent: dict[tuple[Scope, Period], Spent] = {}
    found = []
    for budget in await work.budgets.over(person_id, chat_id):
        key = (budget.scope, budget.period)
        begin = periods.began(budget.period, now, zone)
        if key not in spent:
            spent[key] = await work.ledger.spent(
                since=begin,
                person_id=budget.whose if budget.scope is Scope.PERSON else None,
                chat_id=budget.whose if budget.scope is Scope.CHAT else None,
            )
        extra = budget.extra if budget.extra_since == begin else Decimal()
        found.append(
            (
                budget,
                Usage(
                    scope=budget.scope,
                    whose=budget.whose,
                    period=budget.period,
                    unit=budget.unit,
                    amount=budget.amount + extra,
                    used=_in_unit(budget.unit, spent[key].requests, spent[key].money),
                    ends=periods.ends(budget.period, now, zone),
                ),
            )
        )
    return found


async def _checked(
    work: UnitOfWork,
    desk: Desk,
    person_id: int,
    chat_id: int,
    requests: int,
    cost: Money,
) -> list[tuple[Budget, Usage]]:
    found = await usages(work, desk, person_id, chat_id)
    for budget, usage in found:
        needed = _in_unit(budget.unit, requests, cost)
        if needed and usage.used + needed > usage.amount:
            facts = {
                **usage.facts,
                "needed": str(needed),
                "ends": usage.ends.isoformat(),
                "now": desk.clock.now().isoformat(),
            }
            more = f"{usage.written}:{person_id}"
            raise RefusedRequest(Why.BUDGET_SPENT, more=more, facts=facts)
    return found


async def _warn(work: UnitOfWork, desk: Desk, usage: Usage) -> None:
    key = f"{usage.written}:{usage.ends}"
    if usage.scope is Scope.DESK:
        await administrators.tell(work, desk, Topic.BUDGET_LOW, key=key, but=None, **usage.facts)
        return
    await news.tell_privately(
        work,
        usage.whose,
        Topic.BUDGET_LOW,
        now=desk.clock.now(),
        key=f"{Topic.BUDGET_LOW}:{key}",
        **usage.facts,
    )


def _in_words(charges: Sequence[Charge], what: str) -> str:
    """Say for the chain of custody what is ordered."""
    first, count = charges[0], sum(one.units for one in charges)
    many = f"{count} numbers, " if first.capability.startswith(IN_BATCH) else ""
    more = f", {what}," if what else ""
    return f"{many}{first.capability}{more} through {first.provider}"


def _in_unit(unit: str, requests: int, money: Money) -> Decimal:
    return Decimal(requests) if unit == REQUESTS else money.get(unit, Decimal())
