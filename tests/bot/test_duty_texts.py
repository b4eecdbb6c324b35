"""Words about being on call: every end a session can come to, and names that are no markup."""

from datetime import UTC, datetime

import pytest

from bot.flows.oncall.rota_view import RotaView
from bot.flows.telling.topics import Topic
from bot.texts import duty
from bot.texts.news import private_news
from storage.audiences import Heard
from storage.lifecycle import SessionState
from storage.sessions import Kind

NASTY = "<b>Ben</b> & co"
ESCAPED = "&lt;b&gt;Ben&lt;/b&gt; &amp; co"


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("state", SessionState)
def test_every_result_has_its_phrase(kind: Kind, state: SessionState) -> None:
    facts = {"kind": kind, "state": state, "session_id": "7F3K", "number": None}
    words = private_news(Topic.RESULT, facts)

    assert "<code>7F3K</code> · <b>" in words.html


@pytest.mark.parametrize(
    ("topic", "facts"),
    [
        (Topic.CODE_UNHEARD, {"code_id": 1, "number": "+44•••000", "holder": NASTY}),
        (Topic.CODE_WENT, {"number": "+44•••000", "person_id": 1, "name": NASTY}),
        (
            Topic.HAND_OVER,
            {
                "person_id": 1,
                "name": NASTY,
                "until": None,
                "zone": "UTC",
                "is_allowed": True,
            },
        ),
        (Topic.CODE_HEARD, {"number": "+44•••000", "holder": NASTY}),
        (
            Topic.DIGEST,
            {
                "verified": 1,
                "failed": 2,
                "codes": 3,
                "lookups": 4,
                "worst": NASTY,
                "worst_failures": 5,
                "worst_requests": 6,
            },
        ),
    ],
)
def test_a_name_is_never_markup(topic: Topic, facts: dict[str, object]) -> None:
    html = private_news(topic, facts).html

    assert ESCAPED in html
    assert NASTY not in html


def test_a_rota_of_nasty_names_is_shown_as_they_are() -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    view = RotaView(
        rota_id=1,
        is_here=True,
        now=now,
        on_call=NASTY,
        people=(NASTY,),
        at="09:00",
        covers_for=NASTY,
        is_cover=True,
    )
    html = duty.rota(view, [NASTY] * 9).html

    assert NASTY not in html
    assert "and 4 more" in html


def test_every_kind_of_news_has_a_switch() -> None:
    keyboard = duty.listening(frozenset(Heard)).keyboard

    assert keyboard is not None
    assert len(Heard) == len(keyboard.to_dict()["inline_keyboard"])


def test_a_code_of_somebody_without_a_name_is_somebodys() -> None:
    facts = {"code_id": 1, "number": "+44•••000", "holder": ""}

    assert "for somebody, who has not taken it" in private_news(Topic.CODE_UNHEARD, facts).html
