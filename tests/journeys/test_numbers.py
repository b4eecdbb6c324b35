"""Virtual numbers and the codes that come to them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.town import ANNA, BEN, SUPPORT
from tests.journeys.stage import Message, Stage, buttons_of, opened_stage, text_of


@pytest.fixture
async def panel(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=("virtual_numbers",), OWNER_IDS="1001 1002") as stage:
        yield stage


def buttons(message: Message) -> dict[str, Any]:
    return {one["text"]: one for one in buttons_of(message)}


def codes(stage: Stage, *, who: int = ANNA, where: int | None = None) -> list[Message]:
    place = {} if where is None else {"where": where}
    return [one for one in stage.seen(who=who, **place) if text_of(one).startswith("🔑")]


async def test_a_number_is_had_in_one_line_and_its_code_arrives(panel: Stage) -> None:
    await panel.says("/number gb")
    card = panel.card()
    assert "waiting for the code" in text_of(card)
    number = buttons(card)["Copy number"]["copy_text"]["text"]
    await panel.advance(10)

    (news,) = codes(panel)
    (copy,) = (one for name, one in buttons(news).items() if name.startswith("Copy"))
    assert copy["copy_text"]["text"] in text_of(news)
    assert number in text_of(news)
    assert news.get("has_protected_content")
    assert "code received" in text_of(panel.card())

    await panel.taps("Got it", news)
    assert "not taken yet" not in text_of(panel.card())


async def test_by_buttons_it_takes_four_taps(panel: Stage) -> None:
    await panel.says("/number")
    countries = panel.last()
    await panel.taps(
        next(name for name in buttons(countries) if "United Kingdom" in name), countries
    )
    operators = panel.last()
    await panel.taps("Any operator", operators)
    assert [] == panel.town.vendors["virtual_numbers"].charged
    await panel.taps("Yes", panel.last())
    await panel.settle()

    assert 1 == len(panel.town.vendors["virtual_numbers"].charged)
    assert "waiting for the code" in text_of(panel.card())


@pytest.mark.parametrize(
    ("fate", "count"), [("010", 0), ("011", 2), ("012", 1), ("013", 1), ("015", 1)]
)
async def test_codes_come_exactly_once(panel: Stage, fate: str, count: int) -> None:
    await panel.says(f"/number gb toy {fate}")
    await panel.advance(30)

    assert count == len(codes(panel))
    if fate == "015":
        assert "🔑 0" in text_of(codes(panel)[0])


async def test_two_candidates_are_both_offered(panel: Stage) -> None:
    await panel.says("/number gb toy 016")
    await panel.advance(15)

    (news,) = codes(panel)
    assert 2 == sum(name.startswith("Copy") for name in buttons(news))


@pytest.mark.parametrize(
    ("fate", "words"),
    [("055", "no such number"), ("056", "is empty"), ("053", "outcome unknown")],
)
async def test_what_went_wrong_is_said(panel: Stage, fate: str, words: str) -> None:
    await panel.says(f"/number gb toy {fate}")
    await panel.advance(80, step=5)

    assert any(words in text_of(one) for one in panel.seen())
    assert 1 >= len(panel.town.vendors["virtual_numbers"].charged)


async def test_a_group_never_reads_a_code(panel: Stage) -> None:
    await panel.says("/number gb", where=SUPPORT)
    await panel.advance(10)
    (news,) = codes(panel, who=BEN, where=SUPPORT)
    shown = await panel.taps("Show", news, where=SUPPORT)
    refused = await panel.taps("Show", news, who=BEN, where=SUPPORT)
    assert shown is not None
    assert refused == "Anna holds this."
    code = shown.split("\n")[0]
    assert code.isdigit()
    assert not any(code in str(one) for one in panel.seen(who=BEN, where=SUPPORT))


async def test_a_number_is_handed_over(panel: Stage) -> None:
    await panel.says("/number gb toy 010", where=SUPPORT)
    await panel.taps("Hand over", panel.card(where=SUPPORT), where=SUPPORT)
    await panel.taps("Take", panel.last(where=SUPPORT), who=BEN, where=SUPPORT)

    assert "held by Ben" in text_of(panel.card(where=SUPPORT))


async def test_a_number_is_released_extended_and_expires(panel: Stage) -> None:
    await panel.says("/number gb toy 010")
    await panel.taps("Extend", panel.card())
    await panel.advance(25 * 60, step=60)
    assert "waiting for the code" in text_of(panel.card())

    await panel.advance(20 * 60, step=60)
    assert "expired" in text_of(panel.card())
    await panel.says("/numbers")
    assert "No numbers are held" in text_of(panel.last())


async def test_unknown_countries_and_operators_get_a_sentence(panel: Stage) -> None:
    await panel.says("/number atlantis")
    assert "No country here" in text_of(panel.last())
    await panel.says("/number gb pigeonpost")
    assert "No operator there" in text_of(panel.last())


async def test_a_mistyped_country_is_asked_about_before_money_is_spent(panel: Stage) -> None:
    await panel.says("/number unitd kingdm")
    question = panel.last()
    assert "Get a number: \U0001f1ec\U0001f1e7 United Kingdom, any operator?" in text_of(question)
    assert [] == panel.town.vendors["virtual_numbers"].charged

    await panel.taps("Yes", question)
    assert "waiting for the code" in text_of(panel.card())


async def test_a_country_and_its_operator_can_be_typed_as_replies(panel: Stage) -> None:
    await panel.says("/number", where=SUPPORT)
    asked = panel.last(where=SUPPORT)
    await panel.says("alemania", where=SUPPORT, reply_to=asked["message_id"])
    assert text_of(panel.last(where=SUPPORT)).endswith("Germany: which operator?")
    await panel.says("what?", where=SUPPORT, reply_to=asked["message_id"])
    assert "No country here is called what?" in text_of(panel.last(where=SUPPORT))

    await panel.taps("\U0001f1e9\U0001f1ea Germany", asked, where=SUPPORT)
    (*_, asked) = [
        one for one in panel.seen(where=SUPPORT) if text_of(one).endswith("which operator?")
    ]
    await panel.says("any", where=SUPPORT, reply_to=asked["message_id"])
    assert "Germany, any operator?" in text_of(panel.last(where=SUPPORT))
    await panel.says("vodaf", where=SUPPORT, reply_to=asked["message_id"])
    assert "Germany, Vodafone?" in text_of(panel.last(where=SUPPORT))
    assert [] == panel.town.vendors["virtual_numbers"].charged
    await panel.taps("Yes", panel.last(where=SUPPORT), where=SUPPORT)
    assert 1 == len(panel.town.vendors["virtual_numbers"].charged)


async def test_in_private_the_name_of_a_country_is_enough(panel: Stage) -> None:
    await panel.says("/number")
    await panel.says("Deutschland")
    assert text_of(panel.last()).endswith("Germany: which operator?")

    for words in ("hello", "no", "thanks"):
        await panel.says(words)
        assert "I did not understand that" in text_of(panel.last())


async def test_a_panel_that_is_down_is_served_from_memory(panel: Stage) -> None:
    await panel.says("/number")
    await panel.control("virtual_numbers", mode="down")
    await panel.advance(700, step=100)
    await panel.says("/number")

    assert any("United Kingdom" in name for name in buttons(panel.last()))
