"""News: what rings. New messages about something nobody in the chat has just done themselves."""

from datetime import timedelta
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.flows.news import Topic
from bot.texts.access import facts_in_words, request_keyboard
from bot.texts.cards import why_failed
from bot.texts.duty import DUTY_NEWS
from bot.texts.forgetting import erased
from bot.texts.keyboards import button
from bot.texts.money_news import MONEY_NEWS, money_news
from bot.texts.words import Words, duration, masked, plain
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
    Topic.LATE: "{id}: {provider} answered after all. The card shows what really happened.",
}

MESSAGE_NEWS = {
    Topic.FAILED: "{id}: the message to {number} failed. {reason}",
    Topic.UNKNOWN: (
        "{id}: outcome unknown. {provider} did not answer, so the message to {number} may or may "
        "not arrive. It is not repeated."
    ),
    Topic.EXPIRED: "{id}: expired. {provider} never said whether the message to {number} arrived.",
}

PRIVATE_NEWS = {
    Topic.UNDELIVERABLE: "A message to <b>{chat}</b> could not be delivered: {why}",
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
    Topic.DECIDED: "{name} was {became} by {by}.",
    Topic.CAME_IN: "{name} came in by your invitation, as {role}.",
    Topic.TURNED_AWAY: "The administrators of this desk have said no.",
    Topic.REMOVED: "Your access to this desk has ended.",
    Topic.GUEST_OVER: "Your time as a guest of this desk is over. /start lets you ask again.",
}

TROUBLES = {
    Trouble.UNREACHABLE: "several requests in a row had no answer",
    Trouble.CREDENTIALS: "it refuses our key, which may have been changed",
    Trouble.FUNDS: "our account there is empty",
}


def session_news(topic: Topic, session: ChatSession, provider: str) -> Words:
    """Say what became of a session."""
    wording = SESSION_NEWS | (MESSAGE_NEWS if session.kind is Kind.MESSAGE else {})
    return Words(
        wording[topic].format(
            id=f"<code>{session.id}</code>",
            number=masked(session),
            provider=plain(provider),
            reason=why_failed(session, provider),
        )
    )


def private_news(topic: Topic, facts: dict[str, Any]) -> Words:
    """Say something to one person, or to a chat that listens."""
    if topic in DUTY_NEWS:
        return DUTY_NEWS[topic](facts)
    said = {name: plain(str(fact)) for name, fact in facts.items()}
    if topic is Topic.TROUBLE:
        said["trouble"] = TROUBLES[Trouble(facts["trouble"])]
    if topic is Topic.ERASED:
        said["said"] = erased(facts["number"], facts["erased"], facts["searched"])
    if topic is Topic.DRILL_OVER:
        said["took"] = duration(timedelta(seconds=facts["seconds"]))
    keyboard = None
    if topic is Topic.DRILL:
        keyboard = InlineKeyboardMarkup([[button("Got it", "dg", said["drill"])]])
    if topic is Topic.ASKS:
        keyboard = request_keyboard(said["asker_id"])
    if topic in {Topic.ADMITTED, Topic.DECIDED, Topic.CAME_IN}:
        said |= facts_in_words(facts)
    if topic is Topic.CODE_UNTAKEN:
        keyboard = InlineKeyboardMarkup([[button("Take the code", "take", said["code_id"])]])
    if topic in MONEY_NEWS:
        return money_news(topic, facts)
    return Words(PRIVATE_NEWS[topic].format(**said), keyboard)


def _pair(yes: InlineKeyboardButton, no: InlineKeyboardButton) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[yes, no]])
