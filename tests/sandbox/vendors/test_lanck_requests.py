"""What LANCK lets through its door, and what it notes."""

from typing import Any

import pytest

from tests.sandbox.vendors.test_lanck import ORDERS, Account, basic

PHONE = {"number": "+447700900000"}


@pytest.fixture
def account() -> Account:
    return Account()


async def test_a_missing_token_is_answered_as_in_the_document(account: Account) -> None:
    del account.client.headers["Authorization"]

    reply = await account.client.post("/insight/hlr", json=PHONE)

    assert reply.status_code == 401
    assert reply.json() == {"errorCode": 1, "errorReason": "Authentication required"}
    assert len(account.lanck.complaints) == 1


async def test_another_token_is_refused_without_a_complaint(account: Account) -> None:
    reply = await account.client.post("/calls/flash", json=PHONE, headers=basic("toytown:another"))

    assert reply.status_code == 401
    assert reply.json() == {"errorCode": 1, "errorReason": "Authentication required"}
    assert account.handsets.calls == []
    assert account.lanck.complaints == []


@pytest.mark.parametrize(("path", "more"), ORDERS)
async def test_a_form_is_as_good_as_json(account: Account, path: str, more: dict[str, str]) -> None:
    reply = await account.client.post(path, data={"number": "447700900000"} | more)

    assert reply.status_code == 200
    assert account.lanck.charged == ["+447700900000"]
    assert account.lanck.complaints == []


async def test_a_flag_is_a_word_in_a_form(account: Account) -> None:
    good = await account.client.post("/calls/incoming", data=PHONE | {"ivrConfirmation": "true"})
    bad = await account.client.post("/calls/incoming", data=PHONE | {"ivrConfirmation": "1"})

    assert (good.status_code, bad.status_code) == (200, 400)


async def test_more_than_30_requests_in_a_second_are_too_many(account: Account) -> None:
    statuses = [(await account.client.get("/requests/nothing")).status_code for _ in range(30)]
    refused = await account.order("/calls/flash")
    await account.clock.advance(1)
    allowed = await account.order("/calls/flash")

    assert statuses == 30 * [404]
    assert (refused.status_code, refused.json()["errorCode"]) == (429, 4)
    assert allowed.status_code == 200
    assert len(account.lanck.charged) == 1
    assert account.lanck.complaints == []


TYPED = {"headers": {"Content-Type": "application/json"}}
FORM = {"headers": {"Content-Type": "application/x-www-form-urlencoded"}}
UNDOCUMENTED: list[tuple[str, str, dict[str, Any], int, int]] = [
    ("POST", "/calls/flash", {"json": PHONE, "headers": {"Authorization": "Token x"}}, 401, 1),
    ("POST", "/calls/flash", {"json": PHONE, "headers": basic("toytown")}, 401, 1),
    ("POST", "/calls/flash", {"json": PHONE, "headers": basic("toytown:toy:town")}, 401, 1),
    ("POST", "/calls/flash", {"json": PHONE, "headers": {"Authorization": "Basic ?"}}, 401, 1),
    ("GET", "/calls/flash?number=447700900000", {}, 405, 10),
    ("PUT", "/requests/nothing", {"json": {"goal": "NUMBER_VERIFIED"}}, 405, 10),
    ("POST", "/calls/incoming/nothing", {"json": {}}, 405, 10),
    ("POST", "/verify", {"json": PHONE}, 404, 10),
    ("POST", "/calls/flash", {}, 400, 10),
    ("POST", "/calls/flash", {"content": "number=447700900000"}, 400, 10),
    ("POST", "/calls/flash", {"content": "number=447700900000"} | TYPED, 400, 10),
    ("POST", "/calls/flash", {"content": '["+447700900000"]'} | TYPED, 400, 10),
    ("POST", "/calls/flash", {"content": '{"number": "+447700900000"'} | TYPED, 400, 10),
    ("POST", "/calls/flash", {"content": b"\xff"} | TYPED, 400, 10),
    ("POST", "/calls/flash", {"content": "number"} | FORM, 400, 10),
    (
        "POST",
        "/calls/flash",
        {"content": '{"number": "+447700900000", "number": "+447700900000"}'} | TYPED,
        400,
        10,
    ),
    ("POST", "/calls/flash?number=447700900000", {"json": PHONE}, 400, 10),
    ("POST", "/calls/flash", {"json": {}}, 400, 10),
    ("POST", "/calls/flash", {"json": {"number": 447700900000}}, 400, 11),
    ("POST", "/calls/flash", {"json": {"number": "07700 900000"}}, 400, 11),
    ("POST", "/calls/flash", {"json": {"number": "00447700900000"}}, 400, 11),
    ("POST", "/calls/flash", {"json": PHONE | {"text": "Hello"}}, 400, 10),
    ("POST", "/calls/flash", {"json": PHONE | {"code": 1234}}, 400, 10),
    ("POST", "/calls/flash", {"json": PHONE | {"code": "123"}}, 400, 10),
    ("POST", "/calls/flash", {"json": PHONE | {"code": "1234567"}}, 400, 10),
    ("POST", "/calls/flash", {"json": PHONE | {"from": "Numdesk"}}, 400, 11),
    ("POST", "/calls/flash", {"json": PHONE | {"callbackUrl": "desk.example/hook"}}, 400, 10),
    ("POST", "/calls/flash", {"json": PHONE | {"callbackUrl": None}}, 400, 10),
    ("POST", "/calls/p2s", {"json": PHONE}, 400, 10),
    ("POST", "/calls/p2s", {"json": PHONE | {"code": "1234", "language": "pl"}}, 400, 10),
    ("POST", "/calls/t2s", {"json": PHONE}, 400, 10),
    ("POST", "/calls/t2s", {"json": PHONE | {"text": "Hallo", "language": "de"}}, 400, 10),
    ("POST", "/calls/incoming", {"json": PHONE | {"ivrConfirmation": "true"}}, 400, 10),
    ("POST", "/sms", {"json": PHONE}, 400, 10),
    ("POST", "/sms", {"json": PHONE | {"text": " "}}, 400, 10),
    ("POST", "/sms", {"json": PHONE | {"text": "Hello", "from": ""}}, 400, 10),
    ("POST", "/insight/fraudcheck", {"json": PHONE | {"language": "en"}}, 400, 10),
    ("GET", "/insight/hlr", {}, 400, 10),
    ("GET", "/insight/hlr?number=+447700900000", {}, 400, 11),
    ("GET", "/insight/hlr?number=447700900000&number=447700900000", {}, 400, 10),
    ("GET", "/insight/hlr?number=447700900000", {"json": {}}, 400, 10),
    ("POST", "/requests/nothing", {"json": {}}, 400, 10),
    ("POST", "/requests/nothing", {"json": {"goal": "VERIFIED"}}, 400, 10),
]


@pytest.mark.parametrize(("method", "path", "extra", "status", "code"), UNDOCUMENTED)
async def test_an_undocumented_request_is_refused_and_noted(
    account: Account, method: str, path: str, extra: dict[str, Any], status: int, code: int
) -> None:
    reply = await account.client.request(method, path, **extra)

    assert (reply.status_code, reply.json()["errorCode"]) == (status, code)
    assert len(account.lanck.complaints) == 1
    assert account.handsets.calls == []
    assert account.lanck.charged == []


async def test_the_customer_is_told_what_to_set(account: Account) -> None:
    assert account.lanck.environment("http://town") == {
        "LANCK_ACCESS_TOKEN": "toytown:toy-town-password-0",
        "LANCK_BASE_URL": "http://town/lanck/v1",
    }
