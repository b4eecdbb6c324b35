"""Cards: the one living message of a session, with its id, its number and one state phrase."""

from collections.abc import Callable

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.texts.words import Words, clock_time, plain, tries
from providers.contract.calls import CallOutcome
from storage.lifecycle import SessionState
from storage.sessions import ChatSession, Reason

# People and tools look for these words: each card has exactly one of them, and they stand nowhere
# else on it.
PHRASES = {
    SessionState.REQUESTED: "calling",
    SessionState.PENDING: "in progress",
    SessionState.AWAITING_CODE: "waiting for the code",
    SessionState.SUCCEEDED: "verified",
    SessionState.FAILED: "failed",
    SessionState.EXPIRED: "expired",
    SessionState.CANCELLED: "cancelled",
    SessionState.UNKNOWN: "outcome unknown",
}

SIGNS = {
    SessionState.REQUESTED: "📞",
    SessionState.PENDING: "📞",
    SessionState.AWAITING_CODE: "🔢",
    SessionState.SUCCEEDED: "✅",
    SessionState.FAILED: "❌",
    SessionState.EXPIRED: "⌛",
    SessionState.CANCELLED: "✖️",
    SessionState.UNKNOWN: "❔",
}

METHODS = {"flash": "Flash call"}

REASONS = {
    Reason.TRIES: "Too many wrong codes. Call again for a new one.",
    Reason.NUMBER_REFUSED: "{provider} does not accept this number.",
    Reason.REFUSED: "{provider} refused the call. Nothing was charged.",
    Reason.BUSY: "{provider} is too busy. Try again in a minute; nothing was charged.",
    Reason.UNREACHABLE: "{provider} cannot be reached. Nothing was sent, so trying again is safe.",
    Reason.CREDENTIALS: "{provider} refuses our key. Whoever is on call has been told.",
    Reason.FUNDS: "Our account at {provider} is empty. Whoever is on call has been told.",
    Reason.CALL_FAILED: "The call did not reach the phone. Try again later.",
}

WHAT_HAPPENED = {
    CallOutcome.DELIVERED: "The phone rang.",
    CallOutcome.ANSWERED: "The phone rang and was answered.",
    CallOutcome.NO_ANSWER: "Nobody picked up, which is fine: the missed call shows the number.",
    CallOutcome.BUSY: "The line was busy or the call was dismissed; the call list may show it.",
    CallOutcome.REJECTED: "The call was declined; the call list may still show the number.",
}

ASK = "Reply here with the <b>last 4 digits</b> of the number that rang."


def card(session: ChatSession, provider: str, *, tries_allowed: int) -> Words:
    """Draw a session as it is now. `provider` is its title, for people."""
    lines = [
        f"{SIGNS[session.state]} {METHODS[session.method]} · <code>{session.id}</code>",
        f"{session.number.masked} · <b>{PHRASES[session.state]}</b>",
    ]
    story = STORIES[session.state](session, plain(provider), tries_allowed)
    return Words("\n".join([*lines, "", story]), _keyboard(session))


def _awaiting(session: ChatSession, provider: str, tries_allowed: int) -> str:
    del provider
    happened = WHAT_HAPPENED.get(session.outcome, "The phone rang.")
    return f"{happened} {ASK}{_limits(session, tries_allowed)}"


def _proof(session: ChatSession, provider: str, tries_allowed: int) -> str:
    del provider, tries_allowed
    assert session.ended_at is not None
    late = ", later than asked" if session.is_late else ""
    asked = f", asked by {plain(session.person_name)}" if session.person_name else ""
    return f"by flash call, {session.ended_at:%Y-%m-%d} {clock_time(session.ended_at)}{late}{asked}"


def _limits(session: ChatSession, tries_allowed: int) -> str:
    left = ""
    if tries_allowed and session.wrong_tries:
        left = f"{tries(tries_allowed - session.wrong_tries)}, "
    return f"\n<i>{left}until {clock_time(session.deadline)}</i>"


# What each state has to say below its phrase.
STORIES: dict[SessionState, Callable[[ChatSession, str, int], str]] = {
    SessionState.REQUESTED: lambda _, provider, __: f"Asking {provider} to ring the phone.",
    SessionState.PENDING: lambda session, _, tries_allowed: (
        f"The phone should ring now. {ASK}{_limits(session, tries_allowed)}"
    ),
    SessionState.AWAITING_CODE: _awaiting,
    SessionState.SUCCEEDED: _proof,
    SessionState.FAILED: lambda session, provider, _: REASONS[
        session.reason or Reason.REFUSED
    ].format(provider=provider),
    SessionState.EXPIRED: lambda *_: "Nobody sent the right digits in time.",
    SessionState.CANCELLED: lambda *_: "Nothing more will happen here.",
    SessionState.UNKNOWN: lambda _, provider, __: (
        f"{provider} gave no answer: the phone may or may not have rung, and it may be charged. "
        "It is not repeated by itself."
    ),
}


def _keyboard(session: ChatSession) -> InlineKeyboardMarkup | None:
    enter = InlineKeyboardButton("Enter code", callback_data=f"enter:{session.id}")
    again = InlineKeyboardButton("Call again", callback_data=f"again:{session.id}")
    retry = InlineKeyboardButton("Try again", callback_data=f"again:{session.id}")
    cancel = InlineKeyboardButton("Cancel", callback_data=f"cancel:{session.id}")
    match session.state:
        case SessionState.REQUESTED:
            return InlineKeyboardMarkup([[cancel]])
        case SessionState.PENDING | SessionState.AWAITING_CODE:
            return InlineKeyboardMarkup([[enter], [again, cancel]])
        case SessionState.UNKNOWN:
            return InlineKeyboardMarkup([[retry]])
        case SessionState.FAILED if session.reason is Reason.NUMBER_REFUSED:
            return None
        case SessionState.FAILED | SessionState.EXPIRED | SessionState.CANCELLED:
            return InlineKeyboardMarkup([[again]])
        case _:
            return None
