"""Callbacks that come early, late, twice, or to the wrong house."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from sandbox.town import ANNA
from tests.journeys.stage import Stage, opened_stage, text_of

GOOD = "+447700900000"
STRANGE = {
    "requestId": "nobody-asked-for-this",
    "number": "+447700900999",
    "status": "ANSWERED",
    "sipStatus": 200,
    "timestamp": 1795219200,
    "billable": True,
}


@pytest.fixture
async def lanck(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=("lanck",)) as stage:
        yield stage


async def knock(stage: Stage, body: object, path: str = "") -> int:
    """Post something to LANCK's door."""
    address = path or stage.town.vendors["lanck"].hook
    async with httpx.AsyncClient(transport=httpx.ASGITransport(stage.app.web())) as client:
        return (await client.post(address, content=json.dumps(body))).status_code


async def test_what_nobody_asked_for_is_acknowledged_and_on_call_hears_once(lanck: Stage) -> None:
    await lanck.says("/start")
    first = await knock(lanck, STRANGE)
    second = await knock(lanck, STRANGE | {"requestId": "nor-for-this"})
    await lanck.advance(70, step=5)

    assert (200, 200) == (first, second)
    assert 1 == sum("never asked for" in text_of(one) for one in lanck.seen(who=ANNA))


async def test_a_callback_told_twice_moves_nothing_twice(lanck: Stage) -> None:
    await lanck.says(f"/verify {GOOD} pin")
    await lanck.advance(10)
    before = len(lanck.seen())
    for delivery in list(lanck.town.postman.deliveries):
        lanck.town.postman.send("lanck", delivery.url, body=delivery.body)
    await lanck.advance(5)

    assert before == len(lanck.seen())


async def test_a_wrong_door_is_not_found(lanck: Stage) -> None:
    hook = lanck.town.vendors["lanck"].hook

    assert 404 == await knock(lanck, STRANGE, hook[:-1] + ("0" if hook[-1] != "0" else "1"))
    assert 404 == await knock(lanck, STRANGE, hook.replace("/lanck/", "/mcn/"))


async def test_the_end_of_an_earlier_call_says_nothing_about_the_one_that_runs(
    lanck: Stage,
) -> None:
    """Its callback may be late; the second call is still under way."""
    await lanck.says(f"/verify {GOOD} pin")
    await lanck.advance(61, step=5)
    late = lanck.town.postman.deliveries[-1]
    await lanck.taps("Call again", lanck.card())
    body = json.loads(late.body) | {"status": "FAILURE", "sipStatus": 503, "timestamp": 1995219200}
    lanck.town.postman.post("lanck", late.url, body)
    await lanck.settle()

    assert "in progress" in text_of(lanck.card())
