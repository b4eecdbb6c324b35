"""NXCloud's questions, about lists and about money, held against its document."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from providers.contract.errors import RefusedError
from providers.contract.pace import Urgency
from providers.contract.reports import Balance
from tests.providers.quick_clock import QuickClock
from tests.providers.scripted import Answer, Script
from tests.providers.test_nxcloud import (
    API,
    BALANCE,
    EMPTY,
    KEY,
    MIDNIGHT,
    NUMBER,
    SMS_KEYS,
    TODAY,
    opened,
)


@pytest.mark.parametrize(
    ("algorithm", "sign"),
    [
        ("md5", "b3027b7f7f20c86a65a8366f80811941"),
        ("sha256", "3f71c749549fb896142253085ef91c7af20cc184fe0351796611cf88a6aea45e"),
    ],
)
async def test_a_list_is_asked_about_as_the_document_says(algorithm: str, sign: str) -> None:
    script = Script(Answer(200, EMPTY))

    page = await (await opened(script, algorithm=algorithm)).fetch_batch("101713775788", day=TODAY)

    (request,) = script.requests
    assert ("POST", f"{API}/number/query") == (request.method, str(request.url))
    assert request.content == (
        b'{"batchNo":"101713775788","page":1,"date":"2026-11-21","pageSize":100}'
    )
    named = ("accessKey", "action", "bizType", "ts", "sign")
    assert [KEY, "numbercheck", "1", "1795219200000", sign] == [
        request.headers[name] for name in named
    ]
    assert (page.rows, page.page, page.pages, page.total, page.day) == ((), 1, 0, 0, TODAY)
    assert page.is_last


async def test_a_question_may_be_narrowed() -> None:
    script = Script(Answer(200, EMPTY))

    await (await opened(script)).fetch_batch(
        None, day=TODAY, page=2, reference="33f7-2", number=NUMBER, urgency=Urgency.BATCH
    )

    assert {
        "page": 2,
        "date": "2026-11-21",
        "pageSize": 100,
        "messageId": "33f7-2",
        "phone": "84981234567",
    } == json.loads(script.requests[0].content)


@pytest.mark.parametrize(
    ("batch", "reference", "days_ago", "words"),
    [
        ("ok", None, 15, "NXCloud keeps results for 14 days"),
        (None, None, 0, "name a batch or an id"),
        ("", "", 0, "name a batch or an id"),
        ("b" * 65, None, 0, "1 to 64"),
        ("ok", "\ud800", 0, "1 to 64"),
    ],
)
async def test_what_cannot_be_found_is_not_asked_for(
    batch: str | None, reference: str | None, days_ago: int, words: str
) -> None:
    script = Script(Answer(200, EMPTY))
    provider = await opened(script)

    with pytest.raises(RefusedError, match=words):
        await provider.fetch_batch(batch, day=TODAY - timedelta(days=days_ago), reference=reference)
    assert script.requests == []


@pytest.mark.parametrize("days", [-14, 1])
async def test_the_oldest_day_and_china_s_tomorrow_are_asked_for(days: int) -> None:
    script = Script(Answer(200, EMPTY))

    await (await opened(script)).fetch_batch("ok", day=TODAY + timedelta(days=days))

    assert len(script.requests) == 1


async def test_questions_are_three_seconds_apart() -> None:
    script, clock = Script(Answer(200, EMPTY)), QuickClock()
    provider = await opened(script, clock)

    await provider.fetch_batch("ok", day=TODAY)
    await provider.probe()

    waited = clock.now() - MIDNIGHT
    assert timedelta(seconds=3) <= waited < timedelta(seconds=3.1)


async def test_the_balance_is_asked_for_with_other_keys_and_no_signature() -> None:
    script = Script(Answer(200, BALANCE))

    balance = await (await opened(script, **SMS_KEYS)).fetch_balance()

    (request,) = script.requests
    assert request.method == "POST"
    assert str(request.url) == "https://api.nxcloud.com/api/common/getBalance"
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert request.content == b"appkey=smsApp77&secretkey=smsSecret77"
    assert "sign" not in request.headers
    assert Balance(Decimal("3788.32"), credit=Decimal(500)) == balance


async def test_without_its_keys_the_balance_is_not_asked_for() -> None:
    script = Script(Answer(200, BALANCE))
    provider = await opened(script)

    with pytest.raises(RefusedError, match="not configured"):
        await provider.fetch_balance()
    assert script.requests == []
