from datetime import timedelta
from itertools import product

import pytest
from telegram import InlineKeyboardMarkup

from bot.buttons import Button
from bot.flows.facts import VerificationFacts
from bot.texts.cards import card
from bot.texts.keyboards import button, paired
from bot.texts.methods import METHODS
from storage.lifecycle import SessionState
from storage.sessions import Reason
from tests.storage.rows import NOON, NUMBER, session

PHRASES = (
    "calling",
    "in progress",
    "waiting for the code",
    "verified",
    "code received",
    "done",
    "failed",
    "expired",
    "cancelled",
    "outcome unknown",
)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("state", SessionState)
def test_a_card_has_its_id_the_masked_number_and_exactly_one_state_phrase(
    state: SessionState, method: str
) -> None:
    """People and tools look for the phrase; a second one on the card would mislead them."""
    for reason, cause in product([None, *Reason], ["", "user busy", "OK"]):
        row = session(
            state=state,
            reason=reason,
            method=method,
            cause=cause,
            is_forwarded=True,
            expected_code="4953",
            person_name="<Anna>",
            wrong_tries=1,
            ended_at=NOON + timedelta(minutes=1),
        )
        html = card(row, VerificationFacts("NumCheck", tries_allowed=5)).html

        assert 1 == sum(html.count(phrase) for phrase in PHRASES)
        assert "7F3K" in html
        assert NUMBER.masked in html
        assert NUMBER.digits not in html
        assert "4953" not in html
        assert "<Anna>" not in html


@pytest.mark.parametrize("name", PHRASES)
def test_nobody_poses_as_a_state_by_their_name(name: str) -> None:
    row = session(state=SessionState.SUCCEEDED, person_name=f"{name} {name.upper()}", ended_at=NOON)
    html = card(row, VerificationFacts("NumCheck", tries_allowed=5)).html.lower()

    assert 1 == sum(html.count(phrase) for phrase in PHRASES)


@pytest.mark.parametrize(("state", "method"), list(product(SessionState, METHODS)))
def test_no_more_than_two_buttons_stand_side_by_side(state: SessionState, method: str) -> None:
    """Three are cut off on a phone."""
    row = session(state=state, method=method, ended_at=NOON)
    facts = VerificationFacts("NumCheck", tries_allowed=5, has_other_ways=True)
    keyboard = card(row, facts).keyboard
    rows = keyboard.inline_keyboard if isinstance(keyboard, InlineKeyboardMarkup) else ()

    assert all(len(one) <= 2 for one in rows)


def test_two_labels_stand_side_by_side_only_where_a_phone_shows_them_whole() -> None:
    labels = ["EE", "O2", "Three", "Switch off Virtual numbers", "Test"]
    rows = paired([button(one, Button.NO) for one in labels])

    assert [["EE", "O2"], ["Three"], ["Switch off Virtual numbers"], ["Test"]] == [
        [one.text for one in row] for row in rows
    ]
