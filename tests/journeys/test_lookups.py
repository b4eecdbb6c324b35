"""/hlr, /fraud and /check: what people read, and what is paid."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.stage import Stage, opened_stage, text_of

GOOD = "+447700900000"


@pytest.fixture
async def lanck(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=("lanck",)) as stage:
        yield stage


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/hlr +447700900000", ["done", "reachable", "MCC"]),
        ("/hlr +447700900030", ["absent"]),
        ("/hlr +447700900031", ["ported"]),
        ("/hlr +447700900033", ["unknown"]),
        ("/fraud +447700900000", ["clean"]),
        ("/fraud +447700900040", ["suspicious"]),
        ("/fraud +447700900041", ["fraudulent"]),
        ("/fraud +447700900042", ["not mobile"]),
        ("/check +447700900000", ["reachable", "clean"]),
        ("/hlr +4412", ["invalid", "too short"]),
        ("/hlr", ["Write one or more numbers"]),
    ],
)
async def test_one_number_is_read_in_two_seconds(lanck: Stage, text: str, words: list[str]) -> None:
    await lanck.says(text)

    for word in words:
        assert word in text_of(lanck.last())


async def test_sources_that_disagree_stand_side_by_side(lanck: Stage) -> None:
    await lanck.says("/check +447700900042")
    card = text_of(lanck.card())

    assert "numbering plan: unassigned · LANCK: reachable" in card
    assert "HLR: reachable · fraud lists: not mobile" in card
    assert "HLR: LANCK, just now\nFraud check: LANCK, just now" in card


async def test_a_ladder_says_what_it_did_not_ask_and_why(lanck: Stage) -> None:
    await lanck.says("/budget set me 1/day")
    await lanck.says("/check +447700900500")

    assert "reachable" in text_of(lanck.card())
    assert "Fraud lists were not asked: nobody can be asked" in text_of(lanck.card())


async def test_several_numbers_are_one_table(lanck: Stage) -> None:
    await lanck.says("/hlr +44 7700 900000, +447700900030\n447700900031 +4412")
    card = text_of(lanck.card())

    assert "4 numbers · done" in card
    assert "900" not in card.replace("+4412", "")
    assert 3 == len(lanck.town.vendors["lanck"].charged)


async def test_what_was_asked_lately_is_shown_with_its_age_and_not_paid_again(
    lanck: Stage,
) -> None:
    await lanck.says(f"/hlr {GOOD}")
    await lanck.advance(600, step=100)
    await lanck.says(f"/hlr {GOOD}")
    assert "10 min ago" in text_of(lanck.card())
    assert 1 == len(lanck.town.vendors["lanck"].charged)

    await lanck.taps("Ask again", lanck.card())
    assert "just now" in text_of(lanck.card())
    assert 2 == len(lanck.town.vendors["lanck"].charged)


async def test_a_reply_to_a_message_with_numbers_asks_about_those(lanck: Stage) -> None:
    said = await lanck.says(f"these two please: {GOOD}; +447700900030")
    await lanck.says("/fraud", reply_to=said["message_id"])

    assert 2 == len(lanck.town.vendors["lanck"].charged)


async def test_too_many_numbers_are_a_list(lanck: Stage) -> None:
    await lanck.says("/hlr " + " ".join(f"+447700900{last:03}" for last in range(21)))

    assert "/batch" in text_of(lanck.last())
    assert [] == lanck.town.vendors["lanck"].charged


@pytest.mark.parametrize(
    ("fate", "words"), [("053", "no answer"), ("056", "not asked"), ("052", "no answer")]
)
async def test_what_went_wrong_is_said(lanck: Stage, fate: str, words: str) -> None:
    await lanck.says(f"/hlr +447700900{fate}")
    await lanck.advance(80, step=5)

    assert words in text_of(lanck.card())


async def test_a_desk_that_dies_while_it_asks_says_so(lanck: Stage) -> None:
    await lanck.says("/hlr +447700900070")
    await lanck.lights_out()
    await lanck.lights_on()
    await lanck.advance(60, step=5)

    assert "outcome unknown" in text_of(lanck.card())
    assert 1 == len(lanck.town.vendors["lanck"].charged)


async def test_who_gave_no_answer_is_named(lanck: Stage) -> None:
    await lanck.says("/check +447700900052")
    await lanck.advance(5)

    for whom in ("network", "fraud lists"):
        assert f"{whom}: no answer; it may have been charged" in text_of(lanck.card())
