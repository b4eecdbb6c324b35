"""MCN's server: the orders it takes, and those it does not."""

import asyncio
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from sandbox.vendors.mcn import Mcn
from sandbox.vendors.mcn_door import TOKEN
from sandbox.vendors.trouble import Mode
from tests.sandbox.vendors.customer import Customer

BASE = "http://town/mcn"
PATH = "/api/protected/api/auth/passwordcall"
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json"}
SAMPLE = {"phone_number": "421222202004", "verification_code": "1234", "is_with_redirect": True}


class Account(Customer):
    """A customer who talks to the server in process, with time standing still."""

    def __init__(self) -> None:
        super().__init__()
        self.mcn = Mcn(self.premises)
        self.mcn.hook = "http://customer/hooks/mcn/token"
        transport = httpx.ASGITransport(Starlette(routes=self.mcn.routes))
        self.client = httpx.AsyncClient(transport=transport, base_url=BASE, headers=HEADERS)

    async def call(self, number: str, **more: object) -> httpx.Response:
        """Ask for a call to a number, given as the document wants it."""
        return await self.client.post(PATH, json={"phone_number": number} | more)


@pytest.fixture
def account() -> Account:
    return Account()


async def test_a_call_answers_as_in_the_document_and_rings_the_phone(account: Account) -> None:
    reply = await account.client.post(PATH, json=SAMPLE)

    body = reply.json()
    call = account.handsets.last_call("+421222202004")
    assert call
    assert reply.status_code == 200
    assert body == {
        "ok": True,
        "caller_number": "421222202004",
        "verification_code": "1234",
        "verification_uuid": body["verification_uuid"],
        "is_redirect": False,
    }
    assert body["verification_uuid"].endswith("_117793")
    assert len(body["verification_uuid"]) == len("da59bda0a1bb_117793")
    assert (call.kind, call.code, call.spoken) == ("password", "1234", "1 2 3 4")
    assert account.mcn.charged == ["+421222202004"]
    assert account.mcn.complaints == []


async def test_the_caller_never_ends_in_the_code(account: Account) -> None:
    reply = await account.call("447700900000", verification_code="2004")

    assert reply.json()["caller_number"] == "447700900899"


async def test_it_chooses_the_code_itself_with_leading_zeros_only_for_fate_015(
    account: Account,
) -> None:
    usual = (await account.call("447700900000")).json()["verification_code"]
    zeros = (await account.call("447700900015")).json()["verification_code"]
    wished = (await account.call("447700900015", verification_code="1234")).json()

    assert (len(usual), usual[0] == "0") == (4, False)
    assert (len(zeros), zeros[0] == "0") == (4, True)
    assert wished["verification_code"] == "1234"


@pytest.mark.parametrize(
    ("number", "more", "is_redirect"),
    [
        ("447700900026", {"is_with_redirect": True}, True),
        ("447700900026", {"is_with_redirect": False}, False),
        ("447700900026", {}, False),
        ("447700900000", {"is_with_redirect": True}, False),
    ],
)
async def test_a_forwarding_is_told_where_there_is_one_and_it_was_asked_for(
    account: Account, number: str, more: dict[str, bool], is_redirect: bool
) -> None:
    reply = await account.call(number, **more)

    assert reply.json()["is_redirect"] is is_redirect
    assert len(account.handsets.calls) == 1


@pytest.mark.parametrize("name", ["verification_uuid", "verification_call_uuid", ""])
async def test_the_uuid_goes_by_the_name_that_is_switched(account: Account, name: str) -> None:
    account.mcn.switches["uuid_name"] = name

    body = (await account.call("447700900000")).json()

    assert [name] * bool(name) == [field for field in body if field.endswith("uuid")]


@pytest.mark.parametrize(
    ("last", "status", "message"),
    [
        ("050", 401, "Unauthorized"),
        ("052", 500, "Internal server error"),
        ("056", 402, "Insufficient funds on the balance"),
    ],
)
async def test_a_refused_fate_places_no_call(
    account: Account, last: str, status: int, message: str
) -> None:
    reply = await account.call(f"447700900{last}")

    assert reply.status_code == status
    assert reply.json() == {"ok": False, "message": message}
    assert account.handsets.calls == []
    assert account.mcn.charged == []
    assert account.mcn.complaints == []


async def test_fate_051_is_throttled_once_and_then_fine(account: Account) -> None:
    first, second = await account.call("447700900051"), await account.call("447700900051")

    assert (first.status_code, first.headers["Retry-After"]) == (429, "1")
    assert second.status_code == 200
    assert account.mcn.charged == ["+447700900051"]


async def test_fate_053_rings_the_phone_and_never_answers_in_time(account: Account) -> None:
    asking = asyncio.create_task(account.call("447700900053"))
    await account.clock.advance(59)

    assert not asking.done()
    assert account.mcn.charged == ["+447700900053"]
    assert len(account.heard) == 1
    await account.clock.advance(1)
    assert (await asking).status_code == 504


async def test_fate_054_rings_the_phone_and_cuts_the_reply(account: Account) -> None:
    reply = await account.call("447700900054")

    assert int(reply.headers["content-length"]) > len(reply.content)
    assert reply.text.startswith('{"ok":true,')
    assert len(account.handsets.calls) == 1


async def test_fate_070_rings_at_once_and_answers_after_20_s(account: Account) -> None:
    asking = asyncio.create_task(account.call("447700900070"))
    await account.clock.advance(19)

    assert not asking.done()
    assert account.mcn.charged == ["+447700900070"]
    await account.clock.advance(1)
    assert (await asking).status_code == 200


GOOD = {"phone_number": "447700900000"}
UNDOCUMENTED: list[tuple[str, str, dict[str, Any], int]] = [
    ("GET", PATH, {}, 405),
    ("PUT", PATH, {"json": GOOD}, 405),
    ("POST", "/api/protected/api/auth/flashcall", {"json": GOOD}, 404),
    ("POST", PATH, {"json": GOOD, "headers": {"Authorization": ""}}, 401),
    ("POST", PATH, {"json": GOOD, "headers": {"Authorization": TOKEN}}, 401),
    ("POST", PATH, {"json": GOOD, "headers": {"Accept": "*/*"}}, 400),
    ("POST", PATH, {"data": GOOD}, 400),
    ("POST", PATH, {"content": b"{}"}, 400),
    ("POST", PATH, {"json": GOOD, "params": {"lang": "ru_RU"}}, 400),
    ("POST", PATH, {"json": [GOOD]}, 400),
    ("POST", PATH, {"content": b"{", "headers": {"Content-Type": "application/json"}}, 400),
    (
        "POST",
        PATH,
        {
            "content": b'{"phone_number": "447700900000", "phone_number": "447700900001"}',
            "headers": {"Content-Type": "application/json"},
        },
        400,
    ),
    ("POST", PATH, {"json": {"verification_code": "1234"}}, 400),
    ("POST", PATH, {"json": {"phone_number": "+447700900000"}}, 400),
    ("POST", PATH, {"json": {"phone_number": "07700900000"}}, 400),
    ("POST", PATH, {"json": {"phone_number": 447700900000}}, 400),
    ("POST", PATH, {"json": GOOD | {"verification_code": "123"}}, 400),
    ("POST", PATH, {"json": GOOD | {"verification_code": "12345"}}, 400),
    ("POST", PATH, {"json": GOOD | {"verification_code": ""}}, 400),
    ("POST", PATH, {"json": GOOD | {"verification_code": None}}, 400),
    ("POST", PATH, {"json": GOOD | {"verification_code": 1234}}, 400),
    ("POST", PATH, {"json": GOOD | {"is_with_redirect": "true"}}, 400),
    ("POST", PATH, {"json": GOOD | {"is_redirect": True}}, 400),
    ("POST", PATH, {"json": GOOD | {"lang": "ru_RU"}}, 400),
]


@pytest.mark.parametrize(("method", "path", "extra", "status"), UNDOCUMENTED)
async def test_an_undocumented_request_is_refused_and_noted(
    account: Account, method: str, path: str, extra: dict[str, Any], status: int
) -> None:
    reply = await account.client.request(method, path, **extra)

    assert reply.status_code == status
    assert reply.json() == {"ok": False, "message": account.mcn.complaints[0]}
    assert len(account.mcn.complaints) == 1
    assert account.handsets.calls == []
    assert account.mcn.charged == []


async def test_a_language_is_fine_where_it_is_switched_on(account: Account) -> None:
    account.mcn.switches["lang_allowed"] = True

    good = await account.call("447700900000", lang="ru_RU")
    bad = await account.call("447700900000", lang="Russian")

    assert (good.status_code, bad.status_code) == (200, 400)
    assert len(account.mcn.complaints) == 1


async def test_another_token_is_refused_without_a_complaint(account: Account) -> None:
    account.client.headers["Authorization"] = "Bearer other"

    reply = await account.call("447700900000")

    assert reply.status_code == 401
    assert reply.json() == {"ok": False, "message": "Unauthorized"}
    assert account.mcn.complaints == []


@pytest.mark.parametrize(("number", "status"), [("447700900056", 200), ("447700900052", 500)])
async def test_a_refusal_may_hide_behind_a_200_but_a_broken_server_does_not(
    account: Account, number: str, status: int
) -> None:
    account.mcn.switches["failures_are_200"] = True

    reply = await account.call(number)

    assert reply.status_code == status
    assert reply.json()["ok"] is False


@pytest.mark.parametrize(
    ("mode", "status"),
    [(Mode.UP, 200), (Mode.DOWN, 503), (Mode.NO_FUNDS, 402), (Mode.BAD_CREDENTIALS, 401)],
)
async def test_the_whole_vendor_can_be_in_trouble(
    account: Account, mode: Mode, status: int
) -> None:
    account.mcn.mode = mode

    reply = await account.call("447700900000")

    assert reply.status_code == status
    assert len(account.handsets.calls) == len(account.mcn.charged) == (status == 200)
    assert account.mcn.complaints == []


async def test_a_slow_vendor_answers_after_20_s(account: Account) -> None:
    account.mcn.mode = Mode.SLOW
    asking = asyncio.create_task(account.call("447700900000"))
    await account.clock.advance(19)
    before = asking.done()
    await account.clock.advance(1)

    assert not before
    assert (await asking).status_code == 200


def test_the_environment_names_the_token_and_the_address(account: Account) -> None:
    assert account.mcn.environment("http://here") == {
        "MCN_TOKEN": TOKEN,
        "MCN_BASE_URL": "http://here/mcn",
    }
