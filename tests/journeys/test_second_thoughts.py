"""Rights that end in the middle of something: whoever lost them decides and gets nothing."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.flows import approvals
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.numbers import pools
from sandbox.town import ANNA, BEN, CHIARA, SUPPORT
from storage.people import Role
from tests.journeys.stage import Stage, labels_of, opened_stage, text_of
from tests.journeys.test_access import makes

RENTED = "+447700900500"
GOOD = "+447700900000"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=("numcheck", "lanck")) as stage:
        await stage.says("/start")
        await stage.says("/country GB approval")
        yield stage


def asker(person_id: int, role: Role, chat_id: int | None = None) -> Asker:
    return Asker(person_id, "Ben", chat_id or person_id, None, f"tap:{person_id}", 1, role)


async def wish(stage: Stage) -> str:
    """Give the id of the one wish somebody has."""
    async with stage.app.desk.storage.reading() as work:
        later = stage.clock.now() + timedelta(days=1)
        (found,) = await work.approvals.due(now=later, limit=9)
    return found.id


async def test_an_administrator_who_was_one_a_moment_ago_approves_nothing(desk: Stage) -> None:
    await makes(desk, BEN, "admin")
    await makes(desk, CHIARA, "operator")
    await desk.says(f"/verify {GOOD} flash", who=CHIARA)
    approval_id = await wish(desk)
    await desk.says("/access remove @ben")
    was_admin = asker(BEN, Role.ADMIN)  # as the door saw them, a moment too early

    with pytest.raises(RefusedRequest) as refused:
        await approvals.decide(desk.app.desk, was_admin, approval_id, agrees=True)
    assert Why.ACCESS_ENDED is refused.value.why
    assert [] == desk.handsets.calls


async def test_whoever_lost_access_a_moment_ago_holds_nothing_by_queueing(desk: Stage) -> None:
    await makes(desk, BEN, "operator")
    await desk.says(f"/pool add {RENTED}", where=SUPPORT)
    async with desk.app.desk.storage.reading() as work:
        (lease,) = await work.numbers.running(chat_id=SUPPORT)
    assert lease.id is not None
    await desk.says("/access remove @ben")

    with pytest.raises(RefusedRequest) as refused:
        await pools.queue(desk.app.desk, asker(BEN, Role.OPERATOR, SUPPORT), lease.id)
    assert Why.ACCESS_ENDED is refused.value.why
    async with desk.app.desk.storage.reading() as work:
        assert [] == list(await work.numbers.running(holder_id=BEN))


async def test_a_guest_whose_time_ends_while_a_wish_waits_gets_no_call(desk: Stage) -> None:
    await makes(desk, BEN, "operator")
    await desk.says(f"/access add {BEN} operator 10m")
    await desk.says(f"/verify {GOOD} flash", who=BEN)
    card = next(one for one in desk.seen() if "Approve" in labels_of(one))
    desk.clock.move(timedelta(minutes=11))  # before any job has run
    await desk.taps("Approve", card)
    await desk.advance(20)

    assert [] == desk.handsets.calls


async def test_a_wish_is_approved_once_however_often_it_is_tapped(desk: Stage) -> None:
    await makes(desk, BEN, "operator")
    await desk.says(f"/verify {GOOD} flash", who=BEN)
    card = next(one for one in desk.seen() if "Approve" in labels_of(one))
    for _ in range(3):
        desk.telegram.press(ANNA, desk.bot_id, card["message_id"], "Approve")
    await desk.settle()
    await desk.advance(20)

    assert 1 == len(desk.handsets.calls)
    assert "waiting for the code" in text_of(desk.card(who=BEN))
