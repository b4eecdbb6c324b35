"""Replies: what the desk answers at once to a command or a tap."""

import re
from collections.abc import Sequence

from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup

from bot.flows.verification import Answer, Verdict
from bot.ids import looks_like_session
from bot.texts.cards import METHODS, PHRASES
from bot.texts.words import Words, clock_time, plain, tries
from providers.contract.phone import PhoneNumber
from storage.sessions import ChatSession

HELP = """<b>Numdesk</b> verifies phones and holds numbers for your team.

/verify <i>number</i>: ring a phone; its owner reads you the last 4 digits of the caller
/code <i>[id] digits</i>: check those digits; a reply to the card does the same
/cancel <i>[id]</i>: stop waiting
/status <i>[id]</i>: what is open, or one in full
/history: the latest here

Numbers as you like, with the country: <code>+44 7700 900123</code>"""

STRANGER = "This desk is for its team. You can ask to be let in."
ASKED = "Asked. You will hear from the desk when somebody has answered."
OOPS = "Something went wrong on our side. Nothing was lost; please try again in a minute."
VERIFY_USAGE = "Write the number after the command, with its country: /verify +44 7700 900123"
CODE_USAGE = "Write the digits after the command: /code 4953, or /code 7F3K 4953."
NOT_UNDERSTOOD = "I did not understand that. /verify and a number rings a phone; /help shows all."
NOTHING_OPEN = "Nothing is open here. /history shows what was."
NOTHING_TO_ENTER = "There is no code to enter now; the card says why."
CALLED = "Yes, called. The card follows."
NOT_CALLED = "All right, nothing was called."
NO_HISTORY = "Nothing yet. Start with /verify and a phone number."
OLD_BUTTON = "This button is from an older version. /help shows what there is."


def start(name: str) -> Words:
    """Greet somebody who may use the desk."""
    return Words(
        f"Hello {plain(name)}. Send <code>/verify +44 7700 900123</code> and the phone rings; its "
        "owner reads you the last four digits of the caller. /help shows everything."
    )


def stranger() -> Words:
    """Greet somebody who may not."""
    return Words(
        STRANGER,
        InlineKeyboardMarkup([[InlineKeyboardButton("Ask for access", callback_data="join")]]),
    )


def unassigned(number: PhoneNumber, question_id: str) -> Words:
    """Ask before calling a number the numbering plan does not know."""
    return Words(
        f"{number.masked} looks unassigned. Call anyway?",
        InlineKeyboardMarkup(
            [
                [
                    InlineKeyboardButton("Call", callback_data=f"ask:{question_id}:yes"),
                    InlineKeyboardButton("No", callback_data=f"ask:{question_id}:no"),
                ]
            ]
        ),
    )


def enter_code(session_id: str, person_id: int, name: str) -> Words:
    """Ask for the digits in a way that opens the keyboard of the one who tapped."""
    return Words(
        f'<a href="tg://user?id={person_id}">{plain(name)}</a>, reply to this with the last 4 '
        f"digits for <code>{session_id}</code>.",
        ForceReply(selective=True, input_field_placeholder="4 digits"),
    )


def verdict(answer: Answer) -> Words:
    """Answer digits."""
    session = answer.session
    name = f"<code>{session.id}</code>"
    match answer.verdict:
        case Verdict.RIGHT:
            return Words(f"✅ {name}: {session.number.masked} is verified.")
        case Verdict.WRONG:
            left = "" if answer.tries_left is None else f" {tries(answer.tries_left)}."
            return Words(f"{name}: wrong code.{left} Look at the last 4 digits once more.")
        case Verdict.SPENT:
            return Words(f"❌ {name}: wrong code, and that was the last try. The session failed.")
        case Verdict.TOO_LATE:
            return Words(f"⌛ {name}: too late, the code has expired. Call again for a new one.")


def cancelled(session: ChatSession) -> Words:
    """Confirm a withdrawal."""
    return Words(f"<code>{session.id}</code> is cancelled.")


def listing(sessions: Sequence[ChatSession], empty: str) -> Words:
    """List sessions, a line each."""
    return Words("\n".join(_line(session) for session in sessions) or empty)


def _line(session: ChatSession) -> str:
    method = METHODS.get(session.method, session.method).lower()
    return (
        f"<code>{session.id}</code> {session.number.masked} · <b>{PHRASES[session.state]}</b> · "
        f"{method}, {session.created_at:%d %b} {clock_time(session.created_at)}"
    )


def session_ids(text: str) -> list[str]:
    """Find what may be a session's id in a message of ours, in order."""
    return [
        word for word in re.findall(r"\w+", text) if word.isupper() and looks_like_session(word)
    ]
