"""What a second person reads, made of facts, and of words where an older version wrote those."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.flows.money import seconding
from bot.flows.money.seconding import Because
from bot.flows.telling.topics import Topic
from bot.texts.money_news import decided, money_news
from storage.approvals import Approval

UNTIL = "2026-11-21T14:05:00+00:00"
NO_ROOM = (
    "This chat's budget of 1 EUR a day has 0.25 EUR left, and this needs 0.50 EUR. "
    "It begins anew at 00:00 UTC, in 10 h."
)
WISHES: list[tuple[str, dict[str, Any], Because, str, str]] = [
    (
        seconding.VERIFY,
        {"number": "+44 7700 9•••", "country": "GB"},
        Because.COUNTRY,
        "verify +44 7700 9•••",
        "calls to GB need it",
    ),
    (
        seconding.NUMBER,
        {"country": "United Kingdom", "cost": {"EUR": "6"}},
        Because.PRICE,
        "hold a number of United Kingdom",
        "it costs 6 EUR",
    ),
    (
        seconding.LOOKUP,
        {"count": 3, "cost": {"EUR": "6.5", "USD": "1"}},
        Because.PRICE,
        "ask about 3 numbers",
        "it costs 6.50 EUR and 1 USD",
    ),
    (
        seconding.BATCH,
        {"count": 1500, "level": "hlr", "cost": {"EUR": "30"}},
        Because.LENGTH,
        "have 1500 numbers checked (HLR, 30 EUR at most)",
        "it is a long list",
    ),
    (
        seconding.BATCH,
        {"count": 1500, "level": "hlr", "cost": {}},
        Because.LENGTH,
        "have 1500 numbers checked (HLR)",
        "it is a long list",
    ),
]


@pytest.mark.parametrize(("wanted", "about", "because", "what", "why"), WISHES)
def test_a_wish_reads_the_same_from_facts_and_from_the_words_of_an_older_version(
    wanted: str, about: Mapping[str, Any], because: Because, what: str, why: str
) -> None:
    asked = {"approval": "q1", "name": "Anna"}
    facts = {"wanted": wanted, "about": about}
    told = money_news(Topic.APPROVAL, {**asked, **facts, "because": because, "ends": UNTIL})
    older = {**asked, "what": what, "why": why, "until": "14:05 UTC"}

    assert f"wants to {what}, which needs a second person's yes: {why}.\n" in told.html
    assert "<i>Until 14:05 UTC.</i>" in told.html
    assert money_news(Topic.APPROVAL, older).html == told.html
    for topic in (Topic.APPROVED, Topic.NOT_APPROVED, Topic.NOT_DECIDED):
        words = money_news(topic, {"name": "Ben", "what": what}).html
        assert words == money_news(topic, {"name": "Ben", **facts}).html


def test_a_budget_without_room_reads_the_same_from_facts_and_from_its_sentence() -> None:
    budget = {
        "scope": "chat",
        "period": "day",
        "unit": "EUR",
        "amount": "1",
        "used": "0.75",
        "needed": "0.5",
        "ends": "2026-11-22T00:00:00+00:00",
        "now": UNTIL,
    }
    paused = money_news(Topic.BATCH_PAUSED, {"id": "7F3K", "budget": budget})
    refused = {"name": "Ben", "what": "verify it", "why": "budget_spent", "seconds": 0}
    told = money_news(Topic.APPROVED, {**refused, "detail": "", "facts": budget})

    assert NO_ROOM in paused.html
    assert paused == money_news(Topic.BATCH_PAUSED, {"id": "7F3K", "why": NO_ROOM})
    assert f"But it could not be done. {NO_ROOM}" in told.html
    assert told == money_news(Topic.APPROVED, {**refused, "detail": NO_ROOM})


@pytest.mark.parametrize(
    ("scope", "whose"),
    [
        ("person", "Anna's budget"),
        ("chat", "their chat's budget"),
        ("desk", "the desk's budget"),
    ],
)
def test_more_of_a_budget_is_named_for_other_eyes(scope: str, whose: str) -> None:
    given = {"name": "Ben", "granted": "5", "unit": "EUR", "period": "day"}
    told = money_news(Topic.BUDGET_DECIDED, {**given, "scope": scope, "asker": "Anna"})

    assert f"✅ Ben granted 5 EUR on top of {whose} today." == told.html
    assert told == money_news(Topic.BUDGET_DECIDED, {**given, "whose": whose})


@pytest.mark.parametrize(
    "body",
    [
        {"wish": {}, "what": "hold a number of Malta"},
        {"wish": {}, "about": {"country": "Malta", "cost": {"EUR": "6"}}},
    ],
)
def test_a_wish_of_an_older_version_is_still_named_where_its_buttons_were(
    body: dict[str, Any],
) -> None:
    approval = Approval(
        id="q1",
        topic=seconding.NUMBER,
        person_id=1001,
        person_name="Anna",
        chat_id=1001,
        request="1001:7",
        body=json.dumps(body),
        asked_at=datetime(2026, 11, 21, tzinfo=UTC),
    )

    assert (
        "<b>Anna</b> wants to hold a number of Malta: Nobody has not said anything."
        == decided(approval).html
    )
