"""LANCK's orders, held against the paragraphs of its document."""

import base64
import re
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from sandbox.vendors.lanck import Lanck
from sandbox.vendors.lanck_door import TOKEN
from tests.sandbox.vendors.customer import Customer

GOOD = "+447700900000"
CALLBACK = "https://desk.example/hooks/lanck/secret?order=1&order=2"
ID = re.compile(r"[A-Za-z0-9]{32}")


def basic(token: str) -> dict[str, str]:
    """Put a token into the header."""
    return {"Authorization": f"Basic {base64.b64encode(token.encode()).decode()}"}


class Account(Customer):
    """A customer who talks to the server in process, with time standing still."""

    def __init__(self) -> None:
        super().__init__()
        self.lanck = Lanck(self.premises)
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(Starlette(routes=self.lanck.routes)),
            base_url="http://town/lanck/v1",
            headers=basic(TOKEN),
        )

    async def order(self, path: str, number: str = GOOD, **more: object) -> httpx.Response:
        """Order something about a number, in JSON."""
        return await self.client.post(path, json={"number": number} | more)

    async def poll(self, request_id: str) -> dict[str, Any]:
        """Ask how a reservation is going."""
        body: dict[str, Any] = (await self.client.get(f"/calls/incoming/{request_id}")).json()
        return body


@pytest.fixture
def account() -> Account:
    return Account()


ORDERS: list[tuple[str, dict[str, Any]]] = [
    ("/insight/hlr", {}),
    ("/insight/fraudcheck", {}),
    ("/sms", {"text": "Hello"}),
    ("/calls/flash", {}),
    ("/calls/p2s", {"code": "0053"}),
    ("/calls/t2s", {"text": "Hello"}),
    ("/calls/incoming", {}),
]


async def test_a_lookup_answers_as_in_the_document(account: Account) -> None:
    body = (await account.order("/insight/hlr", "+47463562200")).json()

    assert ID.fullmatch(body["id"])
    assert body == {
        "id": body["id"],
        "product": "insight.hlr",
        "number": "+47463562200",
        "mccmnc": "242005",
        "network": "Mobile Norway",
        "country": "NO",
        "status": "DELIVERED",
        "createdAt": 1767355200000,
    }
    assert account.lanck.charged == ["+47463562200"]


async def test_a_lookup_may_be_a_get(account: Account) -> None:
    reply = await account.client.get("/insight/hlr", params={"number": GOOD})

    assert reply.json()["status"] == "DELIVERED"
    assert account.lanck.charged == [GOOD]


@pytest.mark.parametrize(
    ("last", "status", "traits"),
    [
        ("030", "UNDELIVERED", {}),
        ("031", "DELIVERED", {"ported": True, "roaming": False}),
        ("032", "DELIVERED", {"ported": False, "roaming": True}),
        ("033", "REJECTED", {}),
        ("060", "VANISHED", {}),
    ],
)
async def test_a_lookup_finds_what_fate_has_in_store(
    account: Account, last: str, status: str, traits: dict[str, bool]
) -> None:
    body = (await account.order("/insight/hlr", f"+447700900{last}")).json()

    assert body["status"] == status
    assert body | traits == body
    assert ("ported" in body) == bool(traits)


@pytest.mark.parametrize(
    ("last", "status", "is_mobile"),
    [
        ("000", "PASSED", True),
        ("040", "SUSPICIOUS", True),
        ("041", "FRAUDLENT", False),
        ("042", "NOT_MOBILE_PREFIX", False),
        ("060", "VANISHED", True),
    ],
)
async def test_a_fraud_check_finds_what_fate_has_in_store(
    account: Account, last: str, status: str, is_mobile: bool
) -> None:
    reply = await account.order("/insight/fraudcheck", f"447700900{last}")

    assert reply.json() == {"status": status, "mobilePrefix": is_mobile}
    assert account.lanck.charged == [f"+447700900{last}"]


async def test_fraud_can_be_spelt_as_in_the_list(account: Account) -> None:
    account.lanck.switches["misspelt_fraud"] = False

    reply = await account.order("/insight/fraudcheck", "+447700900041")

    assert reply.json() == {"status": "FRAUDULENT", "mobilePrefix": False}


async def test_a_message_arrives_with_its_sender(account: Account) -> None:
    reply = await account.order("/sms", text="Hello", **{"from": "Numdesk"})
    await account.clock.advance(4)

    assert ID.fullmatch(reply.json()["requestId"])
    assert account.handsets.snapshot()[0]["texts"][0]["sender"] == "Numdesk"
    assert account.handsets.texts_on(GOOD) == ["Hello"]


@pytest.mark.parametrize(("last", "texts"), [("010", 0), ("011", 2), ("024", 0), ("060", 1)])
async def test_a_message_may_be_lost_or_come_twice(account: Account, last: str, texts: int) -> None:
    await account.order("/sms", f"+447700900{last}", text="Hello")
    await account.clock.advance(4)

    assert account.handsets.texts_on(f"+447700900{last}") == texts * ["Hello"]


async def test_a_flash_call_comes_from_the_number_in_the_answer(account: Account) -> None:
    body = (await account.order("/calls/flash")).json()
    await account.clock.advance(4)

    call = account.handsets.last_call(GOOD)
    assert call
    assert set(body) == {"requestId", "from"}
    assert re.fullmatch(r"37282\d\d[1-9]\d{3}", body["from"])
    assert (call.caller, call.code) == (f"+{body['from']}", body["from"][-4:])
    assert (call.kind, call.state, call.provider) == ("flash", "missed", "lanck")


@pytest.mark.parametrize("code", ["0053", "12345", "987654"])
async def test_a_flash_call_ends_in_the_code_that_was_wished(account: Account, code: str) -> None:
    body = (await account.order("/calls/flash", code=code)).json()

    call = account.handsets.last_call(GOOD)
    assert call
    assert re.fullmatch(rf"37282\d*{code}", body["from"])
    assert len(body["from"]) == 11
    assert call.code == code


async def test_a_wish_need_not_be_granted(account: Account) -> None:
    account.lanck.switches["code_honoured"] = False

    body = (await account.order("/calls/flash", code="005353")).json()

    assert body["from"][-6] != "0"
    assert len(body["from"]) == 11


async def test_fate_015_picks_a_code_with_leading_zeros(account: Account) -> None:
    body = (await account.order("/calls/flash", "+447700900015")).json()

    assert body["from"][-4] == "0"


async def test_an_own_caller_is_used_as_it_is(account: Account) -> None:
    body = (await account.order("/calls/flash", code="1234", **{"from": "37282329823"})).json()

    assert body["from"] == "37282329823"


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/sms", {"text": "Hello", "from": "Somebody"}),
        ("/calls/flash", {"from": "447700900001"}),
        ("/calls/p2s", {"code": "1234", "from": "447700900001"}),
        ("/calls/t2s", {"text": "Hello", "from": "447700900001"}),
    ],
)
async def test_a_sender_has_to_be_agreed_with_support(
    account: Account, path: str, more: dict[str, Any]
) -> None:
    reply = await account.order(path, **more)

    assert (reply.status_code, reply.json()["errorCode"]) == (400, 16)
    assert account.lanck.charged == account.lanck.complaints == []


@pytest.mark.parametrize(
    ("path", "more", "spoken"),
    [
        ("/calls/p2s", {"code": "0053", "language": "hy"}, "0 0 5 3"),
        ("/calls/t2s", {"text": "Your order waits.", "language": "ru"}, "Your order waits."),
    ],
)
async def test_a_voice_speaks_to_whoever_answers(
    account: Account, path: str, more: dict[str, Any], spoken: str
) -> None:
    reply = await account.order(path, **more)
    await account.clock.advance(4)

    call = account.handsets.last_call(GOOD)
    assert call
    assert set(reply.json()) == {"requestId"}
    assert (call.state, call.spoken) == ("answered", spoken)


async def test_a_report_of_success_ends_a_flash_call(account: Account) -> None:
    placed = (await account.order("/calls/flash", callbackUrl=CALLBACK)).json()
    await account.clock.advance(2)
    reply = await account.client.post(
        f"/requests/{placed['requestId']}", data={"goal": "NUMBER_VERIFIED"}
    )
    await account.clock.advance(0)

    assert reply.json() == {"requestId": placed["requestId"]}
    assert ["SENT", "TERMINATED"] == [told["status"] for told in account.told]
    assert account.told[1]["callEndedAt"] - account.told[1]["callCreatedAt"] == 2


async def test_a_request_can_be_asked_about(account: Account) -> None:
    placed = (await account.order("/sms", text="Hello")).json()["requestId"]
    await account.client.post(f"/requests/{placed}", json={"goal": "NUMBER_VERIFIED"})
    await account.clock.advance(4)

    assert (await account.client.get(f"/requests/{placed}")).json() == {
        "id": placed,
        "product": "sms",
        "number": GOOD,
        "mccmnc": "23499",
        "network": "Toytown Mobile",
        "country": "GB",
        "status": "DELIVERED",
        "createdAt": 1767355200000,
        "payload": "Hello",
        "rate": None,
        "sender": "LANCK",
        "goals": ["NUMBER_VERIFIED"],
    }


async def test_the_older_question_can_be_gone(account: Account) -> None:
    placed = (await account.order("/sms", text="Hello")).json()["requestId"]
    account.lanck.switches["request_info"] = False

    assert (await account.client.get(f"/requests/{placed}")).status_code == 405
    assert account.lanck.complaints == []


@pytest.mark.parametrize("verb", ["GET", "POST"])
async def test_an_unknown_request_is_not_found_and_no_offence(account: Account, verb: str) -> None:
    extra: dict[str, Any] = {} if verb == "GET" else {"json": {"goal": "NUMBER_VERIFIED"}}

    reply = await account.client.request(verb, "/requests/nothing", **extra)

    assert reply.status_code == 404
    assert reply.json() == {"errorCode": 20, "errorReason": "Request not found"}
    assert account.lanck.complaints == []
