"""LANCK's orders and questions, held against its document."""

import base64
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from providers.contract.pace import PollPlan
from providers.contract.phone import PhoneNumber
from providers.lanck import Lanck, LanckSettings
from tests.providers.quick_clock import QuickClock
from tests.providers.scripted import Answer, Script, said, wired
from tests.providers.vendors import NUMBER as PHONE
from tests.providers.vendors import Deed, Vendor, posted

TOKEN = "desk-8842:pa55-word-77"
BASIC = base64.b64encode(TOKEN.encode()).decode()
ADDRESS = "https://lanck.example/v1"
HOOK = "https://desk.example/hooks/lanck/token"
ID = "wp9RPWDGZkskBrVeTc4lgNCc4e79fc65"
NUMBER = PhoneNumber.parse("+37200911211")  # the document's own

# The answers as the document prints them, its missing quotes and commas put right.
HLR = json.loads("""{
  "id": "A82f588e12b54ba1b6bd9a5969d51522",
  "product": "insight.hlr",
  "number": "+47463562200",
  "mccmnc": "242005",
  "network": "Mobile Norway",
  "country": "NO",
  "status": "DELIVERED",
  "createdAt": 1550975149131
}""")
FRAUD = {"status": "FRAUDULENT", "mobilePrefix": False}
TAKEN = {"requestId": ID}
FLASH = {"requestId": ID, "from": "37282329823"}
DID = {"requestId": ID, "didNumber": "447700900001", "expiresAt": "1701792901"}
RESERVATION = DID | {"status": "DELIVERED", "callReceivedAt": "1701792922"}
REQUEST = HLR | {
    "id": ID,
    "product": "calls.flash",
    "status": "TERMINATED",
    "sender": "37282329823",
}
CALLED = {
    "requestId": ID,
    "number": PHONE.e164,
    "status": "ANSWERED",
    "sipStatus": 200,
    "timestamp": 1656666364,
    "callCreatedAt": 1656666328,
    "callEndedAt": 1656666364,
    "billable": True,
}
RECEIPT = {"requestId": ID, "number": PHONE.e164, "status": "DELIVERED", "timestamp": 1656666364}
MESSAGE = json.loads("""{
  "from": "447700900001",
  "to": "447700900000",
  "messageId": "fffeee-qqdqqq-gfrgrgr-vvvvvvv",
  "text": "Hello world",
  "timestamp": 1578787200,
  "parts": 1
}""")

SHOWN_TO_NOBODY = ("9823", "37282329823", "447700900001", "Hello world")
VENDOR = Vendor(
    variables={"LANCK_ACCESS_TOKEN": TOKEN, "LANCK_BASE_URL": ADDRESS},
    secrets=(TOKEN, BASIC, *TOKEN.split(":"), *SHOWN_TO_NOBODY, PHONE.digits),
    deeds=(
        Deed("hlr", lambda it: it.look_up(PHONE), HLR, is_paid=True),
        Deed("fraud check", lambda it: it.check_fraud(PHONE), FRAUD, is_paid=True),
        Deed("sms", lambda it: it.place_sms(PHONE, "Hello world"), TAKEN, is_paid=True),
        Deed("flash call", lambda it: it.place_flash_call(PHONE), FLASH, is_paid=True),
        Deed("did", lambda it: it.lease_did(PHONE), DID, is_paid=True),
        Deed("pin call", lambda it: it.place_pin_call(PHONE, code="9823"), TAKEN, is_paid=True),
        Deed("text call", lambda it: it.place_text_call(PHONE, text="Hi"), TAKEN, is_paid=True),
        Deed("fetch incoming", lambda it: it.fetch_incoming_call(ID), RESERVATION),
        Deed("fetch", lambda it: it.fetch_call(ID), REQUEST),
    ),
    zeros=(
        Deed(
            "flash call",
            lambda it: it.place_flash_call(PHONE),
            FLASH | {"from": 37282320042},
        ),
        "0042",
    ),
    odd_status=posted(json.dumps(CALLED | {"status": "TELEPORTED", "sipStatus": 299}).encode()),
    callbacks={
        "call": posted(json.dumps(CALLED).encode()),
        "receipt": posted(json.dumps(RECEIPT).encode()),
        "reservation": posted(json.dumps(RESERVATION).encode()),
        "message": posted(json.dumps(MESSAGE).encode()),
    },
)


def opened(script: Script, **settings: object) -> Lanck:
    given = {"access_token": TOKEN, "base_url": ADDRESS} | settings
    return Lanck(LanckSettings.model_validate(given), wired(script, QuickClock()))


Order = Callable[[Lanck], Awaitable[object]]


@pytest.mark.parametrize(
    ("order", "payload", "path", "body"),
    [
        (lambda it: it.look_up(NUMBER), HLR, "insight/hlr", {}),
        (lambda it: it.check_fraud(NUMBER), FRAUD, "insight/fraudcheck", {}),
        (lambda it: it.place_sms(NUMBER, "Привет"), TAKEN, "sms", {"text": "Привет"}),
        (
            lambda it: it.place_sms(NUMBER, "Hi", sender="Desk", callback_url=HOOK),
            TAKEN,
            "sms",
            {"text": "Hi", "from": "Desk", "callbackUrl": f"{HOOK}?for=sms"},
        ),
        (lambda it: it.place_flash_call(NUMBER), FLASH, "calls/flash", {}),
        (
            lambda it: it.place_flash_call(NUMBER, code="0042", callback_url=f"{HOOK}?a=b"),
            FLASH,
            "calls/flash",
            {"code": "0042", "callbackUrl": f"{HOOK}?a=b&for=flash"},
        ),
        (lambda it: it.lease_did(NUMBER), DID, "calls/incoming", {}),
        (
            lambda it: it.lease_did(NUMBER, confirm_by_key=True, message="Hi", callback_url=HOOK),
            DID,
            "calls/incoming",
            {"ivrConfirmation": True, "ivrMessage": "Hi", "callbackUrl": f"{HOOK}?for=incoming"},
        ),
        (
            lambda it: it.place_pin_call(NUMBER, code="0042", callback_url=HOOK),
            TAKEN,
            "calls/p2s",
            {"code": "0042", "language": "en", "callbackUrl": f"{HOOK}?for=pin"},
        ),
        (
            lambda it: it.place_text_call(NUMBER, text="Да", language="ru", callback_url=HOOK),
            TAKEN,
            "calls/t2s",
            {"text": "Да", "language": "ru", "callbackUrl": f"{HOOK}?for=text"},
        ),
    ],
)
async def test_an_order_is_written_as_the_document_says(
    order: Order, payload: object, path: str, body: dict[str, object]
) -> None:
    script = Script(said(payload, 201))

    await order(opened(script))

    (request,) = script.requests
    assert request.method == "POST"
    assert str(request.url) == f"{ADDRESS}/{path}"
    assert request.headers["Authorization"] == f"Basic {BASIC}"
    assert request.headers["Content-Type"] == "application/json"
    assert json.loads(request.content) == {"number": "+37200911211"} | body
    assert b'": ' not in request.content
    assert b"\\u" not in request.content


@pytest.mark.parametrize(
    ("order", "payload", "sender"),
    [
        (lambda it: it.place_sms(NUMBER, "Hi"), TAKEN, "+447700900002"),
        (lambda it: it.place_sms(NUMBER, "Hi", sender="Desk"), TAKEN, "Desk"),
        (lambda it: it.place_flash_call(NUMBER), FLASH, "+447700900002"),
        (lambda it: it.place_pin_call(NUMBER, code="0042"), TAKEN, "+447700900002"),
        (lambda it: it.place_text_call(NUMBER, text="Hi"), TAKEN, "+447700900002"),
        (lambda it: it.lease_did(NUMBER), DID, None),
    ],
)
async def test_our_sender_goes_with_what_we_send(
    order: Order, payload: object, sender: str | None
) -> None:
    script = Script(said(payload))

    await order(opened(script, sender="+447700900002"))

    assert json.loads(script.requests[0].content).get("from") == sender


@pytest.mark.parametrize(
    ("ask", "payload", "path"),
    [
        (lambda it: it.fetch_incoming_call(ID), RESERVATION, f"calls/incoming/{ID}"),
        (lambda it: it.fetch_call(ID), REQUEST, f"requests/{ID}"),
        (lambda it: it.fetch_incoming_call("a/../b?c"), {"status": "PENDING"}, None),
    ],
)
async def test_a_question_is_a_get_without_a_body(
    ask: Order, payload: object, path: str | None
) -> None:
    script = Script(said(payload))

    await ask(opened(script))

    (request,) = script.requests
    assert request.method == "GET"
    assert str(request.url) == f"{ADDRESS}/{path or 'calls/incoming/a%2F..%2Fb%3Fc'}"
    assert request.content == b""


@pytest.mark.parametrize("answer", [Answer(200, b""), Answer(201, b"<ok>"), said({"status": 7})])
async def test_a_success_is_reported_whatever_the_answer_says(answer: Answer) -> None:
    script = Script(Answer(503), answer)

    await opened(script).report_success(ID)

    request = script.requests[-1]
    assert len(script.requests) == 2
    assert request.method == "POST"
    assert str(request.url) == f"{ADDRESS}/requests/{ID}"
    assert request.content == b'{"goal":"NUMBER_VERIFIED"}'


def test_calls_are_asked_about_only_where_that_is_wished() -> None:
    plan = PollPlan(timedelta(seconds=20), timedelta(seconds=15), timedelta(seconds=180))

    assert opened(Script(Answer())).poll_plan is None
    assert opened(Script(Answer()), poll_requests="true").poll_plan == plan
    assert Lanck.poll_plan is None


def test_it_speaks_forty_languages_and_reads_two() -> None:
    assert len(Lanck.pin_languages) == 40
    assert Lanck.text_languages < Lanck.pin_languages
