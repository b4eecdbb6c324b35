"""What LANCK tells its customer unasked."""

import asyncio
from typing import Any

import pytest

from tests.sandbox.vendors.test_lanck import CALLBACK, GOOD, Account

FLASH: tuple[str, dict[str, Any]] = ("/calls/flash", {})
PIN = ("/calls/p2s", {"code": "1234"})
TEXT = ("/calls/t2s", {"text": "Hello"})
voices = pytest.mark.parametrize(("path", "more"), [PIN, TEXT])
calls = pytest.mark.parametrize(("path", "more"), [FLASH, PIN, TEXT])


@pytest.fixture
def account() -> Account:
    return Account()


@voices
async def test_a_call_is_sent_and_then_answered_as_in_the_document(
    account: Account, path: str, more: dict[str, Any]
) -> None:
    placed = (await account.order(path, callbackUrl=CALLBACK, **more)).json()
    await account.clock.advance(4)

    sent = {
        "requestId": placed["requestId"],
        "number": GOOD,
        "status": "SENT",
        "timestamp": 1767355201,
        "callCreatedAt": 1767355200,
        "billable": False,
    }
    assert account.told == [
        sent,
        sent
        | {
            "status": "ANSWERED",
            "sipStatus": 200,
            "timestamp": 1767355204,
            "callEndedAt": 1767355204,
            "billable": True,
        },
    ]


async def test_the_address_is_used_exactly_as_it_was_given(account: Account) -> None:
    await account.order("/calls/flash", callbackUrl=CALLBACK)
    await account.clock.advance(4)

    assert [CALLBACK, CALLBACK] == [str(request.url) for request in account.heard]
    assert ["POST", "POST"] == [request.method for request in account.heard]
    assert account.heard[0].headers["Content-Type"] == "application/json"


ENDS = [
    ("020", "BUSY_HERE", 486, "missed", False),
    ("021", "UNAVAILABLE", 480, "missed", False),
    ("022", "ANSWERED", 200, "answered", True),
    ("023", "DECLINE", 603, "declined", False),
    ("024", "FORBIDDEN", 403, "failed", False),
    ("025", "FAILURE", 503, "failed", False),
]


@calls
@pytest.mark.parametrize(("last", "status", "sip", "state", "billable"), ENDS)
async def test_a_call_ends_by_fate(
    account: Account,
    path: str,
    more: dict[str, Any],
    last: str,
    status: str,
    sip: int,
    state: str,
    billable: bool,
) -> None:
    number = f"+447700900{last}"
    await account.order(path, number, callbackUrl=CALLBACK, **more)
    await account.clock.advance(4)

    sent, end = account.told
    call = account.handsets.last_call(number)
    assert call
    assert sent["status"] == "SENT"
    assert (end["status"], end["sipStatus"], end["billable"]) == (status, sip, billable)
    assert call.state == state


async def test_a_flash_call_is_meant_to_be_missed(account: Account) -> None:
    await account.order("/calls/flash", callbackUrl=CALLBACK)
    await account.clock.advance(4)

    end = account.told[-1]
    assert (end["status"], end["sipStatus"], end["billable"]) == ("TERMINATED", 487, True)


@calls
async def test_fate_060_ends_in_a_status_no_document_knows(
    account: Account, path: str, more: dict[str, Any]
) -> None:
    await account.order(path, "+447700900060", callbackUrl=CALLBACK, **more)
    await account.clock.advance(4)

    assert account.told[-1]["status"] == "VANISHED"


@calls
@pytest.mark.parametrize("last", ["000", "020", "021"])
async def test_a_person_may_be_quicker_than_fate(
    account: Account, path: str, more: dict[str, Any], last: str
) -> None:
    number = f"+447700900{last}"
    await account.order(path, number, callbackUrl=CALLBACK, **more)
    account.handsets.answer(number)
    await account.clock.advance(1)
    await account.order(path, number, callbackUrl=CALLBACK, **more)
    await account.clock.advance(2)
    account.handsets.decline(number)
    await account.clock.advance(0)

    ends = [(told["status"], told.get("sipStatus")) for told in account.told]
    assert ends == [("SENT", None), ("ANSWERED", 200), ("SENT", None), ("BUSY_HERE", 486)]


@pytest.mark.parametrize(
    ("last", "status"),
    [
        ("000", "DELIVERED"),
        ("010", "UNDELIVERED"),
        ("024", "REJECTED"),
        ("025", "REJECTED"),
        ("060", "VANISHED"),
    ],
)
async def test_a_message_is_sent_and_ends_without_any_sip_status(
    account: Account, last: str, status: str
) -> None:
    await account.order("/sms", f"+447700900{last}", text="Hello", callbackUrl=CALLBACK)
    await account.clock.advance(4)

    sent, end = account.told
    assert set(sent) == set(end) == {"requestId", "number", "status", "timestamp", "billable"}
    assert (sent["status"], end["status"]) == ("SENT", status)
    assert end["billable"] == (status == "DELIVERED")


async def test_fate_012_tells_everything_twice(account: Account) -> None:
    await account.order("/calls/flash", "+447700900012", callbackUrl=CALLBACK)
    await account.clock.advance(4)

    first, second, third, fourth = account.told
    assert (first, third) == (second, fourth)
    assert (first["status"], third["status"]) == ("SENT", "TERMINATED")


@pytest.mark.parametrize(("path", "more"), [FLASH, PIN, TEXT, ("/sms", {"text": "Hello"})])
async def test_fate_013_tells_everything_before_it_answers(
    account: Account, path: str, more: dict[str, Any]
) -> None:
    ordering = asyncio.create_task(
        account.order(path, "+447700900013", callbackUrl=CALLBACK, **more)
    )
    await account.clock.advance(4)
    assert len(account.told) == 2
    assert not ordering.done()
    await account.clock.advance(1)

    assert (await ordering).json()["requestId"] == account.told[-1]["requestId"]


async def test_fate_014_is_silent_and_a_question_finds_it(account: Account) -> None:
    placed = await account.order("/calls/flash", "+447700900014", callbackUrl=CALLBACK)
    await account.clock.advance(4)
    known = await account.client.get(f"/requests/{placed.json()['requestId']}")

    assert account.told == []
    assert known.json()["status"] == "TERMINATED"


async def test_without_an_address_nothing_is_told(account: Account) -> None:
    await account.order("/calls/flash")
    await account.clock.advance(4)

    assert account.postman.deliveries == []


@pytest.mark.parametrize("path", ["/insight/hlr", "/insight/fraudcheck"])
async def test_a_lookup_was_answered_already(account: Account, path: str) -> None:
    reply = await account.order(path, callbackUrl=CALLBACK)
    await account.clock.advance(4)

    assert reply.status_code == 200
    assert account.told == []


async def test_the_sip_status_can_be_a_string(account: Account) -> None:
    account.lanck.switches["string_sip"] = True

    await account.order("/calls/flash", callbackUrl=CALLBACK)
    await account.clock.advance(4)

    assert account.told[-1]["sipStatus"] == "487"


async def test_the_end_can_overtake_what_came_before(account: Account) -> None:
    account.lanck.switches["reordered"] = True

    await account.order("/calls/flash", callbackUrl=CALLBACK)
    await account.clock.advance(4)

    end, sent = account.told
    assert (end["status"], sent["status"]) == ("TERMINATED", "SENT")
    assert end["timestamp"] > sent["timestamp"]


async def test_a_status_is_not_told_again_when_nobody_listens(account: Account) -> None:
    account.answers = [500]

    await account.order("/calls/flash", callbackUrl=CALLBACK)
    await account.clock.advance(100)

    assert [[500], [500]] == [one.statuses for one in account.postman.deliveries]


async def test_a_message_that_came_in_is_told_as_in_the_document(account: Account) -> None:
    account.lanck.hook = "https://desk.example/hooks/lanck/inbound"

    account.lanck.receive("+447700900000", "+447700900001", "Hello world")
    await account.clock.advance(0)

    (told,) = account.told
    assert str(account.heard[0].url) == account.lanck.hook
    assert told == {
        "from": "447700900001",
        "to": "447700900000",
        "messageId": told["messageId"],
        "text": "Hello world",
        "timestamp": 1767355200,
        "parts": 1,
    }


async def test_a_message_that_came_in_is_told_again_until_somebody_took_it(
    account: Account,
) -> None:
    account.lanck.hook = "https://desk.example/hooks/lanck/inbound"
    account.answers = [500, 404, 204]

    account.lanck.receive("+447700900000", "+447700900001", "Hello world")
    await account.clock.advance(100)

    first, second, third = account.told
    assert first == second == third


async def test_after_a_day_of_24_seconds_a_message_is_given_up(account: Account) -> None:
    account.lanck.hook = "https://desk.example/hooks/lanck/inbound"
    account.answers = [503]

    account.lanck.receive("+447700900000", "+447700900001", "Hello world")
    await account.clock.advance(24)
    assert len(account.told) == 6
    await account.clock.advance(100)

    assert len(account.told) == 6


@pytest.mark.parametrize(
    ("last", "heard", "messages"), [("010", 0, 0), ("011", 2, 2), ("012", 2, 1), ("014", 0, 0)]
)
async def test_the_fate_of_its_sender_is_that_of_a_message(
    account: Account, last: str, heard: int, messages: int
) -> None:
    account.lanck.hook = "https://desk.example/hooks/lanck/inbound"

    account.lanck.receive("+447700900000", f"+447700900{last}", "Hello world")
    await account.clock.advance(0)

    assert len(account.told) == heard
    assert len({told["messageId"] for told in account.told}) == messages


@pytest.mark.parametrize(
    ("text", "parts"),
    [(160 * "x", 1), (161 * "x", 2), (307 * "x", 3), (70 * "ж", 1), (71 * "ж", 2), (135 * "ж", 3)],
)
async def test_a_long_message_came_in_parts(account: Account, text: str, parts: int) -> None:
    account.lanck.hook = "https://desk.example/hooks/lanck/inbound"

    account.lanck.receive("+447700900000", "+447700900001", text)
    await account.clock.advance(0)

    assert [parts] == [told["parts"] for told in account.told]
