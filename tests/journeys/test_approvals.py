"""A second person's yes: asked for, said once, carried out once, for the one who asked."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.town import ANNA, BEN, CHIARA, SUPPORT
from tests.journeys.stage import Stage, buttons_of, opened_stage, text_of

PRICES = """currency = "EUR"
[virtual_numbers]
number = "6"
[lanck]
hlr = "2"
flash = "0.1"
pin = "7"
"""


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Stage]:
    """Anna, Ben and Chiara own it."""
    file = tmp_path / "prices.toml"
    file.write_text(PRICES)
    async with opened_stage(
        tmp_path,
        vendors=("lanck", "virtual_numbers"),
        PRICES_FILE=str(file),
        APPROVAL_ABOVE="5 EUR",
        OWNER_IDS="1001 1002 1003",
    ) as stage:
        for who in (ANNA, BEN, CHIARA):
            await stage.says("/start", who=who)
        yield stage


def number(last: int) -> str:
    return f"+447700900{last:03}"


async def test_a_dear_number_waits_for_yes_and_comes_once(desk: Stage) -> None:
    await desk.says("/number gb", where=SUPPORT)
    assert "costs 6 EUR, which needs a second person's yes" in text_of(desk.last(where=SUPPORT))
    assert [] == desk.town.vendors["virtual_numbers"].charged
    card = desk.last(who=BEN)
    assert "Anna wants to hold a number of United Kingdom" in text_of(card)
    assert ["success", "danger"] == [one.get("style") for one in buttons_of(card)]

    other = desk.last(who=CHIARA)
    await desk.taps("Approve", card, who=BEN)
    await desk.taps("Refuse", other, who=CHIARA)
    await desk.advance(3)
    assert 1 == len(desk.town.vendors["virtual_numbers"].charged)
    assert "Ben said yes at" in text_of(desk.last(who=CHIARA))
    told = [text_of(one) for one in desk.seen(where=SUPPORT)]
    assert any("Ben said yes: hold a number of United Kingdom" in one for one in told)
    assert "held by Anna" in text_of(desk.card(where=SUPPORT))


async def test_no_is_told_and_nothing_is_ordered(desk: Stage) -> None:
    await desk.says("/number gb")
    await desk.taps("Refuse", desk.last(who=BEN), who=BEN)
    await desk.taps("Approve", desk.last(who=CHIARA), who=CHIARA)
    await desk.advance(30)

    assert [] == desk.town.vendors["virtual_numbers"].charged
    assert "Ben said no: hold a number" in text_of(desk.last())


async def test_the_asker_gets_no_button_and_cannot_agree(desk: Stage) -> None:
    await desk.says("/number gb")

    assert any("Anna wants" in text_of(one) for one in desk.seen(who=BEN))
    assert not any("Anna wants" in text_of(one) for one in desk.seen(who=ANNA))


async def test_a_wish_ends_when_nobody_says_anything(desk: Stage) -> None:
    await desk.says("/number gb")
    card = desk.last(who=BEN)
    await desk.advance(31 * 60, step=60)
    assert "Nobody said yes in time" in text_of(desk.last())

    await desk.taps("Approve", card, who=BEN)
    await desk.advance(20)
    assert [] == desk.town.vendors["virtual_numbers"].charged


async def test_many_questions_together_are_dear(desk: Stage) -> None:
    await desk.says(f"/hlr {number(0)} {number(30)}")
    assert "done" in text_of(desk.card())
    await desk.says(f"/hlr {number(1)} {number(2)} {number(3)} +4412")
    assert "costs 6 EUR" in text_of(desk.last())

    await desk.taps("Approve", desk.last(who=BEN), who=BEN)
    assert "4 numbers · done" in text_of(desk.card())
    assert 5 == len(desk.town.vendors["lanck"].charged)


async def test_a_dear_way_of_verifying(desk: Stage) -> None:
    await desk.says(f"/verify {number(0)} flash")
    assert "in progress" in text_of(desk.card())
    await desk.taps("Try another way", desk.card())
    alert = await desk.taps("Spoken PIN · 7 EUR · ~30 s · any language", desk.last())
    assert alert is not None
    assert "costs 7 EUR" in alert
    assert 1 == len(desk.town.vendors["lanck"].charged)

    await desk.says(f"/verify {number(1)} pin")
    assert "second person" in text_of(desk.last())
    await desk.taps("Approve", desk.last(who=CHIARA), who=CHIARA)
    assert "Spoken PIN" in text_of(desk.card())
    assert 2 == len(desk.town.vendors["lanck"].charged)


async def test_a_death_after_yes_loses_nothing(desk: Stage) -> None:
    await desk.says("/number gb")
    desk.telegram.press(BEN, desk.bot_id, desk.last(who=BEN)["message_id"], "Approve")
    await desk.app.intake.poll(timedelta())
    for _ in range(200):
        await desk.app.desk.storage.ping()
        async with desk.app.desk.storage.reading() as work:
            due = await work.approvals.due(now=desk.clock.now() + timedelta(hours=1), limit=9)
        if any(one.state == "approved" for one in due):
            break
    await desk.lights_out()
    await desk.lights_on()
    await desk.advance(40)

    charged = len(desk.town.vendors["virtual_numbers"].charged)
    is_unknown = any("outcome unknown" in text_of(one) for one in desk.seen())
    assert (charged, is_unknown) in {(1, False), (1, True), (0, True)}  # wherever it died
    assert 1 == sum("Ben said yes" in text_of(one) for one in desk.seen())


async def test_what_was_agreed_to_still_meets_a_budget(desk: Stage) -> None:
    await desk.says("/number gb")
    await desk.says("/budget desk 5 EUR/day", who=CHIARA)
    card = next(one for one in desk.seen(who=BEN) if "wants to" in text_of(one))
    await desk.taps("Approve", card, who=BEN)

    assert [] == desk.town.vendors["virtual_numbers"].charged
    told = [text_of(one) for one in desk.seen()]
    assert any("could not be done" in one and "The desk's budget" in one for one in told)


async def test_a_desk_with_one_owner_says_so(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.says("/country GB approval")
        await stage.says(f"/verify {number(0)}")

        assert "there is no other" in text_of(stage.last())
        assert [] == stage.handsets.calls
