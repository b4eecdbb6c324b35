"""Every sentence the desk can say, said once."""

from datetime import timedelta
from typing import Any

import pytest

from bot.buttons import Button
from bot.commands.table import COMMANDS
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.telling.topics import Topic
from bot.texts.news import private_news
from bot.texts.refusals import refusal


@pytest.mark.parametrize("why", Why)
def test_every_refusal_is_one_whole_sentence(why: Why) -> None:
    refused = RefusedRequest(
        why, detail="<b>.", session_id="7F3K", choices=("7F3K",), wait=timedelta(seconds=59)
    )
    said = refusal(refused)

    assert not any(sign in said for sign in "{}")
    assert "<b>" not in said
    assert said.rstrip().endswith((".", "?"))


def test_the_command_menu_fits_telegram() -> None:
    assert len({listed.word for listed in COMMANDS}) == len(COMMANDS)
    assert all(1 <= len(listed.about) <= 256 for listed in COMMANDS)


def test_buttons_have_short_names() -> None:
    """Callback data is 64 bytes at most, and ids need their part of it."""
    assert all(len(button) <= 12 for button in Button)


@pytest.mark.parametrize(
    ("topic", "facts", "older"),
    [
        (
            Topic.LOW_FUNDS,
            {"provider": "LANCK", "amount": "1.50", "currency": "EUR", "credit": "20"},
            {"provider": "LANCK", "left": "1.50 EUR and 20 of credit"},
        ),
        (
            Topic.LOW_FUNDS,
            {"provider": "LANCK", "amount": "1.50", "currency": "", "credit": ""},
            {"provider": "LANCK", "left": "1.50"},
        ),
        (
            Topic.ORPHAN,
            {"provider": "LANCK", "kind": "CallEnded", "kept_at": "2026-11-21T23:10:00+01:00"},
            {"provider": "LANCK", "kind": "CallEnded", "kept_since": "Sat 23:10"},
        ),
    ],
)
def test_a_notice_of_an_older_version_reads_as_one_of_today(
    topic: Topic, facts: dict[str, Any], older: dict[str, Any]
) -> None:
    assert private_news(topic, older) == private_news(topic, facts)
