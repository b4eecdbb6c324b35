"""Replies: what the desk answers at once to a command or a tap."""

import re
from collections.abc import Sequence
from datetime import datetime

from telegram import ForceReply, InlineKeyboardMarkup

from bot.buttons import Button
from bot.flows.sessions.languages import LANGUAGES
from bot.flows.verifying.choosing import AUTOMATIC, Option
from bot.flows.verifying.preferring import Preferred
from bot.flows.verifying.proving import Answer, CodeVerdict
from bot.flows.verifying.wishes import APPROVAL, LANGUAGE, UNASSIGNED, Asked, Started
from bot.ids import looks_like_session
from bot.texts.inline_cards import number as about
from bot.texts.keyboards import button
from bot.texts.languages import PIN, choice, other_language
from bot.texts.methods import APART, AUTO, METHODS, in_a_line
from bot.texts.money import amount
from bot.texts.phrases import phrase
from bot.texts.words import Words, clock_time, duration, masked, mention, plain, tries
from providers.contract.phone import PhoneNumber
from storage.lifecycle import SessionState
from storage.sessions import ChatSession, Kind

STRANGER = "This desk is for its team. You can ask to be let in."
EDITED = "An edited message starts nothing here. Please send it anew."
GOT_IT = "Noted."
OOPS = "Something went wrong on our side. Nothing was lost; please try again in a minute."
VERIFY_USAGE = "Write the number after the command, with its country: /verify +44 7700 900123"
PREFER_USAGE = "Write the ways, best first: /prefer flash pin, or for one country /prefer DE pin."
FRAUD_FIRST = {
    True: "Fraud lists are asked before a number is called: on. One they know is not called.",
    False: "Fraud lists are asked before a number is called: off. /prefer fraud on",
}
BY_KEY = {
    True: "Who calls to prove a phone presses a key as well: on. /prefer key off",
    False: "Who calls to prove a phone presses a key as well: off. /prefer key on",
}
LOOKUP_USAGE = "Write one or more numbers after the command: /{method} +44 7700 900123"
BATCH_USAGE = "No batch yet. Send a file with the caption /batch, or many numbers after it."
TOO_LARGE = (
    "Telegram lets a bot fetch files up to 20 MB, and this one is larger. Keep only the "
    "column with the numbers, save it as CSV, or send it in parts."
)
CODE_USAGE = "Write the digits after the command: /code 4953, or /code 7F3K 4953."
SEVERAL_NUMBERS = "These are several numbers. /check looks all of them up; /verify takes one."
USES = {"verify": "Verify", "hlr": "Ask its network", "fraud": "Ask fraud lists", "check": "Both"}
FILE_ALONE = "A list to check? Reply to the file with /batch, or send it with that caption."
NOTHING_OPEN = "Nothing is open here. /history shows what was."
NOTHING_TO_ENTER = "There is no code to enter now; the card says why."
ORDERED = "All right, the card follows."
NOT_ORDERED = "All right, nothing was ordered."
NO_HISTORY = "Nothing yet. Start with /verify and a phone number."
OLD_BUTTON = "This button is from an older version. /help shows what there is."


MAY_CHANGE = {SessionState.UNKNOWN, SessionState.EXPIRED}  # by a proof that comes late


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
        InlineKeyboardMarkup.from_button(button("Ask for access", Button.JOIN)),
    )


def question(asked: Asked) -> Words:
    """Ask what has to be known before anything is ordered."""
    if asked.topic == UNASSIGNED:
        return Words(
            f"{asked.number.masked} looks unassigned. Call anyway?",
            InlineKeyboardMarkup.from_row(
                [
                    button("Call", Button.ANSWER, asked.question_id, "yes"),
                    button("No", Button.ANSWER, asked.question_id, "no"),
                ]
            ),
        )
    if asked.topic == APPROVAL:
        return Words(
            f"{asked.number.masked}: this needs a second person's yes. "
            "The administrators have been asked; the card appears here once one agrees."
        )
    if asked.topic == LANGUAGE:
        return choice(LANGUAGES, Button.ANSWER, asked.question_id)
    rows = [
        [button(way(one), Button.ANSWER, asked.question_id, one.method)] for one in asked.options
    ]
    if any(one.method == PIN for one in asked.options):
        rows.append([other_language(asked.number, Button.ANSWER, asked.question_id)])
    if sum(one.method in AUTOMATIC for one in asked.options) > 1:
        rows.append(
            [button(f"{AUTO}: one after the other", Button.ANSWER, asked.question_id, "auto")]
        )
    ask = f"How shall {asked.number.masked} be verified?"
    if asked.check is not None:
        price = asked.check.price
        cost = f" ({amount(price.amount, price.currency)})" if price is not None else ""
        ask = f"{ask} Fraud lists are asked first{cost}."
    return Words(ask, InlineKeyboardMarkup(rows))


def came(what: Started | Asked | None) -> Words | None:
    """Say what is asked, or where to look; None where a new card says it all."""
    if isinstance(what, Asked):
        return question(what)
    if what is not None and what.goes_on:
        return Words(f"<code>{what.session_id}</code> goes on: its card above shows it.")
    return None


def other_ways(session_id: str, options: Sequence[Option]) -> Words:
    """Offer the other ways for a number."""
    rows = [[button(way(one), Button.WAY, session_id, one.method)] for one in options]
    return Words(
        f"<code>{session_id}</code>: which way instead?",
        InlineKeyboardMarkup(rows),
    )


def way(option: Option) -> str:
    """Name a way on its button, with what to expect."""
    price = f"{amount(option.price.amount, option.price.currency)} · " if option.price else ""
    told = f" · {APART[option.method]}" if option.method in APART else ""
    return (
        f"{METHODS[option.method]} · {price}~{duration(option.usual)}{told}"  # cut off last first
    )


def what_for(number: PhoneNumber, question_id: str, uses: Sequence[str]) -> Words:
    """Ask what a bare number is for."""
    buttons = [button(USES[use], Button.USE_NUMBER, question_id, use) for use in uses]
    rows = [buttons[:1], *([buttons[1:]] if buttons[1:] else [])]
    return Words(f"{about(number).html}. What shall be done?", InlineKeyboardMarkup(rows))


def as_of(card: Words, session: ChatSession, now: datetime) -> Words:
    """Say when a copy of a card was made, where it may be out of date soon."""
    if session.state.is_final and session.state not in MAY_CHANGE:
        return card
    when = f"<i>As of {now:%H:%M:%S} UTC; the card itself follows what happens.</i>"
    return Words(f"{card.html}\n{when}", card.keyboard)


def enter_code(session_id: str, person_id: int, name: str) -> Words:
    """Ask for the digits in a way that opens the keyboard of the one who tapped."""
    return Words(
        f"{mention(person_id, name)}, reply to this with the 4 digits for "
        f"<code>{session_id}</code>.",
        ForceReply(selective=True, input_field_placeholder="4 digits"),
    )


def verdict(answer: Answer) -> Words:
    """Answer digits."""
    session = answer.session
    name = f"<code>{session.id}</code>"
    match answer.verdict:
        case CodeVerdict.RIGHT:
            return Words(f"✅ {name}: {masked(session)} is verified.")
        case CodeVerdict.WRONG:
            left = "" if answer.tries_left is None else f" {tries(answer.tries_left)}."
            return Words(f"{name}: wrong code.{left} Look at the 4 digits once more.")
        case CodeVerdict.SPENT:
            return Words(f"❌ {name}: wrong code, and that was the last try. The session failed.")
        case CodeVerdict.TOO_LATE:
            return Words(f"⌛ {name}: too late, the code has expired. Call again for a new one.")


def cancelled(session: ChatSession) -> Words:
    """Confirm a withdrawal; what has come to its end before is only let go."""
    if session.state is not SessionState.CANCELLED:
        return Words(f"<code>{session.id}</code>: the number has been let go.")
    return Words(f"<code>{session.id}</code> is cancelled.")


def which_to_cancel(waiting: Sequence[ChatSession]) -> Words:
    """Ask which of several open sessions is meant."""
    rows = [[button(f"Cancel {one.id}", Button.CANCEL, one.id)] for one in waiting]
    listed = "\n".join(_line(session) for session in waiting)
    return Words(f"Several are open.\n{listed}", InlineKeyboardMarkup(rows))


def listing(sessions: Sequence[ChatSession], empty: str) -> Words:
    """List sessions, a line each."""
    return Words("\n".join(_line(session) for session in sessions) or empty)


def _line(session: ChatSession) -> str:
    method = in_a_line(session.method)
    about = "list" if session.kind is Kind.BATCH else masked(session)
    return (
        f"<code>{session.id}</code> {about} · <b>{phrase(session)}</b> · "
        f"{method}, {session.created_at:%d %b} {clock_time(session.created_at)}"
    )


def session_ids(text: str) -> list[str]:
    """Find what may be a session's id in a message of ours, in order."""
    return [
        word for word in re.findall(r"\w+", text) if word.isupper() and looks_like_session(word)
    ]


def preference(country: str, preferred: Preferred) -> Words:
    """Say which ways a chat likes best, and what else it wants each time."""
    where = f"For {country}" if country else "In this chat"
    ways = f"{where} no way is preferred. {PREFER_USAGE}"
    if preferred.methods:
        ways = f"{where}: {', '.join(in_a_line(one) for one in preferred.methods)}."
    return Words("\n".join([ways, FRAUD_FIRST[preferred.checks_fraud], BY_KEY[preferred.by_key]]))


def speechless(attached: str, *, has_file: bool) -> Words:
    """Answer a message without a word."""
    if has_file:
        return Words(FILE_ALONE)
    what = (
        f"{attached[0].upper()}{attached[1:]} tells me nothing" if attached else "I read only text"
    )
    return Words(f"{what}. /help shows what you can write.")


def holds(name: str, session_id: str) -> str:
    """Say who holds a number now."""
    return f"{plain(name)} holds <code>{session_id}</code> now."


def all_invalid(invalid: Sequence[tuple[str, str]]) -> Words:
    """Say of each number why it is none."""
    return Words(
        "\n".join(f"<code>{plain(one)}</code> · invalid: it {why}" for one, why in invalid)
    )
