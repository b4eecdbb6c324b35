"""Cards: the one living message of a session, with its id, its number and one state phrase."""

from collections.abc import Callable

from telegram import InlineKeyboardMarkup

from bot.flows.facts import VerificationFacts
from bot.flows.verifying.placing import GRACE
from bot.texts.keyboards import verification_keyboard
from bot.texts.methods import ASK, CANNOT_BE_STOPPED, DONE, METHODS, UNDER_WAY, in_a_line
from bot.texts.phrases import phrase
from bot.texts.words import Words, clock_time, countdown, masked, person, plain, tries
from providers.contract.calls import CallOutcome
from providers.contract.causes import Q850, SIP, Advice
from providers.contract.reports import Risk
from storage.lifecycle import SessionState
from storage.sessions import ChatSession, Reason

# People and tools look for these words: each card has exactly one of them, and they stand nowhere
# else on it.
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

REASONS = {
    Reason.TRIES: "Too many wrong codes. Call again for a new one.",
    Reason.NUMBER_REFUSED: "{provider} does not accept this number.",
    Reason.REFUSED: "{provider} refused the order. Nothing was charged.",
    Reason.NOT_FOUND: (
        "{provider} has nothing under this name for that day. It keeps results for 14 days, and "
        "the day is the one on which the list was handed in."
    ),
    Reason.BUSY: "{provider} is too busy. Try again in a minute; nothing was charged.",
    Reason.UNREACHABLE: "{provider} cannot be reached. Nothing was sent, so trying again is safe.",
    Reason.CREDENTIALS: "{provider} refuses our key. Whoever is on call has been told.",
    Reason.FUNDS: "Our account at {provider} is empty. Whoever is on call has been told.",
    Reason.CALL_FAILED: "It did not reach the person. Try again later, or another way.",
    Reason.NO_STOCK: "{provider} has no such number just now.",
    Reason.FRAUDULENT: (
        "Fraud lists, asked first in this chat, know this number as fraudulent, so the phone was "
        "not called (rule <i>fraud</i>). They are asked anew after an hour; an "
        "administrator can vouch for the number with /guard allow."
    ),
    Reason.NOT_CHECKED: (
        "Fraud lists are asked first in this chat, and could not be asked, so the phone was not "
        "called. Nothing was charged."
    ),
    Reason.FRAUD_UNKNOWN: (
        "Fraud lists, asked first in this chat, gave no clear answer, so the phone was not called. "
        "Only the question may be charged; <i>Call again</i> asks once more."
    ),
}

OUTCOMES = {
    CallOutcome.NO_ANSWER: "Nobody picked up, which is fine: the missed call shows the number.",
    CallOutcome.BUSY: "The line was busy or the call was dismissed; the call list may show it.",
    CallOutcome.REJECTED: "The call was declined; the call list may still show the number.",
}

CAUSES = {cause.name: cause for cause in (*SIP.values(), *Q850.values())}

KEY = "a voice says one digit: press that key, or the call does not count"
FORWARDED = "⚠️ Calls to this number are forwarded: whoever answers may not hold this phone."


# What fraud lists said first, where it did not stop the call.
RISKS = {
    Risk.CLEAN: "Fraud lists have nothing against this number.",
    Risk.SUSPICIOUS: "⚠️ Fraud lists call this number suspicious.",
    Risk.FRAUDULENT: "⚠️ Fraud lists know this number as fraudulent.",
    Risk.NOT_MOBILE: "Fraud lists say that this is no mobile number.",
}
ON_ITS_WAY = {CallOutcome.PENDING, CallOutcome.IN_PROGRESS}
NOTHING_MORE = "Nothing more will happen here."
SILENT = {SessionState.REQUESTED, SessionState.CANCELLED}


def card(session: ChatSession, facts: VerificationFacts) -> Words:
    """Draw a session as it is now."""
    is_told = session.reason is Reason.FRAUDULENT
    lines = [
        f"{SIGNS[session.state]} {METHODS[session.method]} · <code>{session.id}</code>",
        f"{masked(session)} · <b>{phrase(session)}</b>",
        "",
        STORIES[session.state](session, facts),
    ]
    if _came_to_nothing(session) and facts.provider not in lines[-1]:
        lines.append(f"<i>{METHODS[session.method]} by {plain(facts.provider)}</i>")
    if session.risk in RISKS and not is_told and session.state not in SILENT:
        lines.append(RISKS[session.risk])
    if session.is_forwarded and session.state is not SessionState.SUCCEEDED:
        lines.append(FORWARDED)
    proven = proof(session) if session.state is SessionState.SUCCEEDED else None
    rows = verification_keyboard(session, proven, has_other_ways=facts.has_other_ways)
    return Words("\n".join(lines), InlineKeyboardMarkup(rows) if rows else None)


def why_failed(session: ChatSession, provider: str) -> str:
    """Say why, from the network's own reason where it gave one."""
    cause = CAUSES.get(session.cause or "")
    if session.reason is Reason.CALL_FAILED and cause is not None:
        advice = f" {str(cause.advice).capitalize()}." if cause.advice is not Advice.NONE else ""
        return f"{cause.sentence}{advice}"
    return REASONS[session.reason or Reason.REFUSED].format(provider=plain(provider))


def proof(session: ChatSession) -> str:
    """Say in one line what was proven, how and when; fit to be quoted elsewhere."""
    assert session.ended_at is not None
    late = ", later than asked" if session.is_late else ""
    return (
        f"{masked(session)} verified by {in_a_line(session.method)} on "
        f"{session.ended_at:%Y-%m-%d} at {clock_time(session.ended_at)}{late}, session {session.id}"
    )


def _came_to_nothing(session: ChatSession) -> bool:
    """Whether somebody was called, or waited for, in vain."""
    in_vain = session.reason in {Reason.CALL_FAILED, Reason.TRIES}
    return session.state is SessionState.EXPIRED or (
        session.state is SessionState.FAILED and in_vain
    )


def _requested(session: ChatSession, facts: VerificationFacts) -> str:
    if session.is_checking:
        return "Fraud lists are asked first; the phone is called if they have nothing against it."
    before = f"{REASONS[session.reason].format(provider='The first')} " if session.reason else ""
    wanted = "for a number to call" if session.method == "incoming" else "to reach the phone"
    return f"{before}Asking {plain(facts.provider)} {wanted}."


def _pending(session: ChatSession, facts: VerificationFacts) -> str:
    if session.did is not None:
        return (
            f"From the phone itself, call <code>{session.did.e164}</code> now; it costs the "
            f"caller nothing extra and {KEY if session.by_key else 'nobody answers'}.\n"
            f"<i>{plain(facts.provider)}, {countdown(session.deadline - GRACE)}</i>"
        )
    return f"{UNDER_WAY[session.method]} {ASK[session.method]}{_limits(session, facts)}"


def _awaiting(session: ChatSession, facts: VerificationFacts) -> str:
    happened = DONE[session.method]
    if session.method == "flash":
        happened = OUTCOMES.get(session.outcome, happened)
    if session.reason is not None:  # another call was refused; the earlier code still counts
        provider = plain(facts.provider)
        happened = f"Not called again: {REASONS[session.reason].format(provider=provider)}"
    return f"{happened} {ASK[session.method]}{_limits(session, facts)}"


def _proof(session: ChatSession, facts: VerificationFacts) -> str:
    assert session.ended_at is not None
    late = ", later than asked" if session.is_late else ""
    asked = f", asked by {person(session.person_name)}" if session.person_name else ""
    how = f"By {in_a_line(session.method)} through {plain(facts.provider)}"
    return f"{how}, {session.ended_at:%Y-%m-%d} {clock_time(session.ended_at)}{late}{asked}"


def _limits(session: ChatSession, facts: VerificationFacts) -> str:
    left = ""
    if facts.tries_allowed:
        left = f"{tries(facts.tries_allowed - session.wrong_tries)}, "
    return f"\n<i>{plain(facts.provider)}, {left}{countdown(session.deadline)}</i>"


def _cancelled(session: ChatSession, _: VerificationFacts) -> str:
    if session.is_checking:
        return "The phone is not called. The question to the fraud lists may be charged."
    if session.reference is None and session.orders:
        return "The order was on its way already: the phone may still ring, and it may be charged."
    if session.reference is not None and session.outcome in ON_ITS_WAY:
        return CANNOT_BE_STOPPED.get(session.method, NOTHING_MORE)
    return NOTHING_MORE


def _expired(session: ChatSession, _: VerificationFacts) -> str:
    if session.method == "incoming":
        return "Nobody called from that phone in time."
    return "Nobody sent the right digits in time."


# What each state has to say below its phrase.
STORIES: dict[SessionState, Callable[[ChatSession, VerificationFacts], str]] = {
    SessionState.REQUESTED: _requested,
    SessionState.PENDING: _pending,
    SessionState.AWAITING_CODE: _awaiting,
    SessionState.SUCCEEDED: _proof,
    SessionState.FAILED: lambda session, facts: why_failed(session, facts.provider),
    SessionState.EXPIRED: _expired,
    SessionState.CANCELLED: _cancelled,
    SessionState.UNKNOWN: lambda _, facts: (
        f"{plain(facts.provider)} gave no answer: the phone may or may not have been reached, and "
        "it may be charged. It is not repeated by itself."
    ),
}
