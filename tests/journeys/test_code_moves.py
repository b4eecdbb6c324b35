"""A code that comes while its group is on the move, and those called for it are not to be had."""

from pathlib import Path

from sandbox.telegram.membership import upgrade
from sandbox.town import ANNA, BEN, BOT_ID, CHIARA, SUPPORT
from sandbox.vendors.lanck import Lanck
from tests.journeys.stage import Stage, opened_stage, text_of
from tests.journeys.test_code_mischief import CODE, RENTED, comes, copies
from tests.journeys.test_escalation import arrive, called, calls, let_in, rota

SMALL, SUPERGROUP = -4001, -1001000000009


async def test_a_code_finds_its_holder_in_the_supergroup_nobody_told_of(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("lanck",)) as stage:
        await let_in(stage, BEN)
        stage.telegram.add_group(SMALL, "Small", members=[ANNA, BEN], admins=[ANNA], bots=[BOT_ID])
        await stage.says(f"/pool add {RENTED}", where=SMALL)
        await stage.taps("Take …0500", stage.last(where=SMALL), who=BEN, where=SMALL)
        exchange = stage.telegram._exchange
        upgrade(exchange, exchange.groups[SMALL], SUPERGROUP, by={"id": ANNA, "is_bot": False})
        exchange.bots[BOT_ID].queue.clear()
        lanck = stage.town.vendors["lanck"]
        assert isinstance(lanck, Lanck)
        lanck.receive(RENTED, "+447700900001", f"Your code is {CODE}.")
        await stage.advance(4)

        told = [one for one in stage.seen(where=SUPERGROUP) if "A code came" in text_of(one)]
        assert 1 == len(told)
        seen = [one for one in stage.seen(who=BEN, where=SUPERGROUP) if CODE in str(one)]
        alert = await stage.taps("Show", told[0], who=BEN, where=SUPERGROUP)
        assert seen or CODE in (alert or "")


async def test_with_everybody_out_of_reach_the_owners_are_called_in_a_moment(
    tmp_path: Path,
) -> None:
    async with rota(tmp_path, "6,12,18") as stage:
        for who in (BEN, CHIARA):
            stage.telegram.block(who, BOT_ID)
        await arrive(stage)
        await stage.advance(8)

        assert 1 == len(calls(stage, ANNA))


async def test_a_holder_who_is_on_call_as_well_is_not_called_for_their_own_code(
    tmp_path: Path,
) -> None:
    async with rota(tmp_path, "6,12,18") as stage:
        stage.telegram.join(CHIARA, SUPPORT)
        card = next(one for one in stage.seen(where=SUPPORT) if text_of(one).startswith("👥"))
        await stage.taps("Take …0500", card, who=CHIARA, where=SUPPORT)
        await arrive(stage)
        await stage.advance(30, step=2)

        assert (1, 1, 0) == called(stage)
        assert any("still waits" in text_of(one) for one in stage.seen(who=CHIARA))


async def test_two_candidates_in_a_group_are_for_its_holder_alone(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("virtual_numbers",)) as stage:
        await let_in(stage, BEN)
        await stage.says("/number gb toy 010", who=BEN, where=SUPPORT)
        await stage.advance(6)
        stage.telegram.forbid_ephemeral(SUPPORT)
        comes(stage, "Your codes are 112233 or 445566.", None)
        await stage.advance(3)
        told = stage.last(where=SUPPORT)

        assert "112233 or 445566" in (await stage.taps("Show", told, who=BEN, where=SUPPORT) or "")
        assert "Ben holds this." == await stage.taps("Show", told, where=SUPPORT)


async def test_a_hand_over_parts_the_codes_of_before_from_those_of_after(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("virtual_numbers",)) as stage:
        await let_in(stage, BEN)
        await stage.says("/number gb toy 010")
        await stage.advance(6)
        comes(stage, "Your code is 111222", "111222")
        await hands_over(stage, "Ben")
        comes(stage, "Your code is 333444", "333444")
        await stage.advance(4)

        assert ["111222"] == copies(stage)
        assert ["333444"] == copies(stage, BEN)


async def hands_over(stage: Stage, name: str) -> None:
    await stage.taps("Hand over", stage.card())
    question = next(one for one in stage.seen() if f"'{name}'" in str(one.get("reply_markup")))
    await stage.taps(name, question)


async def test_a_lost_order_fits_for_as_long_as_its_number_would_live(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("virtual_numbers",)) as stage:
        await let_in(stage, BEN)
        vendor = stage.town.vendors["virtual_numbers"]
        hook, vendor.hook = vendor.hook, ""
        await stage.says("/number gb toy 054", who=BEN)
        await stage.advance(15 * 60, step=30)
        vendor.hook = hook
        comes(stage, f"Your code is {CODE}", CODE, "+447700900990")
        await stage.advance(15)

        assert [CODE] == copies(stage, BEN)
        assert [] == copies(stage)


async def test_a_code_that_fits_nothing_waits_for_no_order_that_came_after_it(
    tmp_path: Path,
) -> None:
    async with opened_stage(tmp_path, vendors=("virtual_numbers",)) as stage:
        await let_in(stage, BEN)
        await stage.says("/number gb toy 070", who=BEN)
        await stage.advance(1)
        comes(stage, f"Your code is {CODE}", CODE, "+4915223433333")
        for _ in range(4):
            await stage.advance(8)
            await stage.says("/number gb toy 070", who=BEN)

        assert [CODE] == copies(stage)


async def test_on_call_sees_a_code_whose_number_is_written_short_and_was_never_ours(
    tmp_path: Path,
) -> None:
    async with opened_stage(tmp_path, vendors=("virtual_numbers",)) as stage:
        await stage.says("/start")
        await stage.says("/number")
        comes(stage, f"Your code is {CODE}", CODE, "7700900123")
        await stage.advance(15)

        assert [CODE] == copies(stage)
        assert "7700900123" in text_of(stage.last())
