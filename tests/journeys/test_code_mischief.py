"""Codes that come at the wrong moment, by the wrong door, or half."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.flows.asking.asking import Asker
from bot.flows.numbers import leasing
from sandbox.town import ANNA, BEN, SUPPORT
from sandbox.vendors.lanck import Lanck
from sandbox.vendors.virtual_numbers import VirtualNumbers
from sandbox.vendors.virtual_numbers_messages import Message as Sms
from sandbox.vendors.virtual_numbers_messages import otp_received
from storage.people import Role
from tests.journeys.stage import Stage, opened_stage, text_of
from tests.journeys.test_escalation import let_in
from tests.journeys.test_lost_numbers import loses

SILENT = "+447700900010"  # the panel lends it and nothing comes by itself
RENTED = "+447700900500"
CODE = "004217"


@pytest.fixture
async def panel(tmp_path: Path) -> AsyncIterator[Stage]:
    """Anna owns the desk, Ben may use it everywhere."""
    vendors = ("virtual_numbers", "lanck")
    async with opened_stage(tmp_path, vendors=vendors, ESCALATION_STEPS="6,12,18") as stage:
        await let_in(stage, BEN)
        yield stage


def comes(stage: Stage, text: str, code: str | None, number: str = SILENT) -> None:
    """Let the panel post a message as it understood it."""
    vendor = stage.town.vendors["virtual_numbers"]
    assert isinstance(vendor, VirtualNumbers)
    stage.town.postman.post("virtual_numbers", vendor.hook, otp_received(number, Sms(text, code)))


def copies(stage: Stage, who: int = ANNA) -> list[str]:
    """List what the copy buttons of codes give somebody in private."""
    return [
        button["copy_text"]["text"]
        for message in stage.seen(who=who)
        if text_of(message).startswith("🔑")
        for row in message.get("reply_markup", {}).get("inline_keyboard", ())
        for button in row
        if "copy_text" in button
    ]


@pytest.mark.parametrize("said", ["4217", "0042", "217"])
async def test_a_part_of_the_code_is_not_the_code(panel: Stage, said: str) -> None:
    await panel.says("/number gb toy 010")
    await panel.advance(6)
    comes(panel, f"Your code is {CODE}.", said)
    await panel.advance(2)

    assert [CODE] == copies(panel)


async def test_the_panels_word_counts_where_it_is_in_the_text(panel: Stage) -> None:
    await panel.says("/number gb toy 010")
    await panel.advance(6)
    comes(panel, "Gate 771935, door 771-934.", "771934")
    await panel.advance(2)

    assert ["771934"] == copies(panel)


@pytest.mark.parametrize(("said", "copied"), [("none", []), ("N/A", []), ("771934", ["771934"])])
async def test_what_the_panel_says_is_no_code_without_a_digit(
    panel: Stage, said: str, copied: list[str]
) -> None:
    await panel.says("/number gb toy 010")
    await panel.advance(6)
    comes(panel, "Welcome to Acme!", said)
    await panel.advance(2)

    assert copied == copies(panel)
    assert "Welcome to Acme!" in text_of(panel.last())


async def test_one_message_by_both_inlets_is_told_once(panel: Stage) -> None:
    await panel.says("/number gb toy 010")
    await panel.advance(6)
    lanck = panel.town.vendors["lanck"]
    assert isinstance(lanck, Lanck)
    comes(panel, f"Your code is {CODE}.", CODE)
    lanck.receive(SILENT, "+447700900001", f"Your code is {CODE}.")
    await panel.advance(3)
    assert [CODE] == copies(panel)
    lanck.receive(SILENT, "+447700900001", "Your code is 771935.")
    await panel.advance(3)

    assert [CODE, "771935"] == copies(panel)


async def test_the_same_message_sent_twice_by_a_service_is_told_twice(panel: Stage) -> None:
    await panel.says("/number gb toy 010")
    await panel.advance(6)
    lanck = panel.town.vendors["lanck"]
    assert isinstance(lanck, Lanck)
    for _ in range(2):
        lanck.receive(SILENT, "+447700900001", f"Your code is {CODE}.")
        await panel.advance(70, step=10)

    assert [CODE, CODE] == copies(panel)


@pytest.mark.parametrize("written", [SILENT, SILENT.removeprefix("+"), "7700900010"])
async def test_a_code_that_comes_a_moment_after_the_release_is_still_told(
    panel: Stage, written: str
) -> None:
    await panel.says("/number gb toy 010", who=BEN)
    await panel.advance(6)
    await panel.taps("Release", panel.card(who=BEN), who=BEN)
    await panel.advance(300, step=30)
    comes(panel, f"Your code is {CODE}.", CODE, written)
    await panel.advance(15)
    assert [CODE] == copies(panel, BEN)
    await panel.advance(400, step=30)
    comes(panel, "Your code is 771935.", "771935", written)
    await panel.advance(15)

    assert [CODE] == copies(panel, BEN)
    assert ["771935"] == copies(panel)  # Anna is on call


async def test_a_code_nobody_confirmed_waits_beyond_the_end_of_its_number(panel: Stage) -> None:
    await panel.says("/number gb toy 010", who=BEN)
    await panel.advance(6)
    await panel.advance(19 * 60, step=60)
    comes(panel, f"Your code is {CODE}.", CODE)
    await panel.advance(120, step=5)
    assert "let go" in text_of(panel.card(who=BEN))
    await panel.says("/numbers", who=BEN)
    assert "a code waits for you" in text_of(panel.last(who=BEN))
    await panel.taps("Got it …0010", panel.last(who=BEN), who=BEN)
    await panel.says("/numbers", who=BEN)

    assert "waits" not in text_of(panel.last(who=BEN))


async def test_whoever_has_left_the_group_gets_no_code_that_comes_after(panel: Stage) -> None:
    """They may use the desk still; what they held in the group is not theirs any more."""
    await panel.says("/number gb toy 010", who=BEN, where=SUPPORT)
    await panel.advance(6)
    panel.telegram.leave(BEN, SUPPORT)
    await panel.settle()
    comes(panel, f"Your code is {CODE}.", CODE)
    await panel.advance(60)
    await panel.says("/numbers", who=BEN)

    assert "waits" not in text_of(panel.last(who=BEN))
    assert not any(CODE in str(one) for one in panel.seen(who=BEN))
    assert [CODE] == copies(panel)


@pytest.mark.parametrize("written", ["+447700900990", "7700900990"])
async def test_where_two_lost_orders_fit_on_call_sees_the_code_however_its_number_is_written(
    panel: Stage, written: str
) -> None:
    await loses(panel)
    await loses(panel)
    comes(panel, f"Your code is {CODE}.", CODE, written)
    await panel.advance(20)

    assert [CODE] == copies(panel)
    assert [] == copies(panel, BEN)


async def test_a_code_that_has_been_forgotten_waits_for_nobody(tmp_path: Path) -> None:
    async with opened_stage(
        tmp_path, vendors=("lanck",), RETENTION_HOURS_CODES="1", POOL_IDLE_MINUTES="0"
    ) as stage:
        await stage.says(f"/pool add {RENTED}", where=SUPPORT)
        await stage.taps("Take …0500", stage.last(where=SUPPORT), where=SUPPORT)
        lanck = stage.town.vendors["lanck"]
        assert isinstance(lanck, Lanck)
        lanck.receive(RENTED, "+447700900001", f"Your code is {CODE}.")
        await stage.advance(2)
        await stage.says("/numbers")
        assert "1 waiting" in text_of(stage.last())
        await stage.advance(3 * 3600, step=600)
        await stage.says("/numbers")

        assert "waiting" not in text_of(stage.last())
        assert "Got it" not in str(stage.last())
        await stage.says("/pool", where=SUPPORT)
        assert "waiting" not in text_of(stage.last(where=SUPPORT))


async def test_a_code_that_came_as_its_holder_left_the_group_is_for_others(panel: Stage) -> None:
    await panel.says("/number gb toy 010", who=BEN, where=SUPPORT)
    await panel.advance(6)
    panel.telegram.forbid_ephemeral(SUPPORT)
    comes(panel, f"Your code is {CODE}.", CODE)
    await panel.advance(2)
    panel.telegram.leave(BEN, SUPPORT)
    await panel.advance(8)
    assert "nobody has taken it" in text_of(panel.last())
    await panel.taps("Take the code", panel.last())

    assert [CODE] == copies(panel)
    assert not any(CODE in str(one) for one in panel.seen(who=BEN))


async def test_another_number_lets_go_what_is_still_theirs_and_nothing_else(panel: Stage) -> None:
    await panel.says("/number gb toy 010", who=BEN, where=SUPPORT)
    await panel.advance(6)
    await panel.taps("Hand over", panel.card(where=SUPPORT), who=BEN, where=SUPPORT)
    desk, held = panel.app.desk, panel.session_id(where=SUPPORT)
    ben = Asker(BEN, "Ben", SUPPORT, None, "message:1", 1, Role.OPERATOR)
    anna = Asker(ANNA, "Anna", SUPPORT, None, "message:2", 2, Role.OWNER)
    await asyncio.gather(leasing.another(desk, ben, held), leasing.take_over(desk, anna, held))
    await panel.settle()

    async with desk.storage.reading() as work:
        (lease, *_) = await work.numbers.running(holder_id=ANNA)
    assert held == lease.session_id
