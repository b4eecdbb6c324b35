"""News about money: who needs a second person's yes, what became of it, and budgets."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.buttons import Button
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.lookups.levels import LEVELS
from bot.flows.money import seconding
from bot.flows.money.seconding import Because, wished
from bot.flows.telling.topics import Topic
from bot.texts.budgets import EVERY, THIS, WHOSE, in_unit, named, over_budget
from bot.texts.keyboards import button
from bot.texts.money import money
from bot.texts.refusals import refusal
from bot.texts.words import Words, clock_time, plain
from storage.approvals import Approval, ApprovalState
from storage.budgets import Period, Scope

MONEY_NEWS = {
    Topic.APPROVAL: (
        "<b>{name}</b> wants to {what}, which needs a second person's yes: {why}.\n"
        "<i>Until {until}.</i>"
    ),
    Topic.APPROVED: "✅ {name} said yes: {what}.",
    Topic.NOT_APPROVED: "✖️ {name} said no: {what}.",
    Topic.NOT_DECIDED: "⌛ Nobody said yes in time: {what}. Ask again if it is still needed.",
    Topic.BATCH_PAUSED: "⏸ <code>{id}</code> is paused. {why} <i>Resume</i> on the card goes on.",
    Topic.BUDGET_LOW: "⚠️ {whose} of {amount} {every} is nearly used: {used} so far.",
    Topic.BUDGET_MORE: "<b>{name}</b> asks for more of {whose} of {amount} {every}: {used} used.",
    Topic.BUDGET_DECIDED: "{said}",
}
WISHES = {
    seconding.VERIFY: "verify {number}",
    seconding.NUMBER: "hold a number of {country}",
    seconding.LOOKUP: "ask about {number}",
    seconding.BATCH: "have {count} numbers checked ({level}{most})",
    seconding.BUDGET: "get more of {whose}",
}
BECAUSE = {
    Because.PRICE: "it costs {cost}",
    Because.COUNTRY: "calls to {country} need it",
    Because.LENGTH: "it is a long list",
}
STATES = {
    ApprovalState.APPROVED: "said yes",
    ApprovalState.DONE: "said yes",
    ApprovalState.REFUSED: "said no",
    ApprovalState.EXPIRED: "said nothing in time",
    ApprovalState.OPEN: "has not said anything",
}


def money_news(topic: Topic, facts: Mapping[str, Any]) -> Words:
    """Say it, with buttons where something can be decided.

    A notice that an older version has written holds some of its words ready.
    """
    said = {name: plain(str(fact)) for name, fact in facts.items()}
    if "about" in facts:
        said["what"] = plain(_wish(facts))
    if topic is Topic.APPROVAL and "about" in facts:
        said["why"] = plain(BECAUSE[Because(facts["because"])].format(**_about(facts["about"])))
        said["until"] = clock_time(datetime.fromisoformat(facts["ends"]))
    if topic is Topic.BATCH_PAUSED and "budget" in facts:
        said["why"] = plain(over_budget(facts["budget"]))
    if topic in {Topic.BUDGET_LOW, Topic.BUDGET_MORE}:
        said |= _budget(facts)
    if topic is Topic.BUDGET_DECIDED:
        said["said"] = _granted(facts)
    html = MONEY_NEWS[topic].format(**said)
    if topic is Topic.APPROVED and "why" in facts:
        html += f"\nBut it could not be done. {_refused(facts)}"
    keyboard: list[list[InlineKeyboardButton]] = []
    if topic is Topic.APPROVAL:
        asked = said["approval"]
        yes = button("Approve", Button.APPROVE, asked, "yes", style="success")
        no = button("Refuse", Button.APPROVE, asked, "no", style="danger")
        keyboard = [[yes, no]]
    if topic is Topic.BUDGET_MORE:
        asked = said["approval"]
        for one in facts["grants"]:
            label = f"Grant {in_unit(Decimal(one), facts['unit'])}"
            keyboard.append([button(label, Button.GRANT_MORE, asked, one, style="success")])
        keyboard.append([button("Refuse", Button.GRANT_MORE, asked, "no", style="danger")])
    return Words(html, InlineKeyboardMarkup(keyboard) if keyboard else None)


def asked_more(approval: Approval) -> Words:
    """Answer *Ask for more*."""
    if approval.state is ApprovalState.OPEN:
        return Words("The administrators have been asked; the answer comes here.")
    name = plain(approval.decider_name or "Nobody")
    return Words(f"This was asked before, and {name} {STATES[approval.state]}.")


def decided(approval: Approval) -> Words:
    """Say in the place of the buttons how a wish was decided."""
    name = plain(approval.decider_name or "Nobody")
    at = f" at {clock_time(approval.decided_at)}" if approval.decided_at else ""
    return Words(
        f"<b>{plain(approval.person_name)}</b> wants to {plain(_wish(wished(approval)))}: "
        f"{name} {STATES[approval.state]}{at}."
    )


def _wish(facts: Mapping[str, Any]) -> str:
    """Say what somebody wants; an older version has written it in words."""
    if "about" not in facts:
        return str(facts["what"])
    return WISHES[facts["wanted"]].format(**_about(facts["about"]))


def _about(about: Mapping[str, Any]) -> dict[str, str]:
    """Write the facts of a wish as its words take them."""
    said = {name: str(fact) for name, fact in about.items()}
    if "cost" in about:
        said["cost"] = money({unit: Decimal(sum_) for unit, sum_ in about["cost"].items()})
        said["most"] = f", {said['cost']} at most" if about["cost"] else ""
    if "count" in about:
        said.setdefault("number", f"{about['count']} numbers")
    if "level" in about:
        said["level"] = LEVELS[about["level"]].title
    if "scope" in about:
        said["whose"] = named(Scope(about["scope"]), about["name"])
    return said


def _budget(facts: Mapping[str, Any]) -> dict[str, str]:
    scope = Scope(facts["scope"])
    return {
        "whose": plain(named(scope, facts["name"]) if "name" in facts else WHOSE[scope]),
        "every": EVERY[Period(facts["period"])],
        "amount": in_unit(Decimal(facts["amount"]), facts["unit"]),
        "used": in_unit(Decimal(facts["used"]), facts["unit"]),
    }


def _granted(facts: Mapping[str, Any]) -> str:
    name = plain(str(facts["name"]))
    whose = facts["whose"] if "whose" in facts else named(Scope(facts["scope"]), facts["asker"])
    whose = plain(str(whose))
    if not facts["granted"]:
        return f"✖️ {name} said no to more of {whose}."
    granted = in_unit(Decimal(facts["granted"]), facts["unit"])
    return f"✅ {name} granted {granted} on top of {whose} {THIS[Period(facts['period'])]}."


def _refused(facts: Mapping[str, Any]) -> str:
    wait = timedelta(seconds=facts.get("seconds", 0))
    detail, more = facts.get("detail", ""), facts.get("facts")
    return refusal(RefusedRequest(Why(facts["why"]), detail=detail, wait=wait, facts=more))
