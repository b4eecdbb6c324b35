"""NXCloud as the document prints it, and its lists and single checks ordered."""

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from providers.contract.errors import RefusedError
from providers.contract.phone import PhoneNumber
from providers.nxcloud import NxCloud, NxCloudSettings
from tests.providers.quick_clock import QuickClock
from tests.providers.scripted import Answer, Script, said, wired
from tests.providers.vendors import NUMBER as PHONE
from tests.providers.vendors import Deed, Vendor, posted

KEY, SECRET, APPKEY = "demoAccessKey01", "demoSecret01", "a1b2c3d4"
SMS_KEYS = {"sms_appkey": "smsApp77", "sms_secretkey": "smsSecret77"}
NUMBER = PhoneNumber.parse("+84981234567")  # the document's own
MIDNIGHT = datetime(2026, 11, 21, tzinfo=UTC)  # 1795219200000, of the document's own vectors
TODAY = MIDNIGHT.date()
API = "https://api2.nxcloud.com/api"

# Answers and callbacks as the document prints them.
PAGE = b"""{
  "msg": "Request successful",
  "code": 0,
  "data": {
    "result": [
      {
        "standNumber": "84981234567",
        "preCheck": "YES",
        "batchNo": "101713775788",
        "checkLevel": 5,
        "numberType": 2,
        "roaming": "NO",
        "messageId": "33f7c158a4194abe9ccdf3eac34a8422-2",
        "reachable": "YES",
        "regionCode": "VN",
        "carrier": "Viettel",
        "phone": "84981234567",
        "nationalNumber": "981234567",
        "countryCode": "84",
        "price": 0.0123,
        "currency": "USD",
        "validity": "YES"
      }
    ],
    "totalSize": 1,
    "totalPage": 1,
    "pageSize": 100,
    "page": 1
  }
}"""
EMPTY = b"""{
  "msg": "Request successful",
  "code": 0,
  "data": {"totalSize": 0, "result": [], "totalPage": 0, "pageSize": 100, "page": 1}
}"""
TAKEN = b"""{
  "msg": "success",
  "code": 0,
  "data": {"messageId": "301ef45b8de54d8aad95c5264c3756be", "batchNo": "bot-000001"}
}"""
TAKEN_2 = b"""{
  "code": 0,
  "message": "Success",
  "data": {
    "requestId": "309b8fb7ce694391a17aa35f5b512209",
    "batchNo": "101813108534",
    "failNumber": []
  },
  "traceId": "e8e81d8"
}"""
PUSHED = b"""{
  "messageId": "83ac9512-3c47-495d-a3c4-6d77a9f1149c",
  "code": 0,
  "msg": "success",
  "batchNo": "700337042751",
  "phone": "84981234567",
  "data": {
    "basic": {
      "preCheck": "YES",
      "regionCode": "VN",
      "countryCode": "84",
      "nationalNumber": "981234567",
      "standNumber": "84981234567",
      "numberType": 2,
      "carrier": "Viettel"
    },
    "live": {"validity": "YES", "reachable": "UNKNOWN", "roaming": "UNKNOWN"}
  },
  "cost": {"price": 0.923, "currency": "USD"}
}"""
PUSHED_2 = b"""{
  "message": "success",
  "code": 0,
  "batchNo": "901946960376",
  "requestId": "9ddd1a8664124511bf28d3d280994961-000001",
  "phone": "84981234567",
  "data": {
    "numberType": "mobile",
    "operator": "Viettel",
    "mcc": "452",
    "mnc": "04",
    "ported": "NO",
    "active": "YES",
    "country": "VN"
  },
  "cost": {"price": 0.002, "currency": "CNY"}
}"""
FAILED = b"""{
  "messageId": "cc5ef7d6-62be-42c9-abdf-b6ea9d6ed5e6",
  "code": 114,
  "msg": "Invalid number format",
  "batchNo": "700337042751",
  "phone": "18617"
}"""
BALANCE = b'{"code": "0", "balance": "3788.32", "credit_balance": "500"}'
CHECKED = {  # put together from the document's list of its fields
    "code": 0,
    "message": "Success",
    "data": {
        "requestId": "309b8fb7ce694391a17aa35f5b512209",
        "batchNo": "101813108534",
        "basic": {
            "phone": PHONE.digits,
            "country": "GB",
            "numberType": "mobile",
            "operator": "Viettel",
            "failReason": "",
        },
        "cost": {"price": 0.002, "currency": "CNY"},
    },
}


def row(**changed: object) -> dict[str, Any]:
    """Give an answer to a query whose one row differs from the document's."""
    page: dict[str, Any] = json.loads(PAGE)
    page["data"]["result"][0] |= changed
    return page


def signed(body: bytes, secret: str) -> dict[str, str]:
    """Sign a callback as other NXCloud products sign theirs."""
    named = {"accesskey": KEY, "action": "numbercheck", "biztype": "1", "ts": "1795219200000"}
    text = f"accessKey={KEY}&action=numbercheck&bizType=1&ts=1795219200000&body="
    text += f"{body.decode()}&accessSecret={secret}"
    return named | {"sign": hashlib.md5(text.encode()).hexdigest()}  # noqa: S324 (their signature is made of MD5)


VENDOR = Vendor(
    variables={
        "NXCLOUD_ACCESS_KEY": KEY,
        "NXCLOUD_ACCESS_SECRET": SECRET,
        "NXCLOUD_APPKEY": APPKEY,
        "NXCLOUD_SMS_APPKEY": SMS_KEYS["sms_appkey"],
        "NXCLOUD_SMS_SECRETKEY": SMS_KEYS["sms_secretkey"],
    },
    secrets=(KEY, SECRET, APPKEY, *SMS_KEYS.values(), "981234567", "18617", PHONE.digits),
    deeds=(
        Deed(
            "list",
            lambda it: it.place_batch([PHONE], batch="bot-000001", level=5),
            json.loads(TAKEN),
            is_paid=True,
        ),
        Deed("single", lambda it: it.check_number(PHONE), CHECKED, is_paid=True),
        Deed(
            "page",
            lambda it: it.fetch_batch("101713775788", day=date(2026, 1, 2)),
            json.loads(PAGE),
        ),
        Deed("balance", lambda it: it.fetch_balance(), json.loads(BALANCE)),
    ),
    odd_status=Deed(
        "page",
        lambda it: it.fetch_batch("101713775788", day=date(2026, 1, 2)),
        row(validity="TELEPORTED"),
    ),
    callbacks={
        "generation 1": posted(PUSHED),
        "generation 2": posted(PUSHED_2),
        "failed": posted(FAILED),
        "signed": posted(FAILED, **signed(FAILED, SECRET)),
    },
    untrusted=posted(PUSHED, **signed(PUSHED, "anotherSecret")),
)


async def opened(script: Script, clock: QuickClock | None = None, /, **settings: str) -> NxCloud:
    """Open the account at the moment of the document's own vectors."""
    clock = clock or QuickClock()
    await clock.sleep((MIDNIGHT - clock.now()).total_seconds())
    wishes = {"access_key": KEY, "access_secret": SECRET, "appkey": APPKEY} | settings
    return NxCloud(NxCloudSettings.model_validate(wishes), wired(script, clock))


@pytest.mark.parametrize(
    ("algorithm", "sign"),
    [
        ("md5", "5f90c37ce7107e8cc6f33a50b0ee197d"),
        ("sha256", "fa64b67efdadf3cc0cde7491fa30b6b3ec697fd8fcb528c042dc596fff986615"),
    ],
)
async def test_a_list_is_handed_in_as_the_document_says(algorithm: str, sign: str) -> None:
    script = Script(Answer(200, TAKEN))
    provider = await opened(script, algorithm=algorithm)

    placed = await provider.place_batch([NUMBER], batch="bot-000001", level=5)

    (request,) = script.requests
    assert ("POST", f"{API}/number/check") == (request.method, str(request.url))
    assert request.headers["Content-Type"] == "application/json"
    assert request.content == (
        b'{"phone":"84981234567","batchNo":"bot-000001","checkLevel":5,"appkey":"a1b2c3d4"}'
    )
    assert sign == request.headers["sign"]
    assert ("sha256" if algorithm == "sha256" else None) == request.headers.get("algorithm")
    assert (placed.batch, placed.reference) == ("bot-000001", "301ef45b8de54d8aad95c5264c3756be")
    assert placed.refused == ()
    assert "bot-000001" in placed.raw


async def test_a_list_may_name_an_address_and_has_commas_without_spaces() -> None:
    script = Script(Answer(200, TAKEN))
    hook = "https://bot.example/hooks/nxcloud/SECRET"

    await (await opened(script)).place_batch(
        [NUMBER, PHONE], batch="bot-000001", level=1, callback_url=hook
    )

    assert script.requests[0].content == (
        b'{"phone":"84981234567,447700900000","batchNo":"bot-000001","checkLevel":1,'
        b'"drUrl":"https://bot.example/hooks/nxcloud/SECRET","appkey":"a1b2c3d4"}'
    )


@pytest.mark.parametrize(
    ("level", "allowed", "is_sent"),
    [
        (1, "false", True),
        (5, "false", True),
        (4, "false", False),
        (4, "true", True),
        (2, "true", False),
        (3, "true", False),
        (0, "true", False),
    ],
)
async def test_phones_are_rung_only_where_that_is_allowed(
    level: int, allowed: str, is_sent: bool
) -> None:
    script = Script(Answer(200, TAKEN))
    provider = await opened(script, allow_test_calls=allowed)

    said = None
    try:
        await provider.place_batch([NUMBER], batch="bot-000001", level=level)
    except RefusedError as refused:
        said = str(refused)

    assert said in {None, f"nxcloud: level {level} is not allowed here"}
    assert is_sent == bool(script.requests)


@pytest.mark.parametrize(
    ("numbers", "batch"), [(0, "ok"), (5001, "ok"), (1, ""), (1, "b" * 65), (1, "a\nb")]
)
async def test_a_list_that_cannot_be_taken_is_not_sent(numbers: int, batch: str) -> None:
    script = Script(Answer(200, TAKEN))
    provider = await opened(script)

    with pytest.raises(RefusedError):
        await provider.place_batch([NUMBER] * numbers, batch=batch, level=1)
    assert script.requests == []


@pytest.mark.parametrize(("size", "pauses"), [(1999, 0), (2000, 1), (5000, 1)])
async def test_long_lists_go_one_a_second(size: int, pauses: int) -> None:
    script, clock = Script(said(json.loads(TAKEN) | {"data": {"messageId": "1"}})), QuickClock()
    provider = await opened(script, clock)
    clock.slept.clear()

    for batch in "ab":
        await provider.place_batch([NUMBER] * size, batch=batch, level=1)

    assert pauses == len(clock.slept)


async def test_one_number_is_checked_as_the_document_says() -> None:
    script = Script(said(CHECKED))

    await (await opened(script)).check_number(PHONE)

    (request,) = script.requests
    assert ("POST", f"{API}/number/check/get") == (request.method, str(request.url))
    assert request.content == b'{"phone":"447700900000","checkLevel":1,"appkey":"a1b2c3d4"}'
