"""Buttons below cards and questions. Callback data is a `Button` and ids, never anything secret."""

from collections.abc import Sequence

from telegram import CopyTextButton, InlineKeyboardButton

from bot.buttons import Button
from bot.flows.sessions.languages import SPEAK
from storage.lifecycle import SessionState
from storage.sessions import ChatSession, Reason

Rows = Sequence[Sequence[InlineKeyboardButton]]
HALF = 18  # characters that half the width of a phone shows; the rest of a label is cut off


def verification_keyboard(  # noqa: PLR0911 (a table of states)
    session: ChatSession, proof: str | None, *, has_other_ways: bool
) -> Rows:
    """What can be done with a verification as it is now; `proof` is there to be copied."""
    enter = button("Enter code", Button.ENTER_CODE, session.id)
    again = button(
        "Send again" if session.method == "sms" else "Call again", Button.AGAIN, session.id
    )
    retry = button("Try again", Button.AGAIN, session.id)
    language = button("Other language", Button.WAY, session.id, SPEAK)
    other = [button("Try another way", Button.WAYS, session.id)] if has_other_ways else []
    cancel = button("Cancel", Button.CANCEL, session.id)
    once_more = [[again, *other]]
    if session.method == "pin":  # three in a row are cut off on a phone
        once_more = [[again, language], *([other] if other else [])]
    match session.state:
        case SessionState.REQUESTED:
            return [[cancel]]
        case SessionState.PENDING if session.did is not None:
            return [
                [InlineKeyboardButton("Copy number", copy_text=CopyTextButton(session.did.e164))],
                [*other, cancel],
            ]
        case SessionState.PENDING | SessionState.AWAITING_CODE:
            return [[enter], *once_more, [cancel]]
        case SessionState.SUCCEEDED:
            return [[InlineKeyboardButton("Copy proof", copy_text=CopyTextButton(proof or ""))]]
        case SessionState.UNKNOWN:
            return [[retry, *other]]
        case SessionState.FAILED if session.reason is Reason.NUMBER_REFUSED:
            return [other] if other else []
        case SessionState.FAILED if session.reason is Reason.FRAUDULENT:
            return []
        case _:
            return once_more


def button(
    text: str, pressed: Button, *words: str, style: str | None = None
) -> InlineKeyboardButton:
    """Make a button that carries these words; `style`: a colour, where clients know colours."""
    data = ":".join((pressed, *words))
    return InlineKeyboardButton(text, callback_data=data, style=style)


def in_rows(buttons: list[InlineKeyboardButton], width: int) -> list[list[InlineKeyboardButton]]:
    """Lay many buttons out, this many beside each other."""
    return [buttons[at : at + width] for at in range(0, len(buttons), width)]


def paired(buttons: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """Put two side by side where both can be read on a phone, else one below the other."""
    rows: list[list[InlineKeyboardButton]] = []
    for one in buttons:
        before = rows[-1] if rows else []
        if len(before) == 1 and max(len(one.text), len(before[0].text)) <= HALF:
            before.append(one)
        else:
            rows.append([one])
    return rows
