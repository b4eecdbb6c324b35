"""NumCheck's server, held against the paragraphs of its document."""

import asyncio
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from sandbox.vendors.numcheck import KEY, NumCheck
from sandbox.vendors.trouble import Mode
from tests.sandbox.vendors.customer import Customer

FAILURE = {"callId": None, "callerId": None, "code": None, "errorCode": 1, "success": False}


class Account(Customer):
    """A customer who talks to the server in process, with time standing still."""

    def __init__(self) -> None:
        super().__init__()
        self.numcheck = NumCheck(self.premises)
        transport = httpx.ASGITransport(Starlette(routes=self.numcheck.routes))
        self.client = httpx.AsyncClient(
            transport=transport, base_url="http://town/numcheck/ru", headers={"X-AUTH-Token": KEY}
        )

    async def call(self, number: str) -> httpx.Response:
        """Ask for a flash call."""
        return await self.client.post("/init-call", params={"phone": number})

    async def ask(self, call_id: int) -> dict[str, Any]:
        """Ask how the call is going."""
        reply = await self.client.post("/get-call-info", params={"callId": call_id})
        body: dict[str, Any] = reply.json()
        return body


@pytest.fixture
def account() -> Account:
    return Account()


async def test_a_call_answers_as_in_the_document_and_rings_the_phone(account: Account) -> None:
    reply = await account.call("447700900000")

    body = reply.json()
    call = account.handsets.last_call("+447700900000")
    assert call
    assert reply.status_code == 200
    assert body == {
        "callId": 33168,
        "callerId": int(call.caller.removeprefix("+")),
        "code": int(call.caller[-4:]),
        "statusCode": 200,
        "errorCode": 0,
        "message": None,
        "success": True,
    }
    assert call.caller.startswith("+371660")
    assert account.numcheck.charged == ["+447700900000"]


@pytest.mark.parametrize(
    ("number", "status", "state"),
    [
        ("447700900000", 1, "missed"),
        ("447700900009", 1, "missed"),
        ("447700900020", -1, "missed"),
        ("447700900021", -1, "missed"),
        ("447700900022", 1, "answered"),
        ("447700900023", -1, "declined"),
        ("447700900024", -1, "failed"),
        ("447700900025", -1, "failed"),
        ("79991234567", 1, "missed"),
    ],
)
async def test_a_call_is_in_progress_and_then_ends_by_fate(
    account: Account, number: str, status: int, state: str
) -> None:
    placed = (await account.call(number)).json()
    at_first = await account.ask(placed["callId"])
    await account.clock.advance(4)
    at_last = await account.ask(placed["callId"])

    assert at_first == placed | {"status": 0}
    assert at_last == placed | {"status": status}
    call = account.handsets.last_call(f"+{number}")
    assert call
    assert call.state == state


async def test_fate_015_loses_its_leading_zeros_on_the_wire_but_not_on_the_phone(
    account: Account,
) -> None:
    body = (await account.call("447700900015")).json()

    call = account.handsets.last_call("+447700900015")
    assert call
    assert call.code
    assert call.code.startswith("0")
    assert body["code"] == int(call.code)
    assert call.caller.endswith(call.code)


async def test_fate_060_answers_a_status_no_document_knows(account: Account) -> None:
    placed = (await account.call("447700900060")).json()

    assert (await account.ask(placed["callId"]))["status"] == 7


@pytest.mark.parametrize(("last", "status"), [("050", 401), ("052", 500), ("056", 402)])
async def test_a_refused_fate_places_no_call(account: Account, last: str, status: int) -> None:
    reply = await account.call(f"447700900{last}")

    body = reply.json()
    assert reply.status_code == status
    assert body == FAILURE | {"statusCode": status, "message": body["message"]}
    assert account.handsets.calls == []
    assert account.numcheck.charged == []


async def test_no_funds_is_said_with_the_word_balance(account: Account) -> None:
    assert "balance" in (await account.call("447700900056")).json()["message"]


async def test_fate_051_is_throttled_once_and_then_fine(account: Account) -> None:
    first = await account.call("447700900051")
    second = await account.call("447700900051")

    assert (first.status_code, first.headers["Retry-After"]) == (429, "1")
    assert second.status_code == 200
    assert len(account.handsets.calls_to("+447700900051")) == 1


async def test_fate_053_rings_the_phone_and_never_answers_in_time(account: Account) -> None:
    asking = asyncio.create_task(account.call("447700900053"))
    await account.clock.advance(59)

    assert not asking.done()
    assert len(account.handsets.calls_to("+447700900053")) == 1
    assert account.numcheck.charged == ["+447700900053"]
    await account.clock.advance(1)
    assert (await asking).status_code == 504


async def test_fate_054_rings_the_phone_and_cuts_the_reply(account: Account) -> None:
    reply = await account.call("447700900054")

    assert int(reply.headers["content-length"]) > len(reply.content)
    assert reply.text.startswith('{"callId":33168,')
    assert len(account.handsets.calls_to("+447700900054")) == 1


async def test_fate_070_rings_at_once_and_answers_after_20_s(account: Account) -> None:
    asking = asyncio.create_task(account.call("447700900070"))
    await account.clock.advance(19)

    assert not asking.done()
    assert len(account.handsets.calls_to("+447700900070")) == 1
    await account.clock.advance(1)
    assert (await asking).status_code == 200


async def test_callers_are_never_the_same_twice(account: Account) -> None:
    for _ in range(300):
        await account.call("447700900001")

    callers = {call.caller for call in account.handsets.calls_to("+447700900001")}
    assert len(callers) == 300


async def test_an_unknown_call_is_not_found_and_no_offence(account: Account) -> None:
    reply = await account.client.post("/get-call-info", params={"callId": 1})

    assert reply.status_code == 404
    assert reply.json() == FAILURE | {"statusCode": 404, "message": "Call not found"}
    assert account.numcheck.complaints == []


async def test_another_key_of_the_right_length_is_refused_without_a_complaint(
    account: Account,
) -> None:
    account.client.headers["X-AUTH-Token"] = KEY[::-1]

    reply = await account.call("447700900000")

    assert reply.status_code == 401
    assert account.numcheck.complaints == []
    assert account.handsets.calls == []


UNDOCUMENTED = [
    ("GET", "/init-call?phone=447700900000", {}, 405),
    ("PUT", "/get-call-info?callId=33168", {}, 405),
    ("POST", "/init-call?phone=447700900000", {"headers": {"X-AUTH-Token": KEY[1:]}}, 401),
    ("POST", "/init-call?phone=447700900000", {"headers": {"X-AUTH-Token": ""}}, 401),
    ("POST", "/init-call?phone=447700900000", {"json": {}}, 400),
    ("POST", "/init-call", {"data": {"phone": "447700900000"}}, 400),
    ("POST", "/init-call", {}, 400),
    ("POST", "/init-call?phone=%2B447700900000", {}, 400),
    ("POST", "/init-call?phone=44 7700 900000", {}, 400),
    ("POST", "/init-call?phone=447700900000&phone=447700900001", {}, 400),
    ("POST", "/init-call?phone=447700900000&code=1234", {}, 400),
    ("POST", "/init-call?phone=447700900000&description=" + 65 * "x", {}, 400),
    ("POST", "/get-call-info", {}, 400),
    ("POST", "/get-call-info?callId=first", {}, 400),
    ("POST", "/get-call-info?callId=33168&phone=447700900000", {}, 400),
    ("POST", "/balance", {}, 404),
]


@pytest.mark.parametrize(("method", "path", "extra", "status"), UNDOCUMENTED)
async def test_an_undocumented_request_is_refused_and_noted(
    account: Account, method: str, path: str, extra: dict[str, Any], status: int
) -> None:
    reply = await account.client.request(method, path, **extra)

    assert reply.status_code == status
    assert reply.json()["statusCode"] == status
    assert len(account.numcheck.complaints) == 1
    assert account.handsets.calls == []


async def test_a_description_of_64_characters_of_any_script_is_fine(account: Account) -> None:
    reply = await account.client.post(
        "/init-call", params={"phone": "447700900000", "description": 32 * "ж" + 32 * " "}
    )

    assert reply.status_code == 200
    assert account.numcheck.complaints == []


@pytest.mark.parametrize(
    ("mode", "calling", "asking"),
    [
        (Mode.UP, 200, 200),
        (Mode.DOWN, 503, 503),
        (Mode.NO_FUNDS, 402, 200),
        (Mode.BAD_CREDENTIALS, 401, 401),
    ],
)
async def test_the_whole_vendor_can_be_in_trouble(
    account: Account, mode: Mode, calling: int, asking: int
) -> None:
    placed = (await account.call("447700900000")).json()

    account.numcheck.mode = mode
    called = await account.call("447700900001")
    asked = await account.client.post("/get-call-info", params={"callId": placed["callId"]})

    assert called.status_code == calling
    assert asked.status_code == asking
    assert len(account.handsets.calls) == len(account.numcheck.charged)
    assert (calling == 200) == bool(account.handsets.calls_to("+447700900001"))


async def test_a_slow_vendor_answers_everything_after_20_s(account: Account) -> None:
    placed = (await account.call("447700900000")).json()

    account.numcheck.mode = Mode.SLOW
    asking = asyncio.create_task(account.ask(placed["callId"]))
    await account.clock.advance(19)
    assert not asking.done()
    await account.clock.advance(1)

    assert (await asking)["status"] == 1
