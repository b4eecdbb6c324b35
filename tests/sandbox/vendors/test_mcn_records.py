"""MCN's records: how each call ends, and how the customer is told."""

import asyncio
import json
from urllib.parse import parse_qs

import pytest

from tests.sandbox.vendors.test_mcn import Account


@pytest.fixture
def account() -> Account:
    return Account()


async def place(account: Account, last: str) -> str:
    """Place a call to the number of a fate; give its uuid."""
    uuid: str = (await account.call(f"447700900{last}")).json()["verification_uuid"]
    return uuid


def record(uuid: str, cause: int | str, final_status: str | None = None) -> dict[str, int | str]:
    """Build what the document shows."""
    whole = {"verification_call_uuid": uuid, "q931_status": cause}
    return whole | ({"final_status": final_status} if final_status else {})


@pytest.mark.parametrize(
    ("last", "cause", "final_status", "state"),
    [
        ("000", 16, "ANSWER", "answered"),
        ("020", 17, "CANCEL", "missed"),
        ("021", 16, "CANCEL", "missed"),
        ("022", 16, "ANSWER", "answered"),
        ("023", 17, None, "declined"),
        ("024", 31, None, "failed"),
        ("025", 41, None, "failed"),
        ("026", 16, "ANSWER", "answered"),
        ("060", 999, None, "answered"),
    ],
)
async def test_a_call_ends_by_fate_and_is_told_then(
    account: Account, last: str, cause: int, final_status: str | None, state: str
) -> None:
    uuid = await place(account, last)
    await account.clock.advance(3)
    at_first = account.told
    await account.clock.advance(1)

    call = account.handsets.last_call(f"+447700900{last}")
    assert call
    assert call.state == state
    assert at_first == []
    assert account.told == [record(uuid, cause, final_status)]
    assert str(account.heard[0].url) == "http://customer/hooks/mcn/token"
    assert account.heard[0].method == "POST"
    assert account.heard[0].headers["Content-Type"] == "application/json"


async def test_a_person_may_answer_before_fate_does(account: Account) -> None:
    uuid = await place(account, "021")
    heard = account.handsets.answer("+447700900021").spoken
    await account.clock.advance(0)

    assert heard
    assert len(heard.split()) == 4
    assert account.told == [record(uuid, 16, "ANSWER")]


async def test_a_person_may_decline_before_fate_answers(account: Account) -> None:
    uuid = await place(account, "000")
    account.handsets.decline("+447700900000")
    await account.clock.advance(10)

    assert account.told == [record(uuid, 17, "CANCEL")]


@pytest.mark.parametrize(("last", "count"), [("012", 2), ("013", 1), ("014", 0), ("015", 1)])
async def test_a_record_comes_as_often_as_fate_wants(
    account: Account, last: str, count: int
) -> None:
    asking = asyncio.create_task(place(account, last))
    await account.clock.advance(60)

    assert account.told == count * [record(await asking, 16, "ANSWER")]


async def test_fate_013_tells_the_end_before_the_order_is_answered(account: Account) -> None:
    asking = asyncio.create_task(place(account, "013"))
    await account.clock.advance(4.5)

    assert not asking.done()
    assert len(account.told) == 1
    await account.clock.advance(0.5)
    assert account.told == [record(await asking, 16, "ANSWER")]


async def test_a_record_is_repeated_until_it_is_accepted(account: Account) -> None:
    account.answers = [500, 404, 200]
    await place(account, "000")
    await account.clock.advance(60)

    assert len(account.told) == 3
    assert account.told[0] == account.told[2]


async def test_a_record_is_given_up_in_the_end(account: Account) -> None:
    account.answers = [500]
    await place(account, "000")
    await account.clock.advance(60)

    assert len(account.told) == 5


async def test_nothing_is_posted_where_nobody_named_an_address(account: Account) -> None:
    account.mcn.hook = ""
    await place(account, "000")
    await account.clock.advance(60)

    assert account.postman.deliveries == []


async def test_the_envelope_may_be_an_array_and_the_cause_a_string(account: Account) -> None:
    account.mcn.switches |= {
        "envelope": "array",
        "string_cause": True,
        "missing_final_status": True,
    }
    uuid = await place(account, "000")
    await account.clock.advance(4)

    assert json.loads(account.heard[0].content) == [record(uuid, "16")]


@pytest.mark.parametrize(
    ("hook", "query"),
    [("http://customer/hook", {}), ("http://customer/hook?token=1", {"token": ["1"]})],
)
async def test_a_record_may_travel_in_a_query(
    account: Account, hook: str, query: dict[str, list[str]]
) -> None:
    account.mcn.hook = hook
    account.mcn.switches["method"] = "GET"
    uuid = await place(account, "000")
    await account.clock.advance(4)

    request = account.heard[0]
    assert (request.method, request.content) == ("GET", b"")
    assert parse_qs(request.url.query.decode()) == query | {
        "verification_call_uuid": [uuid],
        "q931_status": ["16"],
        "final_status": ["ANSWER"],
    }


async def test_a_record_may_travel_as_a_form(account: Account) -> None:
    account.mcn.switches["method"] = "FORM"
    uuid = await place(account, "025")
    await account.clock.advance(4)

    request = account.heard[0]
    assert request.method == "POST"
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(request.content.decode()) == {
        "verification_call_uuid": [uuid],
        "q931_status": ["41"],
    }
