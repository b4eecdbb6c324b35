"""News about money: who needs a second person's yes, what became of it, and budgets."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.telling.topics import Topic
from bot.texts.budgets import EVERY, THIS, in_unit
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
LOW = {
    Scope.PERSON: "Your budget",
    Scope.CHAT: "This chat's budget",
    Scope.DESK: "The desk's budget",
}
STATES = {
    ApprovalState.APPROVED: "said yes",
    ApprovalState.DONE: "said yes",
    ApprovalState.REFUSED: "said no",
    ApprovalState.EXPIRED: "said nothing in time",
    ApprovalState.OPEN: "has not said anything",
}


def money_news(topic: Topic, facts: Mapping[str, Any]) -> Words:
    """Say it, with buttons where something can be decided."""
    said = {name: plain(str(fact)) for name, fact in facts.items()}
    if topic in {Topic.BUDGET_LOW, Topic.BUDGET_MORE}:
        said |= _budget(facts)
    if topic is Topic.BUDGET_DECIDED:
        said["said"] = _granted(facts)
    html = MONEY_NEWS[topic].format(**said)
    if topic is Topic.APPROVED and "why" in facts:
        html += f"\nBut it could not be done. {_refused(facts)}"
    keyboard = None
    if topic is Topic.APPROVAL:
        asked = said["approval"]
        yes = coloured("Approve", "success", "ap", asked, "yes")
        keyboard = [[yes, coloured("Refuse", "danger", "ap", asked, "no")]]
    if topic is Topic.BUDGET_MORE:
        asked = said["approval"]
        grants = [
            coloured(f"Grant {in_unit(Decimal(one), facts['unit'])}", "success", "bg", asked, one)
            for one in facts["grants"]
        ]
        keyboard = [[one] for one in grants]
        keyboard.append([coloured("Refuse", "danger", "bg", asked, "no")])
    return Words(html, InlineKeyboardMarkup(keyboard) if keyboard else None)


def asked_more(approval: Approval) -> Words:
    """Answer *Ask for more*."""
    if approval.state is ApprovalState.OPEN:
        return Words("The administrators have been asked; the answer comes here.")
    name = plain(approval.decider_name or "Nobody")
    return Words(f"This was asked before, and {name} {STATES[approval.state]}.")


def decided(approval: Approval, what: str) -> Words:
    """Say in the place of the buttons how a wish was decided."""
    name = plain(approval.decider_name or "Nobody")
    at = f" at {clock_time(approval.decided_at)}" if approval.decided_at else ""
    return Words(
        f"<b>{plain(approval.person_name)}</b> wants to {plain(what)}: "
        f"{name} {STATES[approval.state]}{at}."
    )


def coloured(text: str, style: str, *words: str) -> InlineKeyboardButton:
    """Make a button in a colour, where clients know colours."""
    return InlineKeyboardButton(text, callback_data=":".join(words), style=style)


def _budget(facts: Mapping[str, Any]) -> dict[str, str]:
    return {
        "whose": plain(facts.get("whose") or LOW[Scope(facts["scope"])]),
        "every": EVERY[Period(facts["period"])],
        "amount": in_unit(Decimal(facts["amount"]), facts["unit"]),
        "used": in_unit(Decimal(facts["used"]), facts["unit"]),
    }


def _granted(facts: Mapping[str, Any]) -> str:
    name, whose = plain(str(facts["name"])), plain(str(facts["whose"]))
    if not facts["granted"]:
        return f"✖️ {name} said no to more of {whose}."
    granted = in_unit(Decimal(facts["granted"]), facts["unit"])
    return f"✅ {name} granted {granted} on top of {whose} {THIS[Period(facts['period'])]}."


def _refused(facts: Mapping[str, Any]) -> str:
    wait = timedelta(seconds=facts.get("seconds", 0))
    return refusal(RefusedRequest(Why(facts["why"]), detail=facts.get("detail", ""), wait=wait))
