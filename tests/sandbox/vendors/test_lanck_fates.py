"""What goes wrong at LANCK, alike with every order or with all of it."""

import asyncio
from typing import Any

import pytest

from sandbox.vendors.trouble import Mode
from tests.sandbox.vendors.test_lanck import ORDERS, Account

every_order = pytest.mark.parametrize(("path", "more"), ORDERS)


@pytest.fixture
def account() -> Account:
    return Account()


@every_order
@pytest.mark.parametrize(("last", "status", "code"), [("050", 401, 1), ("052", 500, 99)])
async def test_a_refused_fate_orders_nothing(
    account: Account, path: str, more: dict[str, Any], last: str, status: int, code: int
) -> None:
    reply = await account.order(path, f"+447700900{last}", **more)
    await account.clock.advance(100)

    assert (reply.status_code, reply.json()["errorCode"]) == (status, code)
    assert account.handsets.calls == []
    assert account.postman.deliveries == []
    assert account.lanck.charged == account.lanck.complaints == []


async def test_no_funds_is_error_6(account: Account) -> None:
    reply = await account.order("/calls/flash", "+447700900056")

    assert reply.status_code == 403
    assert reply.json() == {"errorCode": 6, "errorReason": "Insufficient funds"}


@every_order
async def test_fate_051_is_throttled_once_and_then_fine(
    account: Account, path: str, more: dict[str, Any]
) -> None:
    first = await account.order(path, "+447700900051", **more)
    second = await account.order(path, "+447700900051", **more)

    assert (first.status_code, first.json()["errorCode"]) == (429, 4)
    assert second.status_code == 200
    assert account.lanck.charged == ["+447700900051"]


@every_order
async def test_fate_053_takes_the_order_and_never_answers_in_time(
    account: Account, path: str, more: dict[str, Any]
) -> None:
    asking = asyncio.create_task(account.order(path, "+447700900053", **more))
    await account.clock.advance(59)

    assert not asking.done()
    assert account.lanck.charged == ["+447700900053"]
    await account.clock.advance(1)
    assert (await asking).status_code == 504


@every_order
async def test_fate_054_takes_the_order_and_cuts_the_reply(
    account: Account, path: str, more: dict[str, Any]
) -> None:
    reply = await account.order(path, "+447700900054", **more)

    assert int(reply.headers["content-length"]) > len(reply.content)
    assert account.lanck.charged == ["+447700900054"]


async def test_lost_and_cut_answers_do_not_keep_phones_from_ringing(account: Account) -> None:
    asking = asyncio.create_task(account.order("/calls/flash", "+447700900053"))
    await account.order("/calls/p2s", "+447700900054", code="1234")
    await account.clock.advance(60)

    assert (await asking).status_code == 504
    assert ["+447700900054", "+447700900053"] == [c.number for c in account.handsets.calls]


@every_order
@pytest.mark.parametrize(("mode", "last"), [(Mode.UP, "070"), (Mode.SLOW, "000")])
async def test_what_is_slow_is_done_at_once_and_answered_after_20_s(
    account: Account, path: str, more: dict[str, Any], mode: Mode, last: str
) -> None:
    account.lanck.mode = mode
    asking = asyncio.create_task(account.order(path, f"+447700900{last}", **more))
    await account.clock.advance(19)

    assert not asking.done()
    assert account.lanck.charged == [f"+447700900{last}"]
    await account.clock.advance(1)
    assert (await asking).status_code == 200


@pytest.mark.parametrize(
    ("mode", "ordering", "asking"),
    [
        (Mode.UP, (200, None), 200),
        (Mode.DOWN, (503, 99), 503),
        (Mode.NO_FUNDS, (403, 6), 200),
        (Mode.BAD_CREDENTIALS, (401, 5), 401),
    ],
)
@every_order
async def test_the_whole_vendor_can_be_in_trouble(
    account: Account,
    path: str,
    more: dict[str, Any],
    mode: Mode,
    ordering: tuple[int, int | None],
    asking: int,
) -> None:
    placed = (await account.order("/calls/incoming")).json()["requestId"]

    account.lanck.mode = mode
    ordered = await account.order(path, "+447700900001", **more)
    asked = await account.client.get(f"/calls/incoming/{placed}")

    assert (ordered.status_code, ordered.json().get("errorCode")) == ordering
    assert asked.status_code == asking
    assert (ordering[0] == 200) == ("+447700900001" in account.lanck.charged)
    assert account.lanck.complaints == []


async def test_a_slow_vendor_is_slow_to_free_questions_too(account: Account) -> None:
    placed = (await account.order("/calls/flash")).json()["requestId"]

    account.lanck.mode = Mode.SLOW
    report = {"goal": "NUMBER_VERIFIED"}
    asking = [
        asyncio.create_task(account.client.get(f"/requests/{placed}")),
        asyncio.create_task(account.client.post(f"/requests/{placed}", json=report)),
    ]
    await account.clock.advance(19)
    assert not any(task.done() for task in asking)
    await account.clock.advance(1)

    assert [200, 200] == [(await task).status_code for task in asking]
