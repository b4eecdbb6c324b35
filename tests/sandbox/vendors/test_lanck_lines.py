"""LANCK's numbers that somebody has to call within a minute."""

import asyncio
import re

import pytest

from sandbox.vendors.lanck_lines import IGNORED, POOL, THANKS
from tests.sandbox.vendors.test_lanck import CALLBACK, GOOD, Account

NOBODY = "+447700900021"  # has a phone, and does not call by itself
NOT_FOUND = {"errorCode": 404, "errorReason": "Request not found or expired"}


@pytest.fixture
def account() -> Account:
    return Account()


async def test_a_number_is_lent_for_a_minute_as_in_the_document(account: Account) -> None:
    lent = (await account.order("/calls/incoming", NOBODY)).json()

    assert lent == {
        "requestId": lent["requestId"],
        "didNumber": lent["didNumber"],
        "expiresAt": "1767355260",
    }
    assert f"+{lent['didNumber']}" in POOL
    assert await account.poll(lent["requestId"]) == lent | {
        "status": "PENDING",
        "callReceivedAt": None,
    }
    assert account.lanck.charged == [NOBODY]


async def test_somebody_who_was_told_the_number_calls_it(account: Account) -> None:
    lent = (await account.order("/calls/incoming", callbackUrl=CALLBACK)).json()
    await account.clock.advance(4)

    polled = await account.poll(lent["requestId"])
    assert polled == lent | {"status": "DELIVERED", "callReceivedAt": "1767355204"}
    assert account.told == [
        {
            "requestId": lent["requestId"],
            "number": GOOD,
            "status": "DELIVERED",
            "timestamp": 1767355204,
            "billable": True,
        }
    ]


async def test_times_can_be_numbers(account: Account) -> None:
    account.lanck.switches["numeric_times"] = True

    lent = (await account.order("/calls/incoming")).json()
    await account.clock.advance(4)

    polled = await account.poll(lent["requestId"])
    assert (lent["expiresAt"], polled["callReceivedAt"]) == (1767355260, 1767355204)


@pytest.mark.parametrize("last", ["021", "024", "025"])
async def test_where_nobody_calls_the_minute_passes(account: Account, last: str) -> None:
    number = f"+447700900{last}"
    lent = (await account.order("/calls/incoming", number, callbackUrl=CALLBACK)).json()
    await account.clock.advance(59)
    pending = await account.poll(lent["requestId"])
    await account.clock.advance(1)
    expired = await account.poll(lent["requestId"])
    await account.clock.advance(60)

    assert ("PENDING", "EXPIRED") == (pending["status"], expired["status"])
    assert NOT_FOUND == await account.poll(lent["requestId"])
    assert [("EXPIRED", False)] == [(told["status"], told["billable"]) for told in account.told]
    assert account.lanck.complaints == []


async def test_the_minute_can_be_another(account: Account) -> None:
    account.lanck.switches["expires_after"] = 10

    lent = (await account.order("/calls/incoming", NOBODY)).json()
    await account.clock.advance(10)

    assert lent["expiresAt"] == "1767355210"
    assert (await account.poll(lent["requestId"]))["status"] == "EXPIRED"


async def test_only_the_right_phone_is_heard(account: Account) -> None:
    lent = (await account.order("/calls/incoming", NOBODY)).json()
    did = f"+{lent['didNumber']}"

    from_wrong = account.handsets.dial(GOOD, did)
    before = await account.poll(lent["requestId"])
    from_right = account.handsets.dial(NOBODY, did)
    after = await account.poll(lent["requestId"])

    assert (from_wrong, before["status"]) == (IGNORED, "PENDING")
    assert (from_right, after["status"]) == (THANKS, "DELIVERED")
    with pytest.raises(ValueError, match="Nobody answers"):
        account.handsets.dial(NOBODY, did)


async def test_a_person_may_be_quicker_than_fate(account: Account) -> None:
    lent = (await account.order("/calls/incoming", callbackUrl=CALLBACK)).json()
    account.handsets.dial(GOOD, f"+{lent['didNumber']}")
    await account.clock.advance(100)

    assert ["DELIVERED"] == [told["status"] for told in account.told]


@pytest.mark.parametrize(("confirmed", "heard"), [(True, r"Welcome\. \d"), (False, r"Welcome\.")])
async def test_the_caller_hears_the_message(account: Account, confirmed: bool, heard: str) -> None:
    lent = await account.order(
        "/calls/incoming", NOBODY, ivrMessage="Welcome.", ivrConfirmation=confirmed
    )

    told = account.handsets.dial(NOBODY, f"+{lent.json()['didNumber']}")

    assert re.fullmatch(heard, told)


async def test_an_unknown_reservation_is_not_found_and_no_offence(account: Account) -> None:
    reply = await account.client.get("/calls/incoming/nothing")

    assert reply.status_code == 404
    assert reply.json() == NOT_FOUND
    assert account.lanck.complaints == []


async def test_each_reservation_of_a_phone_is_another_number_until_there_are_none(
    account: Account,
) -> None:
    lent = [(await account.order("/calls/incoming", NOBODY)).json() for _ in POOL]
    reply = await account.order("/calls/incoming", NOBODY)
    other = await account.order("/calls/incoming")

    assert set(POOL) == {f"+{one['didNumber']}" for one in lent}
    assert (reply.status_code, reply.json()["errorCode"]) == (400, 9)
    assert other.status_code == 200
    assert len(account.lanck.charged) == len(POOL) + 1


async def test_fate_055_finds_no_number(account: Account) -> None:
    reply = await account.order("/calls/incoming", "+447700900055")

    assert (reply.status_code, reply.json()["errorCode"]) == (400, 9)
    assert account.lanck.charged == account.lanck.complaints == []


async def test_fate_060_has_a_status_no_document_knows(account: Account) -> None:
    lent = (await account.order("/calls/incoming", "+447700900060")).json()
    await account.clock.advance(4)

    assert (await account.poll(lent["requestId"]))["status"] == "VANISHED"


@pytest.mark.parametrize("last", ["053", "054"])
async def test_nobody_calls_a_number_that_nobody_was_told(account: Account, last: str) -> None:
    number = f"+447700900{last}"
    asking = asyncio.create_task(account.order("/calls/incoming", number, callbackUrl=CALLBACK))
    await account.clock.advance(60)
    await asking

    assert account.lanck.charged == [number]
    assert ["EXPIRED"] == [told["status"] for told in account.told]


async def test_fate_013_tells_that_it_waits_before_it_answers(account: Account) -> None:
    ordering = asyncio.create_task(
        account.order("/calls/incoming", "+447700900013", callbackUrl=CALLBACK)
    )
    await account.clock.advance(0)
    assert not ordering.done()
    assert ["PENDING"] == [told["status"] for told in account.told]
    await account.clock.advance(5)

    assert ordering.done()
    assert ["PENDING", "DELIVERED"] == [told["status"] for told in account.told]


async def test_fate_014_is_silent_and_a_poll_finds_it(account: Account) -> None:
    lent = await account.order("/calls/incoming", "+447700900014", callbackUrl=CALLBACK)
    await account.clock.advance(4)

    assert account.told == []
    assert (await account.poll(lent.json()["requestId"]))["status"] == "DELIVERED"
