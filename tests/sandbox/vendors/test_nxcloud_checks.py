"""NXCloud's callbacks: when they come, where to, how often, and signed by whom."""

import asyncio
import json
from typing import Any

import pytest

from sandbox.vendors.nxcloud_door import ACCESS_KEY, ACCESS_SECRET, sign
from tests.sandbox.vendors.test_nxcloud import CALLBACK, GOOD, Account, generations

HOOK = "https://bot.example/hooks/nxcloud/CONSOLE"


@pytest.fixture
def account() -> Account:
    return Account()


async def check(account: Account, phone: str, level: int = 5) -> list[dict[str, Any]]:
    """Order a check and wait for its callbacks."""
    await account.submit(phone, level, drUrl=CALLBACK)
    await account.clock.advance(4)
    return account.told


async def test_without_an_address_of_its_own_an_order_uses_the_console(account: Account) -> None:
    account.nxcloud.hook = HOOK
    await account.submit(GOOD)
    await account.clock.advance(4)

    assert [HOOK] == [str(request.url) for request in account.heard]


async def test_without_any_address_nothing_is_pushed_and_the_query_knows(account: Account) -> None:
    await account.submit(GOOD)
    await account.clock.advance(4)

    assert account.postman.deliveries == []
    assert len(await account.rows()) == 1


@generations
@pytest.mark.parametrize(("last", "copies"), [("012", 2), ("014", 0)])
async def test_callbacks_come_twice_or_not_at_all(generation: int, last: str, copies: int) -> None:
    account = Account(generation)
    told = await check(account, f"447700900{last}")

    assert copies == len(told)
    assert all(told[0] == one for one in told)
    assert len(await account.rows()) == 1


@pytest.mark.parametrize(("level", "calls"), [(1, 0), (4, 1), (5, 0)])
async def test_fate_013_tells_before_it_answers(account: Account, level: int, calls: int) -> None:
    asking = asyncio.create_task(account.submit("447700900013", level, drUrl=CALLBACK))
    await account.clock.advance(0.9)

    assert not asking.done()
    assert len(account.told) == 1
    await account.clock.advance(0.1)
    assert (await asking).json()["data"]["messageId"] == account.told[0]["messageId"]
    await account.clock.advance(10)
    assert len(account.told) == 1
    assert calls == len(account.handsets.calls)


@pytest.mark.parametrize(("answers", "attempts"), [([500, 503, 200], 3), ([404], 6), ([200], 1)])
async def test_callbacks_are_repeated_until_they_are_taken_or_given_up(
    account: Account, answers: list[int], attempts: int
) -> None:
    account.answers = answers
    await check(account, GOOD)
    await account.clock.advance(30)

    assert attempts == len(account.heard)


async def test_callbacks_can_be_signed(account: Account) -> None:
    account.nxcloud.switches["sign_callbacks"] = True
    await check(account, GOOD)

    (request,) = account.heard
    sent = {
        name: request.headers[name.lower()] for name in ("accessKey", "action", "bizType", "ts")
    }
    assert [b"accesskey", b"biztype"] == [
        name for name, _ in request.headers.raw if name.lower() in {b"accesskey", b"biztype"}
    ]
    assert ACCESS_KEY == sent["accessKey"]
    assert request.headers["sign"] == sign(sent, request.content, ACCESS_SECRET)


async def test_callbacks_are_not_signed_otherwise(account: Account) -> None:
    await check(account, GOOD)

    assert "sign" not in account.heard[0].headers


async def test_a_long_list_is_one_errand_with_few_callbacks_under_way(account: Account) -> None:
    await account.submit(",".join([GOOD] * 5000), drUrl=CALLBACK)
    errands = len(account.errands.running)
    account.answers = [500]
    await account.clock.advance(4)
    busy = len(account.errands.running)
    account.answers = [200]
    await account.clock.advance(10)

    assert 1 == errands
    assert 51 == busy
    rows = [json.loads(one.body)["messageId"] for one in account.postman.deliveries]
    assert 5000 == len(set(rows))
    assert all(one.is_accepted for one in account.postman.deliveries)
    assert not account.errands.running
