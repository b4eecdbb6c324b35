"""News: what rings. New messages about something nobody in the chat has just done themselves."""

from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.flows.news import Topic
from bot.texts.cards import why_failed
from bot.texts.keyboards import button
from bot.texts.words import Words, masked, plain
from storage.health import Trouble
from storage.sessions import ChatSession, Kind

SESSION_NEWS = {
    Topic.FAILED: "{id}: verifying {number} failed. {reason}",
    Topic.UNKNOWN: (
        "{id}: outcome unknown. {provider} did not answer, so {number} may or may not have been "
        "reached. <i>Try again</i> on the card orders once more."
    ),
    Topic.ENDING: "{id}: the number {number} will be let go in 2 min. <i>Extend</i> keeps it.",
    Topic.TWICE: "{id}: somebody else is verifying {number} at the same time.",
    Topic.EXPIRED: "{id}: expired. Nobody sent the digits for {number} in time.",
    Topic.PROVEN: "✅ {id}: {number} is verified.",
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
    (Kind.LOOKUP, Topic.LATE): "{id}: the answer came after all. The card shows it.",
}
NOBODY_CALLED = "{id}: expired. Nobody called from {number} in time."

PRIVATE_NEWS = {
    Topic.UNDELIVERABLE: "A message to <b>{chat}</b> could not be delivered: {why}",
    Topic.CODE_WAITS: "A code for {number} still waits. Tap <i>Got it</i> once you have it.",
    Topic.CODE_UNTAKEN: "🔑 A code came to {number}, and nobody has taken it.",
    Topic.TROUBLE: "⚠️ {provider}: {trouble}. Nothing new is ordered there until it works again.",
    Topic.TROUBLE_OVER: "✅ {provider} works again.",
    Topic.ORPHAN: (
        "{provider} has called back about something this desk never asked for, or has forgotten. "
        "If that goes on, another program may use the same account."
    ),
    Topic.PUMPING: (
        "🛑 Numbers {prefix}… are blocked for 12 h: of the last {ended} verifications only "
        "{verified} were proven, which looks like pumping. /guard shows and lifts it."
    ),
    Topic.BIG_BATCH: "<b>{name}</b> wants {count} numbers checked ({level}), which needs your yes.",
    Topic.APPROVAL: "<b>{name}</b> wants to verify {number} ({country}), which needs your yes.",
    Topic.NOT_APPROVED: "{name} said no to verifying {number}.",
    Topic.ASKS: "<b>{name}</b> ({asker_id}) asks to use the desk.",
    Topic.ADMITTED: "You may use the desk now. Send /help to see what it does.",
}

TROUBLES = {
    Trouble.UNREACHABLE: "several requests in a row had no answer",
    Trouble.CREDENTIALS: "it refuses our key, which may have been changed",
    Trouble.FUNDS: "our account there is empty",
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
    """Say something to one person."""
    said = {name: plain(str(fact)) for name, fact in facts.items()}
    if topic is Topic.TROUBLE:
        said["trouble"] = TROUBLES[Trouble(facts["trouble"])]
    keyboard = None
    if topic is Topic.ASKS:
        asker = said["asker_id"]
        keyboard = _pair(
            button("Allow", "admit", asker, "yes"), button("Refuse", "admit", asker, "no")
        )
    if topic is Topic.CODE_UNTAKEN:
        keyboard = InlineKeyboardMarkup([[button("Take the code", "take", said["code_id"])]])
    if topic is Topic.BIG_BATCH:
        keyboard = InlineKeyboardMarkup([[button("Approve", "bs", said["question"])]])
    if topic is Topic.APPROVAL:
        asked = said["question"]
        keyboard = _pair(
            button("Approve", "ask", asked, "yes"), button("Refuse", "ask", asked, "no")
        )
    return Words(PRIVATE_NEWS[topic].format(**said), keyboard)


def _pair(yes: InlineKeyboardButton, no: InlineKeyboardButton) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[yes, no]])
