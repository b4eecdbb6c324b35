"""A number that was ordered and never told, and the code that comes for it all the same."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.town import ANNA, BEN, SUPPORT
from sandbox.vendors.virtual_numbers import VirtualNumbers
from sandbox.vendors.virtual_numbers_messages import Message as Sms
from sandbox.vendors.virtual_numbers_messages import otp_received
from tests.journeys.stage import Stage, opened_stage, text_of

CODE = "771935"


@pytest.fixture
async def panel(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=("virtual_numbers",), OWNER_IDS="1001 1002") as stage:
        await stage.says("/start")
        await stage.says("/start", who=BEN)
        yield stage


async def loses(stage: Stage, **where: int) -> None:
    """Order a number for Ben whose answer is cut, and whose own messages never come."""
    vendor = stage.town.vendors["virtual_numbers"]
    hook, vendor.hook = vendor.hook, ""
    await stage.says("/number gb toy 054", who=BEN, **where)
    await stage.advance(8)
    vendor.hook = hook


def comes(stage: Stage, number: str) -> None:
    """Let the panel post a code for a number, whoever has it."""
    vendor = stage.town.vendors["virtual_numbers"]
    assert isinstance(vendor, VirtualNumbers)
    said = otp_received(number, Sms(f"Your code is {CODE}", CODE))
    stage.town.postman.post("virtual_numbers", vendor.hook, said)


def read_by(stage: Stage, who: int) -> bool:
    return any(CODE in text_of(one) for one in stage.seen(who=who))


@pytest.mark.parametrize("written", ["+447700900990", "447700900990", "7700900990"])
async def test_a_later_code_is_brought_to_the_one_whose_order_was_lost(
    panel: Stage, written: str
) -> None:
    await loses(panel)
    assert "outcome unknown" in text_of(panel.card(who=BEN))
    comes(panel, written)
    await panel.advance(20)

    assert read_by(panel, BEN)
    assert not read_by(panel, ANNA)
    assert "code received" in text_of(panel.card(who=BEN))
    assert "+447700900990" in text_of(panel.card(who=BEN))


async def test_in_a_group_it_is_shown_to_that_person_alone(panel: Stage) -> None:
    await loses(panel, where=SUPPORT)
    comes(panel, "+447700900990")
    await panel.advance(20)

    seen = {who: str(panel.seen(who=who, where=SUPPORT)) for who in (ANNA, BEN)}
    assert (False, True) == (CODE in seen[ANNA], CODE in seen[BEN])


async def test_where_two_orders_fit_it_is_on_call_who_sees_it(panel: Stage) -> None:
    await loses(panel)
    await loses(panel)
    comes(panel, "+447700900990")
    await panel.advance(20)

    assert read_by(panel, ANNA)
    assert not read_by(panel, BEN)


async def test_an_order_in_another_country_does_not_fit(panel: Stage) -> None:
    await loses(panel)
    comes(panel, "+4915223433333")
    await panel.advance(20)

    assert read_by(panel, ANNA)
    assert not read_by(panel, BEN)
    assert "outcome unknown" in text_of(panel.card(who=BEN))


async def test_out_of_stock_offers_who_has_served_best_lately(panel: Stage) -> None:
    for operator in ("three", "ee", "ee"):
        await panel.says(f"/number gb {operator}")
        await panel.advance(15)
    await panel.says("/number gb toy 010")  # nothing comes: a bad one
    await panel.advance(22 * 60, step=60)
    await panel.says("/number gb toy 055")
    await panel.advance(10)
    nearest = [one["text"] for one in panel.card()["reply_markup"]["inline_keyboard"][0]]

    assert "no such number" in text_of(panel.card())
    assert ["EE", "Three"] == nearest[:2]
    assert not any("010" in one for one in nearest)


async def test_success_of_long_ago_does_not_count(panel: Stage) -> None:
    await panel.says("/number gb three")
    await panel.advance(15)
    await panel.advance(8 * 24 * 3600, step=24 * 3600)
    await panel.says("/number gb toy 055")
    await panel.advance(10)
    nearest = [one["text"] for one in panel.card()["reply_markup"]["inline_keyboard"][0]]

    assert "Three" not in nearest


async def test_other_operators_are_no_help_where_the_panel_itself_fails(panel: Stage) -> None:
    await panel.says("/number gb ee")
    await panel.advance(15)
    assert "held by Anna" in text_of(panel.card())
    await panel.says("/number gb toy 056")
    await panel.advance(15)
    card = panel.card()

    assert "Our account at the panel is empty." in text_of(card)
    assert "asked for by Anna" in text_of(card)
    assert [["Another number"]] == [
        [one["text"] for one in row] for row in card["reply_markup"]["inline_keyboard"]
    ]
