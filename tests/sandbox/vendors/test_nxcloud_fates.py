"""NXCloud's server in trouble: the fates of whole orders, and the modes of the vendor."""

import asyncio

import pytest

from sandbox.vendors.nxcloud_door import SMS_APPKEY, SMS_SECRETKEY
from sandbox.vendors.trouble import Mode
from tests.sandbox.vendors.test_nxcloud import BALANCE, CALLBACK, GOOD, Account, generations


@pytest.fixture
def account() -> Account:
    return Account()


FATES = [
    ("050", 200, 1005),
    ("051", 429, 88),
    ("052", 500, 299),
    ("056", 200, 211),
    ("057", 200, 1004),
]


@generations
@pytest.mark.parametrize(("last", "status", "code"), FATES)
async def test_a_refused_fate_books_nothing(
    generation: int, last: str, status: int, code: int
) -> None:
    account = Account(generation)
    reply = await account.submit(f"447700900{last},{GOOD}")

    body = reply.json()
    assert (status, code) == (reply.status_code, body["code"])
    assert set(body["data"].values()) == {""}
    assert account.nxcloud.charged == []
    assert account.nxcloud.complaints == []


@pytest.mark.parametrize("last", ["051", "057"])
async def test_some_fates_are_refused_once_and_then_fine(account: Account, last: str) -> None:
    first = await account.submit(f"447700900{last}")
    second = await account.submit(f"447700900{last}")

    assert first.json()["code"] != 0
    assert second.json()["code"] == 0
    assert account.nxcloud.charged == [f"+447700900{last}"]


@pytest.mark.parametrize("last", ["050", "051", "052", "053", "054", "056", "057", "070"])
async def test_the_fate_of_an_order_is_that_of_its_first_number(
    account: Account, last: str
) -> None:
    reply = await account.submit(f"{GOOD},447700900{last}")

    assert reply.json()["code"] == 0
    assert len(account.nxcloud.charged) == 2


async def test_fate_053_books_the_order_and_never_answers_in_time(account: Account) -> None:
    asking = asyncio.create_task(account.submit("447700900053", drUrl=CALLBACK))
    await account.clock.advance(59)

    assert not asking.done()
    assert account.nxcloud.charged == ["+447700900053"]
    assert len(account.told) == 1
    assert len(await account.rows()) == 1
    assert (await asking).status_code == 504


async def test_fate_054_books_the_order_and_cuts_the_reply(account: Account) -> None:
    reply = await account.submit("447700900054")

    assert int(reply.headers["content-length"]) > len(reply.content)
    assert account.nxcloud.charged == ["+447700900054"]


async def test_fate_070_books_at_once_and_answers_everything_after_20_s(account: Account) -> None:
    asking = asyncio.create_task(account.submit("447700900070"))
    await account.clock.advance(19)

    assert not asking.done()
    assert account.nxcloud.charged == ["+447700900070"]
    await account.clock.advance(1)
    assert (await asking).json()["code"] == 0
    looking = asyncio.create_task(account.query())
    await account.clock.advance(19)
    assert not looking.done()
    await account.clock.advance(1)
    assert (await looking).json()["data"]["totalSize"] == 1


@generations
@pytest.mark.parametrize(
    ("mode", "submit", "query", "balance"),
    [
        (Mode.UP, 0, 0, "0"),
        (Mode.DOWN, 299, 299, "299"),
        (Mode.NO_FUNDS, 211, 0, "0"),
        (Mode.BAD_CREDENTIALS, 1005, 1005, "1005"),
    ],
)
async def test_the_whole_vendor_can_be_in_trouble(
    generation: int, mode: Mode, submit: int, query: int, balance: str
) -> None:
    account = Account(generation)
    account.nxcloud.mode = mode
    submitted, queried = await account.submit(GOOD), await account.query()
    keys = {"appkey": SMS_APPKEY, "secretkey": SMS_SECRETKEY}
    balanced = await account.client.post(BALANCE, data=keys)

    assert [submit, query] == [submitted.json()["code"], queried.json()["code"]]
    assert balance == balanced.json()["code"]
    assert (mode is Mode.DOWN) == (submitted.status_code == 503)
    assert (submit == 0) == bool(account.nxcloud.charged)
    assert account.nxcloud.complaints == []


async def test_a_slow_vendor_answers_everything_after_20_s(account: Account) -> None:
    account.nxcloud.mode = Mode.SLOW
    asking = [asyncio.create_task(account.submit(GOOD)), asyncio.create_task(account.query())]
    await account.clock.advance(19)

    assert not any(task.done() for task in asking)
    assert account.nxcloud.charged == ["+447700900000"]
    await account.clock.advance(1)
    assert all(task.done() for task in asking)
