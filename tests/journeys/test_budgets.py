"""Budgets: shown, set, warned of, refused at the edge, asked for and granted."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.town import BEN, SUPPORT
from tests.journeys.stage import Message, Stage, labels_of, opened_stage, text_of

PRICES = '[lanck]\nhlr = "0.10 EUR"\nfraud = "0.05 EUR"\n[numcheck]\nflash = "0.02 EUR"'


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Stage]:
    file = tmp_path / "prices.toml"
    file.write_text(PRICES)
    async with opened_stage(tmp_path, vendors=("lanck",), PRICES_FILE=str(file)) as stage:
        await stage.says("/start")
        await stage.says("/start", who=BEN)
        await stage.taps("Ask for access", stage.last(who=BEN), who=BEN)
        await stage.taps("Operator", stage.last())
        yield stage


def number(last: int) -> str:
    return f"+447700900{last:03}"


def has_button(message: Message, name: str) -> bool:
    return any(name in label for label in labels_of(message))


async def test_budget_shows_what_was_spent_and_bars(desk: Stage) -> None:
    await desk.says("/budget set me 1 EUR/day")
    await desk.says("/budget desk 100/month")
    await desk.says(f"/hlr {number(0)} {number(1)}")
    await desk.says("/budget")
    said = text_of(desk.last())

    assert "▰▰▱▱▱▱▱▱▱▱ 0.20 of 1 EUR today" in said
    assert "2 of 100 requests this month" in said
    assert "2 requests, 0.20 EUR today" in said
    assert "UTC" in said


async def test_at_the_edge_it_is_refused_with_the_budget_and_its_end(desk: Stage) -> None:
    await desk.says("/budget set ben 0.30 EUR/day")
    await desk.says(f"/hlr {number(0)} {number(1)}", who=BEN)
    await desk.says(f"/hlr {number(2)} {number(3)}", who=BEN)
    said = text_of(desk.last(who=BEN))

    assert "Your budget of 0.30 EUR a day has 0.10 EUR left, and this needs 0.20 EUR." in said
    assert "begins anew at 00:00 UTC, in 12 h" in said
    assert 2 == len(desk.town.vendors["lanck"].charged)


async def test_eighty_percent_is_told_once(desk: Stage) -> None:
    await desk.says("/budget set ben 1 EUR/day")
    await desk.says("/hlr " + " ".join(number(one) for one in range(8)), who=BEN)
    await desk.says(f"/hlr {number(20)}", who=BEN)

    told = [one for one in desk.seen(who=BEN) if "nearly used" in text_of(one)]
    assert 1 == len(told)
    assert "0.80 EUR so far" in text_of(told[0])


async def test_a_new_day_is_a_new_budget(desk: Stage) -> None:
    await desk.says("/budget set ben 1/day")
    await desk.says(f"/hlr {number(0)}", who=BEN)
    await desk.says(f"/hlr {number(1)}", who=BEN)
    assert "has 0 requests left, and this needs 1 request" in text_of(desk.last(who=BEN))

    desk.clock.move(desk.clock.now().replace(hour=23, minute=59) - desk.clock.now())
    await desk.advance(120, step=30)
    await desk.says(f"/hlr {number(1)}", who=BEN)
    assert "done" in text_of(desk.card(who=BEN))


async def test_more_is_asked_for_and_granted_once(desk: Stage) -> None:
    await desk.says("/budget set ben 0.20 EUR/day")
    await desk.says(f"/hlr {number(0)} {number(1)}", who=BEN)
    await desk.says(f"/hlr {number(2)}", who=BEN)
    refusal = desk.last(who=BEN)
    await desk.taps("Ask for more", refusal, who=BEN)
    await desk.taps("Ask for more", refusal, who=BEN)
    cards = [one for one in desk.seen() if "asks for more" in text_of(one)]
    assert 1 == len(cards)
    assert has_button(cards[0], "Grant 0.05 EUR")

    await desk.taps("Grant 0.10 EUR", cards[0])
    assert any("Anna granted 0.10 EUR" in text_of(one) for one in desk.seen(who=BEN))
    await desk.says(f"/hlr {number(2)}", who=BEN)
    assert "done" in text_of(desk.card(who=BEN))
    await desk.says(f"/hlr {number(3)}", who=BEN)
    assert "of 0.30 EUR a day has 0 EUR left" in text_of(desk.last(who=BEN))


async def test_a_tap_that_is_refused_offers_to_ask_for_more_too(desk: Stage) -> None:
    await desk.says("/budget set ben 1/day")
    await desk.says(f"/hlr {number(0)}", who=BEN)
    alert = await desk.taps("Ask again", desk.card(who=BEN), who=BEN)

    assert alert is not None
    assert alert.startswith("Your budget of 1 request a day has 0 requests left")
    assert has_button(desk.last(who=BEN), "Ask for more")


async def test_no_is_told(desk: Stage) -> None:
    await desk.says("/budget set ben 1/day")
    await desk.says(f"/hlr {number(0)} {number(1)}", who=BEN)
    await desk.taps("Ask for more", desk.last(who=BEN), who=BEN)
    await desk.taps("Refuse", desk.last())

    assert "Anna said no to more of Ben's budget" in text_of(desk.last(who=BEN))


async def test_a_group_has_a_budget_and_others_cannot_ask_in_its_name(desk: Stage) -> None:
    await desk.says("/budget chat 1/day", where=SUPPORT)
    await desk.says(f"/hlr {number(0)} {number(1)}", where=SUPPORT, who=BEN)
    refusal = desk.last(where=SUPPORT)
    assert "This chat's budget of 1 request a day" in text_of(refusal)

    alert = await desk.taps("Ask for more", refusal, where=SUPPORT)
    assert alert is not None
    assert "somebody else's" in alert


async def test_only_owners_set_and_wrong_words_get_a_sentence(desk: Stage) -> None:
    await desk.says("/budget desk 5 EUR/day", who=BEN)
    assert "Only an owner" in text_of(desk.last(who=BEN))
    await desk.says("/budget set nobody 5 EUR/day")
    assert "Nobody called nobody" in text_of(desk.last())
    await desk.says("/budget set ben lots")
    assert "/budget set @anna 20 EUR/day" in text_of(desk.last())
    await desk.says("/budget set ben 5 GBP/day")
    assert "No price here is in GBP" in text_of(desk.last())
    await desk.says("/budget off ben")
    assert "has no such budget any more" in text_of(desk.last())
    await desk.says("/budget off ben")
    assert "There is no such budget" in text_of(desk.last())


async def test_a_reply_says_whose(desk: Stage) -> None:
    said = await desk.says("hello", who=BEN, where=SUPPORT)
    await desk.says("/budget set 5 EUR/day", where=SUPPORT, reply_to=said["message_id"])

    assert "Ben may spend 5 EUR a day" in text_of(desk.last(where=SUPPORT))


async def test_a_list_stops_where_the_budget_does_and_goes_on(desk: Stage) -> None:
    await desk.says("/budget desk 40/day")
    many = "\n".join(number(one) for one in range(100, 160))
    await desk.says(f"/batch\n{many}", who=BEN)
    await desk.taps("Start", desk.last(who=BEN), who=BEN)
    assert 0 == len(desk.town.vendors["lanck"].charged)
    assert any("The desk's budget of 40" in text_of(one) for one in desk.seen(who=BEN))

    await desk.says("/budget desk 70/day")
    await desk.taps("Start", next(one for one in reversed(desk.seen(who=BEN)) if
                                  has_button(one, "Start")), who=BEN)  # fmt: skip
    await desk.says(f"/hlr {' '.join(number(one) for one in range(200, 220))}")
    await desk.advance(10)
    assert 50 <= len(desk.town.vendors["lanck"].charged) <= 70
    assert any("is paused" in text_of(one) for one in desk.seen(who=BEN))

    await desk.says("/budget off desk")
    await desk.taps("Resume", desk.card(who=BEN), who=BEN)
    await desk.advance(10)
    assert "done" in text_of(desk.card(who=BEN))
    assert 80 == len(desk.town.vendors["lanck"].charged)


async def test_prices_are_read_anew_and_bad_ones_leave_the_old(desk: Stage, tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text('[lanck]\nhlr = "0.20 EUR"')
    await desk.says("/budget reload")
    assert "1 price holds" in text_of(desk.last())

    (tmp_path / "prices.toml").write_text('[lanck]\nhrl = "0.20 EUR"')
    await desk.says("/budget reload")
    assert "lanck.hrl: has no price" in text_of(desk.last())
    await desk.says(f"/hlr {number(0)}")
    assert "0.20 EUR" in text_of(desk.card())
    await desk.says("/budget reload", who=BEN)
    assert "Only an owner" in text_of(desk.last(who=BEN))


async def test_the_person_is_known_by_their_telegram_name(desk: Stage) -> None:
    await desk.says("/budget", who=BEN)
    await desk.says("/budget set @BEN 5 EUR/day")

    assert "Ben may spend 5 EUR a day" in text_of(desk.last())
