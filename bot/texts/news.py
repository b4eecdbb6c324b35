"""News: what rings. New messages about something nobody in the chat has just done themselves."""

from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.flows.news import Topic
from bot.texts.cards import REASONS
from bot.texts.words import Words, plain
from storage.sessions import ChatSession, Reason

SESSION_NEWS = {
    Topic.FAILED: "{id}: the call to {number} failed. {reason}",
    Topic.UNKNOWN: (
        "{id}: outcome unknown. {provider} did not answer, so the call to {number} may or may not "
        "have happened. <i>Try again</i> on the card calls once more."
    ),
    Topic.EXPIRED: "{id}: expired. Nobody sent the digits for {number} in time.",
    Topic.LATE: "{id}: {provider} answered after all. The card shows what really happened.",
}

PRIVATE_NEWS = {
    Topic.UNDELIVERABLE: "A message to <b>{chat}</b> could not be delivered: {why}",
    Topic.ACCOUNT: "{provider} refuses us ({reason}), first seen in {session}. Please look at it.",
    Topic.ASKS: "<b>{name}</b> ({asker_id}) asks to use the desk.",
    Topic.ADMITTED: "You may use the desk now. Send /help to see what it does.",
}

ACCOUNT_REASONS = {
    Reason.CREDENTIALS: "the key is wrong or was changed",
    Reason.FUNDS: "the account is empty",
}


def session_news(topic: Topic, session: ChatSession, provider: str) -> Words:
    """Say what became of a session."""
    reason = REASONS[session.reason or Reason.REFUSED].format(provider=plain(provider))
    return Words(
        SESSION_NEWS[topic].format(
            id=f"<code>{session.id}</code>",
            number=session.number.masked,
            provider=plain(provider),
            reason=reason,
        )
    )


def private_news(topic: Topic, facts: dict[str, Any]) -> Words:
    """Say something to one person."""
    said = {name: plain(str(fact)) for name, fact in facts.items()}
    if topic is Topic.ACCOUNT:
        said["reason"] = ACCOUNT_REASONS[Reason(facts["reason"])]
        said["session"] = f"<code>{said['session']}</code>"
    keyboard = None
    if topic is Topic.ASKS:
        asker = facts["asker_id"]
        keyboard = InlineKeyboardMarkup(
            [
                [
                    InlineKeyboardButton("Allow", callback_data=f"admit:{asker}:yes"),
                    InlineKeyboardButton("Refuse", callback_data=f"admit:{asker}:no"),
                ]
            ]
        )
    return Words(PRIVATE_NEWS[topic].format(**said), keyboard)
