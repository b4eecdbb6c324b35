"""Words about giving a number to a teammate."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot.buttons import Button
from bot.flows.numbers.giving import Given
from bot.texts.keyboards import button, in_rows
from bot.texts.words import Words, plain

COLUMNS = 2


def to_whom(session_id: str, people: Sequence[tuple[int, str]]) -> Words:
    """Ask who is to have a number, in place of its card."""
    buttons = [button(name, Button.GIVE, session_id, str(person_id)) for person_id, name in people]
    rows = in_rows(buttons, COLUMNS)
    return Words(
        f"📱 Number · <code>{plain(session_id)}</code>\nHand it over to whom? Its codes go to them "
        "from then on.",
        InlineKeyboardMarkup([*rows, [button("Nobody", Button.GIVE_NOBODY, session_id)]]),
    )


def given(session_id: str, to: Given) -> Words:
    """Say where a number went, in place of its card."""
    return Words(
        f"📱 Number · <code>{plain(session_id)}</code>\n{to.number} · handed over to "
        f"<b>{plain(to.name)}</b>, who has its card and codes now."
    )
