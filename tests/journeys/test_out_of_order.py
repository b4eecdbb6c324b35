"""Callbacks about one call in any order: the end is the latest by the vendor's clock."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlmodel import col

from storage.ledger import Charge, ChargeState
from tests.journeys.stage import Stage, opened_stage, text_of

GOOD, SWITCHED_OFF = "+447700900000", "+447700900025"
EARLIER = 3  # seconds


@pytest.fixture
async def lanck(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=("lanck", "mcn")) as stage:
        yield stage


async def refuse_all(stage: Stage) -> None:
    """Let nothing more be ordered."""
    await stage.control("lanck", mode="no_funds")
    await stage.control("mcn", mode="no_funds")


async def tell_late(stage: Stage, **changed: object) -> None:
    """Bring a callback about the latest call that was written before the last one."""
    latest = [one for one in stage.town.postman.deliveries if b'"sipStatus"' in one.body][-1]
    said: dict[str, Any] = json.loads(latest.body)
    said |= {"timestamp": said["timestamp"] - EARLIER, "billable": False, **changed}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(stage.app.web())) as client:
        answer = await client.post(latest.url, content=json.dumps(said))
    assert answer.is_success
    await stage.settle()


async def charges(stage: Stage) -> list[ChargeState]:
    """List what became of every order, the first one first."""
    rows = select(col(Charge.state)).order_by(col(Charge.id))
    async with stage.app.desk.storage.engine.connect() as connection:
        return list((await connection.scalars(rows)).all())


async def test_an_older_end_places_no_second_call(lanck: Stage) -> None:
    await lanck.says(f"/verify {GOOD} auto")
    await lanck.advance(8)
    before = text_of(lanck.card())
    await tell_late(lanck, status="UNAVAILABLE", sipStatus=480)
    await lanck.advance(3)

    assert "waiting for the code" in before
    assert before == text_of(lanck.card())
    assert 1 == len(lanck.handsets.calls_to(GOOD))
    assert [ChargeState.COMMITTED] == await charges(lanck)


async def test_an_older_end_takes_no_code_back(lanck: Stage) -> None:
    await lanck.says(f"/verify {GOOD} pin")
    await lanck.advance(10)
    await tell_late(lanck, status="BUSY_HERE", sipStatus=486)
    call = lanck.handsets.last_call(GOOD)
    assert call is not None
    assert call.spoken is not None
    await lanck.says(f"/code {''.join(one for one in call.spoken if one.isdigit())}")

    assert "verified" in text_of(lanck.card())
    assert [ChargeState.COMMITTED] == await charges(lanck)


async def test_an_older_word_about_the_order_before_is_no_news_for_the_bill(lanck: Stage) -> None:
    await lanck.says(f"/verify {GOOD} flash")
    await lanck.advance(61)
    await lanck.taps("Call again", lanck.card())
    await tell_late(lanck, status="UNAVAILABLE", sipStatus=480)

    assert [ChargeState.COMMITTED] * 2 == await charges(lanck)


async def test_a_later_end_corrects_an_earlier_one(lanck: Stage) -> None:
    await lanck.says(f"/verify {GOOD} pin")
    await lanck.advance(10)
    await tell_late(lanck, status="UNAVAILABLE", sipStatus=480, timestamp=1 << 31)
    await lanck.advance(3)

    assert "waiting for the code" not in text_of(lanck.card())
    assert [ChargeState.RELEASED] == await charges(lanck)


async def test_a_code_that_nobody_has_is_not_waited_for(lanck: Stage) -> None:
    """The call failed, and so did every way after it: there is nothing to go back to."""
    await lanck.says(f"/verify {SWITCHED_OFF} auto")
    await refuse_all(lanck)
    await lanck.advance(10)

    assert "failed" in text_of(lanck.card())
    assert "The phone rang" not in text_of(lanck.card())


async def test_the_end_of_the_call_that_was_gone_back_to_counts(lanck: Stage) -> None:
    lanck.town.postman._client = None  # LANCK's own callbacks are lost
    await lanck.says(f"/verify {GOOD} flash")
    await lanck.advance(61)
    await refuse_all(lanck)
    await lanck.taps("Call again", lanck.card())
    before = text_of(lanck.card())
    await tell_late(lanck, status="UNAVAILABLE", sipStatus=480)

    assert "waiting for the code" in before
    assert "failed" in text_of(lanck.card())
