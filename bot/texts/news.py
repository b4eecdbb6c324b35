"""News: what rings. New messages about something nobody in the chat has just done themselves."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from telegram import InlineKeyboardMarkup

from bot.buttons import Button
from bot.flows.telling.topics import Topic
from bot.texts.access import facts_in_words, group_in_words, request_keyboard
from bot.texts.cards import why_failed
from bot.texts.duty import DUTY_NEWS
from bot.texts.forgetting import erased
from bot.texts.keyboards import button
from bot.texts.money_news import MONEY_NEWS, money_news
from bot.texts.words import MENTION, Words, beginning, duration, masked, plain
from storage.health import Trouble
from storage.sessions import ChatSession, Kind

SESSION_NEWS = {
    Topic.VERIFIED: "✅ {id}: {number} is verified.",
    Topic.FAILED: "{id}: verifying {number} failed. {reason}",
    Topic.UNKNOWN: (
        "{id}: outcome unknown. {provider} did not answer, so {number} may or may not have been "
        "reached. <i>Try again</i> on the card orders once more."
    ),
    Topic.ENDING: "{id}: the number {number} will be let go in 2 min. <i>Extend</i> keeps it.",
    Topic.TWICE: "{id}: somebody else is verifying {number} at the same time.",
    Topic.EXPIRED: "{id}: expired. Nobody sent the digits for {number} in time.",
    Topic.LATE: "{id}: {provider} answered after all. The card shows what really happened.",
}
# Where the general words would be about a call that never was.
OTHER_NEWS = {
    (Kind.NUMBER, Topic.FAILED): "{id}: getting a number failed. {reason}",
    (Kind.NUMBER, Topic.UNKNOWN): (
        "{id}: outcome unknown. {provider} did not answer, so a number may or may not have been "
        "taken. <i>Another number</i> on the card orders once more."
    ),
    (Kind.NUMBER, Topic.EXPIRED): "{id}: expired. {number} has been let go.",
    (Kind.LOOKUP, Topic.FAILED): "{id}: asking about {number} failed. The card says why.",
    (Kind.LOOKUP, Topic.UNKNOWN): (
        "{id}: outcome unknown. No answer about {number} came, and it may or may not have been "
        "charged. <i>Ask again</i> on the card asks once more."
    ),
    (Kind.MESSAGE, Topic.FAILED): "{id}: the message to {number} failed. {reason}",
    (Kind.MESSAGE, Topic.UNKNOWN): (
        "{id}: outcome unknown. {provider} did not answer, so the message to {number} may or may "
        "not arrive. It is not repeated."
    ),
    (Kind.MESSAGE, Topic.EXPIRED): (
        "{id}: expired. {provider} never said whether the message to {number} arrived."
    ),
    (Kind.BATCH, Topic.FAILED): "{id}: reading the list failed. {reason}",
    (Kind.BATCH, Topic.UNKNOWN): (
        "{id}: outcome unknown. {provider} did not answer about the list; the card says more."
    ),
    (Kind.BATCH, Topic.EXPIRED): "{id}: expired. Not every answer about the list came in time.",
    (Kind.LOOKUP, Topic.LATE): "{id}: the answer came after all. The card shows it.",
}
NOBODY_CALLED = "{id}: expired. Nobody called from {number} in time."

PRIVATE_NEWS = {
    Topic.IDLE: (
        MENTION + ", {number} will be released in "
        "{minutes} min, for nothing has come to it. <i>Keep</i> keeps it."
    ),
    Topic.YOUR_TURN: (MENTION + ", {number} is yours now: you were first in the queue."),
    Topic.GIVEN: "📱 {name} has handed {number} over to you. Its codes come here from now on.",
    Topic.UNDELIVERABLE: "A message to <b>{chat}</b> could not be delivered: {why}",
    Topic.TROUBLE: "⚠️ {provider}: {trouble}. Nothing new is ordered there until it works again.",
    Topic.TROUBLE_OVER: "✅ {provider} works again.",
    Topic.UNPAID: (
        "⚠️ {provider} took an order and then could not charge our account for it. Look at the "
        "balance there; until it is filled, more may fail."
    ),
    Topic.ORPHAN: (
        "{provider} has called back about something this desk never asked for, or has forgotten. "
        "If that goes on, another program may use the same account."
    ),
    Topic.LOW_FUNDS: "⚠️ {provider}: only <b>{left}</b> is left on our account there.",
    Topic.PUMPING: (
        "🛑 Numbers that begin with {prefix} {blocked}: of the last {ended} verifications only "
        "{verified} were proven, which looks like pumping. {lifts}"
    ),
    Topic.DRILL: (
        "🔔 <b>Practice alarm</b>, sent by {name}. Nothing is wrong. Tap <i>Got it</i> as you "
        "would for a real one."
    ),
    Topic.DRILL_OVER: "🔔 {name} took the practice alarm after {took}. The alarm path works.",
    Topic.DRILL_UNANSWERED: (
        "🔕 Nobody took the practice alarm in 10 min. Would a real one have been seen?"
    ),
    Topic.ERASED: "{said}",
    **MONEY_NEWS,
    Topic.ASKS: "<b>{name}</b> ({asker_id}) asks to use the desk.",
    Topic.ADMITTED: "{abilities}{until}",
    Topic.DECIDED: "{name} {became}.",
    Topic.CAME_IN: "{name} came in by your invitation, as {role}.",
    Topic.TURNED_AWAY: "The administrators of this desk have said no.",
    Topic.GROUP_LEFT: "I am no longer in the group {group}. {ended}",
    Topic.UNANSWERED: "Nobody has answered your request in time. /start lets you ask again.",
    Topic.REMOVED: "Your access to this desk has ended.",
    Topic.GUEST_OVER: "Your time as a guest of this desk is over. /start lets you ask again.",
}

KEPT = "🌙 <i>{since}, kept until your quiet hours were over:</i>\n"

TROUBLES = {
    Trouble.UNREACHABLE: "several requests in a row had no answer",
    Trouble.CREDENTIALS: "it refuses our key, which may have been changed",
    Trouble.FUNDS: "our account there is empty",
}

# What is below them, with the fact its button carries.
BUTTONS: dict[Topic, tuple[str, Button, str]] = {
    Topic.DRILL: ("Got it", Button.GOT_DRILL, "drill"),
    Topic.IDLE: ("Keep", Button.POOL_KEEP, "lease_id"),
    Topic.PUMPING: ("Lift (administrators)", Button.LIFT_BLOCK, "lift"),
}

PUMPING = {
    False: {"blocked": "are blocked for 12 h", "lifts": "/guard shows and lifts it."},
    True: {
        "blocked": "would be blocked for 12 h, were the rule not in shadow",
        "lifts": "/guard shows it.",
    },
}

# What some need said in other words than they were written down in.
SAID_ANEW: dict[Topic, Callable[[dict[str, Any]], dict[str, str]]] = {
    Topic.TROUBLE: lambda facts: {"trouble": TROUBLES[Trouble(facts["trouble"])]},
    Topic.LOW_FUNDS: lambda facts: {"left": _left(facts)},
    Topic.ERASED: lambda facts: {
        "said": erased(facts["number"], facts["erased"], facts["searched"])
    },
    Topic.PUMPING: lambda facts: {
        "prefix": beginning(facts["prefix"]),
        **PUMPING[facts.get("is_in_shadow", False)],
    },
    Topic.DRILL_OVER: lambda facts: {"took": duration(timedelta(seconds=facts["seconds"]))},
    Topic.GROUP_LEFT: group_in_words,
    Topic.ADMITTED: facts_in_words,
    Topic.DECIDED: facts_in_words,
    Topic.CAME_IN: facts_in_words,
}


def session_news(topic: Topic, session: ChatSession, provider: str) -> Words:
    """Say what became of a session."""
    sentence = OTHER_NEWS.get((session.kind, topic), SESSION_NEWS[topic])
    if topic is Topic.EXPIRED and session.method == "incoming":
        sentence = NOBODY_CALLED
    return Words(
        sentence.format(
            id=f"<code>{session.id}</code>",
            number=masked(session),
            provider=plain(provider),
            reason=why_failed(session, provider),
        )
    )


def private_news(topic: Topic, facts: dict[str, Any]) -> Words:
    """Say something to one person, or to a chat that listens."""
    words = _private_news(topic, facts)
    since = facts.get("kept_since")  # as an older version has written it
    if "kept_at" in facts:
        since = f"{datetime.fromisoformat(facts['kept_at']):%a %H:%M}"
    if since is not None:
        return Words(KEPT.format(since=plain(since)) + words.html, words.keyboard)
    return words


def _private_news(topic: Topic, facts: dict[str, Any]) -> Words:
    if topic in DUTY_NEWS:
        return DUTY_NEWS[topic](facts)
    if topic in MONEY_NEWS:
        return money_news(topic, facts)
    said = {name: plain(str(fact)) for name, fact in facts.items()}
    if topic in SAID_ANEW:
        said |= SAID_ANEW[topic](facts)
    keyboard = None
    if topic is Topic.ASKS:
        keyboard = request_keyboard(said["asker_id"])
    elif topic in BUTTONS and (carried := said.get(BUTTONS[topic][2])):
        label, pressed, _ = BUTTONS[topic]
        keyboard = InlineKeyboardMarkup.from_button(button(label, pressed, carried))
    return Words(PRIVATE_NEWS[topic].format(**said), keyboard)


def _left(facts: Mapping[str, Any]) -> str:
    """Say what is left on an account; an older version has written it in words."""
    if "left" in facts:
        return plain(facts["left"])
    left = f"{facts['amount']} {plain(facts['currency'])}".strip()
    return f"{left} and {facts['credit']} of credit" if facts["credit"] else left
