"""Budgets: look at them, set them, ask for more of one, grant it."""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_UP, Decimal
from enum import StrEnum

from bot.desk import Desk
from bot.flows.asking import acquaintance, permission
from bot.flows.asking.acquaintance import Face
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.asking.rights import Right
from bot.flows.money import periods, seconding, spending
from bot.flows.money.spending import Usage
from bot.flows.telling import administrators, news
from bot.flows.telling.topics import Topic
from storage.approvals import Approval, ApprovalState
from storage.budgets import REQUESTS, Budget, Period, Scope
from storage.custody import Act
from storage.ledger import Spent
from storage.unit_of_work import UnitOfWork

SHARES = (Decimal("0.25"), Decimal("0.5"), Decimal(1))  # of a budget, to be granted on top


class Verb(StrEnum):
    """What is to be done."""

    SHOW = "show"
    SET = "set"
    OFF = "off"
    RELOAD = "reload"  # the prices


@dataclass(frozen=True, slots=True)
class Limit:
    """How much, of what, for how long."""

    amount: Decimal
    unit: str  # a currency, or REQUESTS
    period: Period


@dataclass(frozen=True, slots=True)
class BudgetCommand:
    """What somebody wants of `/budget`. `whom`: @name, name, number, "me"; empty: replied to."""

    verb: Verb
    scope: Scope = Scope.PERSON
    whom: str = ""
    limit: Limit | None = None
    unit: str | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody has spent, and the budgets it counts towards."""

    scope: Scope
    day: Spent
    month: Spent
    usages: tuple[Usage, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was set or ended."""

    scope: Scope
    name: str
    limit: Limit | None = None  # None: ended
    is_idle: bool = False  # no price is in its currency


async def accounts(desk: Desk, asker: Asker) -> list[Account]:
    """Tell how the asker, this chat and the desk stand."""
    now, zone = desk.clock.now(), desk.settings.zone
    async with desk.storage.begin() as work:
        found = await spending.usages(work, desk, asker.person_id, asker.chat_id)
        scopes: dict[Scope, dict[str, int]] = {Scope.PERSON: {"person_id": asker.person_id}}
        if asker.chat_id < 0:
            scopes[Scope.CHAT] = {"chat_id": asker.chat_id}
        scopes[Scope.DESK] = {}
        return [
            Account(
                scope,
                await _spent(work, periods.began(Period.DAY, now, zone), whose),
                await _spent(work, periods.began(Period.MONTH, now, zone), whose),
                tuple(one for _, one in found if one.scope is scope),
            )
            for scope, whose in scopes.items()
        ]


async def settle(desk: Desk, asker: Asker, command: BudgetCommand, replied: Face | None) -> Outcome:
    """Set a budget or end some. `replied`: whose message this replies to.

    Raises RefusedRequest.
    """
    asker.demand(Right.OWN)
    async with desk.storage.begin() as work:
        whose, name = await _whose(work, desk, asker, command, replied)
        if command.limit is None:
            ended = await work.budgets.drop(
                command.scope, whose, period=command.period, unit=command.unit
            )
            if not ended:
                raise RefusedRequest(Why.NO_SUCH_BUDGET)
            said = f"budget {command.scope} {whose}: ended"
            work.custody.note(Act.RULE, at=desk.clock.now(), who=asker.person_id, words=said)
            return Outcome(command.scope, name)
        limit = command.limit
        said = f"budget {command.scope} {whose}: {limit.amount} {limit.unit} a {limit.period}"
        work.custody.note(Act.RULE, at=desk.clock.now(), who=asker.person_id, words=said)
        await work.alone(f"budget:{command.scope}:{whose}")
        await work.budgets.put(
            Budget(
                scope=command.scope,
                whose=whose,
                period=limit.period,
                unit=limit.unit,
                amount=limit.amount,
                set_by=asker.person_id,
                set_at=desk.clock.now(),
            )
        )
    is_idle = limit.unit not in {REQUESTS, *desk.prices.now.currencies}
    return Outcome(command.scope, name, limit, is_idle)


async def ask_more(
    desk: Desk, asker: Asker, key: tuple[Scope, int, Period, str], person_id: int
) -> Approval:
    """Ask the owners for more of a budget; once for each refusal. Raises RefusedRequest."""
    if asker.person_id != person_id:
        raise RefusedRequest(Why.NOT_YOURS)
    async with desk.storage.begin() as work:
        await work.alone(f"approval:{asker.person_id}")
        request = f"budget:{asker.chat_id}:{asker.message_id}:{asker.person_id}:{key}"
        known = await work.approvals.of_request(request)
        if known is not None:
            return known
        found = await spending.usages(work, desk, asker.person_id, asker.chat_id)
        usage = next(
            (one for _, one in found if (one.scope, one.whose, one.period, one.unit) == key), None
        )
        if usage is None:
            raise RefusedRequest(Why.NO_SUCH_BUDGET)
        grants = _grants(usage)
        about = {"scope": usage.scope, "name": asker.name}
        body = {"key": key, "grants": grants, "about": about}
        approval = seconding.put(work, desk, asker, seconding.BUDGET, request, body, usage.ends)
        await administrators.tell(
            work,
            desk,
            Topic.BUDGET_MORE,
            key=approval.id,
            but=None,
            approval=approval.id,
            name=asker.name,
            grants=grants,
            **usage.facts,
        )
        return approval


async def grant(desk: Desk, asker: Asker, approval_id: str, word: str) -> Approval:
    """Grant more for the rest of the period, or say no; the first word counts. Raises."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker, Right.MANAGE)
        approval = await work.approvals.get(approval_id)
        if approval is None or approval.topic != seconding.BUDGET:
            raise RefusedRequest(Why.QUESTION_GONE)
        if approval.person_id == asker.person_id:
            asker.demand(Right.OWN, Why.NEEDS_ANOTHER)
        if approval.state is not ApprovalState.OPEN:
            return approval
        body = json.loads(approval.body)
        scope, whose, period, unit = body["key"]
        if scope == Scope.CHAT:
            whose = approval.chat_id  # the group may have another id by now
        budget = await work.budgets.get(Scope(scope), whose, Period(period), unit)
        if budget is None or (approval.next_step_at or now) <= now:
            raise RefusedRequest(Why.QUESTION_GONE)
        if word in body["grants"]:
            begin = periods.began(budget.period, now, desk.settings.zone)
            before = budget.extra if budget.extra_since == begin else Decimal()
            budget.extra, budget.extra_since = before + Decimal(word), begin
            budget.warned_since = None
        approval.state = ApprovalState.DONE if word in body["grants"] else ApprovalState.REFUSED
        approval.next_step_at = None
        approval.decided_by, approval.decider_name = asker.person_id, asker.name
        approval.decided_at = now
        said = f"more of the budget {scope} {whose}: {word} {unit}, asked by {approval.person_id}"
        work.custody.note(Act.APPROVED, at=now, who=asker.person_id, words=said)
        await news.tell_in_chat(
            work,
            approval,
            Topic.BUDGET_DECIDED,
            now=now,
            name=asker.name,
            granted=word if word in body["grants"] else "",
            unit=unit,
            period=period,
            scope=budget.scope,
            asker=approval.person_name,
        )
        return approval


def _grants(usage: Usage) -> list[str]:
    step = Decimal(1) if usage.unit == REQUESTS else Decimal("0.01")
    amounts = (
        (usage.amount * share).quantize(step, rounding=ROUND_UP).normalize() for share in SHARES
    )
    return [f"{one:f}" for one in dict.fromkeys(amounts)]


async def _spent(work: UnitOfWork, since: datetime, whose: dict[str, int]) -> Spent:
    return await work.ledger.spent(
        since=since, person_id=whose.get("person_id"), chat_id=whose.get("chat_id")
    )


async def _whose(
    work: UnitOfWork, desk: Desk, asker: Asker, command: BudgetCommand, replied: Face | None
) -> tuple[int, str]:
    """Find whose budget is meant: an id, and a name to say. Raises RefusedRequest."""
    if command.scope is Scope.DESK:
        return 0, ""
    if command.scope is Scope.CHAT:
        if asker.chat_id > 0:  # a private chat is a person, who has a budget already
            raise RefusedRequest(Why.IN_A_GROUP)
        return asker.chat_id, ""
    return await acquaintance.meant(work, desk, asker, command.whom, replied)
