"""LANCK hears of a success, also where the desk dies in that very moment."""

from pathlib import Path

from tests.journeys.stage import Stage, opened_stage, text_of

GOOD = "+447700900000"


def goals(stage: Stage) -> list[list[str]]:
    """Give what LANCK was told, order by order."""
    orders = vars(stage.town.vendors["lanck"])["_orders"]
    return [order.goals for order in orders.values()]


def state_of(stage: Stage) -> str:
    """Tell how the latest call to the phone stands."""
    call = stage.handsets.last_call(GOOD)
    return "" if call is None else call.state


def told(stage: Stage) -> int:
    """Count the times LANCK was told."""
    return sum("provider asked" in line and "requests" in line for line in stage.ears.lines)


async def test_it_is_told_once(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("lanck",)) as stage:
        await stage.says(f"/verify {GOOD} flash")
        assert "ringing" == state_of(stage)
        await stage.says(stage.code_on(GOOD))
        assert "missed" == state_of(stage)  # LANCK has let it end

        await stage.advance(120, step=5)
        assert [["NUMBER_VERIFIED"]] == goals(stage)
        assert 1 == told(stage)


async def test_a_kill_in_that_moment_loses_nothing(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("lanck",)) as stage:
        await stage.says(f"/verify {GOOD} flash")
        await stage.control("lanck", mode="slow")
        await stage.says(stage.code_on(GOOD))
        assert "verified" in text_of(stage.card())
        for order in vars(stage.town.vendors["lanck"])["_orders"].values():
            order.goals = []  # the request was on its way and never arrived
        await stage.lights_out()
        await stage.control("lanck", mode="up")
        await stage.lights_on()
        await stage.advance(60, step=5)

        assert [["NUMBER_VERIFIED"]] == goals(stage)
        assert "verified" in text_of(stage.card())


async def test_an_outage_is_waited_for_and_changes_nothing(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("lanck",)) as stage:
        await stage.says(f"/verify {GOOD} pin")
        await stage.advance(10)
        await stage.control("lanck", mode="down")
        call = stage.handsets.last_call(GOOD)
        assert call is not None
        assert call.code is not None
        await stage.says(call.code)
        assert "verified" in text_of(stage.card())
        assert [[]] == goals(stage)

        await stage.control("lanck", mode="up")
        await stage.advance(60, step=5)
        assert [["NUMBER_VERIFIED"]] == goals(stage)


async def test_it_is_not_tried_for_ever(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("lanck",)) as stage:
        await stage.says(f"/verify {GOOD} flash")
        await stage.control("lanck", mode="down")
        await stage.says(stage.code_on(GOOD))
        await stage.advance(600, step=10)
        async with stage.app.desk.storage.reading() as work:
            waiting = await work.inbox.waiting()

        assert 0 == waiting
        assert "verified" in text_of(stage.card())
