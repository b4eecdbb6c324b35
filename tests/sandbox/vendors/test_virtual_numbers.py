"""The panel of virtual numbers: what it offers, what it lends, and whom it refuses."""

from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from sandbox.vendors.trouble import Mode
from sandbox.vendors.virtual_numbers import VirtualNumbers
from sandbox.vendors.virtual_numbers_door import KEY
from tests.sandbox.vendors.customer import Customer

BASE = "http://town/virtual_numbers"


class Account(Customer):
    """A user of the panel who talks to it in process, with time standing still."""

    def __init__(self) -> None:
        super().__init__()
        self.panel = VirtualNumbers(self.premises)
        self.panel.hook = "http://customer/hooks/virtual_numbers/token"
        transport = httpx.ASGITransport(Starlette(routes=self.panel.routes))
        self.client = httpx.AsyncClient(transport=transport, base_url=BASE)

    async def init(self, key: str = KEY) -> httpx.Response:
        """Ask what there is."""
        return await self.client.get(f"/api/init/{key}")

    async def take(self, key: str = KEY, **asked: str | int) -> httpx.Response:
        """Ask for a number, in the first country unless told otherwise."""
        params: dict[str, str | int] = {"country_id": 1, "number_format": "full", **asked}
        return await self.client.get(f"/api/get-number/{key}", params=params)

    async def take_toy(self, last: str) -> httpx.Response:
        """Ask the toy operator of a fate for its number."""
        return await self.take(operator_id=1000 + int(last))


@pytest.fixture
def account() -> Account:
    return Account()


async def test_init_answers_in_the_shape_of_the_document(account: Account) -> None:
    reply = await account.init()

    body = reply.json()
    assert reply.status_code == 200
    assert body["status"] == "success"
    assert body["data"].keys() == {"countries", "operators"}
    assert body["data"]["countries"][:2] == [
        {"id": 1, "name": "United Kingdom", "phone_code": "44"},
        {"id": 2, "name": "Germany", "phone_code": "49"},
    ]
    assert body["data"]["operators"][:2] == [
        {"id": 101, "name": "Vodafone", "country_id": 1},
        {"id": 102, "name": "O2", "country_id": 1},
    ]
    assert account.panel.charged == []


async def test_toy_operators_are_in_the_united_kingdom_and_one_country_has_none(
    account: Account,
) -> None:
    told = (await account.init()).json()["data"]

    toys = [operator for operator in told["operators"] if operator["name"].startswith("Toy ")]
    empty = {country["id"] for country in told["countries"]} - {
        operator["country_id"] for operator in told["operators"]
    }
    assert len(told["countries"]) == 12
    assert {"id": 1011, "name": "Toy 011 two SMS", "country_id": 1} in toys
    assert {1} == {toy["country_id"] for toy in toys}
    assert len(empty) == 1
    assert (await account.take(country_id=empty.pop())).status_code == 200


async def test_a_number_is_answered_as_in_the_document_and_charged(account: Account) -> None:
    reply = await account.take()

    assert reply.status_code == 200
    assert reply.json() == {"status": "success", "data": {"phone_number": "+447700900000"}}
    assert account.panel.charged == ["+447700900000"]
    assert account.panel.complaints == []


async def test_numbers_are_lent_in_turn_and_never_while_they_are_out(account: Account) -> None:
    account.panel.switches["spacing"] = 0

    numbers = [(await account.take(operator_id=101)).json() for _ in range(810)]
    exhausted = await account.take(country_id=2)
    await account.clock.advance(20 * 60)
    again = await account.take(country_id=2, operator_id=105)

    lent = [number["data"]["phone_number"] for number in numbers]
    assert lent[8:12] == ["+447700900008", "+447700900009", "+447700900100", "+447700900101"]
    assert len(set(lent)) == 810
    assert exhausted.status_code == 404
    assert exhausted.json() == {"status": "error", "message": "No number received"}
    assert again.json()["data"]["phone_number"] == "+447700900000"


async def test_a_toy_operator_lends_its_number_even_while_it_is_out(account: Account) -> None:
    account.panel.switches["spacing"] = 0
    replies = [await account.take_toy("011") for _ in range(2)]

    assert ["+447700900011"] * 2 == [reply.json()["data"]["phone_number"] for reply in replies]


async def test_a_number_lent_by_a_toy_is_skipped_by_the_others(account: Account) -> None:
    account.panel.switches["spacing"] = 0
    await account.take_toy("000")

    assert (await account.take()).json()["data"]["phone_number"] == "+447700900001"


@pytest.mark.parametrize(
    ("wish", "preference", "shown"),
    [
        ({"number_format": "full"}, "national", "+447700900000"),
        ({"number_format": "national"}, "full", "7700900000"),
        ({"number_format": "remove_plus"}, "full", "447700900000"),
        ({}, "full", "+447700900000"),
        ({}, "remove_plus", "447700900000"),
        ({}, "no such format", "+447700900000"),
    ],
)
async def test_a_number_has_the_format_asked_for_or_else_preferred(
    account: Account, wish: dict[str, str], preference: str, shown: str
) -> None:
    account.panel.switches["number_format"] = preference

    reply = await account.client.get(f"/api/get-number/{KEY}", params={"country_id": "1"} | wish)

    assert reply.json()["data"]["phone_number"] == shown
    assert account.panel.charged == ["+447700900000"]


async def test_two_numbers_within_5_s_are_refused_and_that_is_no_offence(account: Account) -> None:
    await account.take()
    await account.clock.advance(4)
    early = await account.take()
    await account.clock.advance(1)
    late = await account.take()

    assert (early.status_code, early.headers["Retry-After"]) == (429, "5")
    assert late.status_code == 200
    assert len(account.panel.charged) == 2
    assert account.panel.complaints == []


UNDOCUMENTED = [
    ("POST", f"/api/init/{KEY}", {}, 405, "POST instead of GET"),
    ("PUT", f"/api/get-number/{KEY}?country_id=1", {}, 405, "PUT instead of GET"),
    ("GET", "/api/init/", {}, 401, "Unauthorized"),
    ("GET", "/api/get-number/?country_id=1", {}, 401, "Missing or invalid credentials"),
    ("GET", f"/api/init/{KEY}?country_id=1", {}, 400, "unknown parameter country_id"),
    ("GET", f"/api/get-number/{KEY}", {}, 400, "country_id is required"),
    ("GET", f"/api/get-number/{KEY}?country_id=", {}, 400, "country_id must be: an id from init"),
    ("GET", f"/api/get-number/{KEY}?country_id=13", {}, 400, "country_id is not one from init"),
    (
        "GET",
        f"/api/get-number/{KEY}?country_id=1&operator_id=",
        {},
        400,
        "operator_id must be: an id from init; left out for any",
    ),
    (
        "GET",
        f"/api/get-number/{KEY}?country_id=2&operator_id=101",
        {},
        400,
        "operator_id is not one of that country",
    ),
    (
        "GET",
        f"/api/get-number/{KEY}?country_id=1&number_format=e164",
        {},
        400,
        "number_format must be: full, national or remove_plus",
    ),
    (
        "GET",
        f"/api/get-number/{KEY}?country_id=1&country_id=2",
        {},
        400,
        "a parameter is given twice",
    ),
    (
        "GET",
        f"/api/get-number/{KEY}?country_id=1&user_id=7",
        {},
        400,
        "unknown parameter user_id",
    ),
    (
        "GET",
        f"/api/get-number/{KEY}?country_id=1",
        {"json": {}},
        400,
        "there must be no body and no content type",
    ),
    (
        "GET",
        f"/api/get-number/{KEY}?country_id=1",
        {"headers": {"Content-Type": "application/json"}},
        400,
        "there must be no body and no content type",
    ),
    ("GET", f"/api/balance/{KEY}", {}, 404, "no such method"),
]


@pytest.mark.parametrize(("method", "path", "extra", "status", "message"), UNDOCUMENTED)
async def test_an_undocumented_request_is_refused_and_noted(
    account: Account, method: str, path: str, extra: dict[str, Any], status: int, message: str
) -> None:
    reply = await account.client.request(method, path, **extra)

    assert reply.status_code == status
    assert reply.json() == {"status": "error", "message": message}
    assert len(account.panel.complaints) == 1
    assert KEY not in account.panel.complaints[0]
    assert account.panel.charged == []


async def test_another_key_is_refused_without_a_complaint(account: Account) -> None:
    init, number = await account.init(key="other"), await account.take(key="other")

    assert (init.status_code, init.json()["message"]) == (401, "Unauthorized")
    assert (number.status_code, number.json()["message"]) == (401, "Invalid api_key")
    assert account.panel.complaints == []


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("Manager inactive. Contact support.", 403),
        ("user_id is required with api_key", 400),
        ("Target user not found or inactive", 404),
        ("No number received", 404),
        ("System configuration error", 500),
        ("Service fetch failed", 500),
        ("Could not fetch service data", 500),
        ("Unable to get number", 500),
        ("The main server is tired", 502),
    ],
)
async def test_each_documented_error_can_be_switched_on(
    account: Account, sentence: str, status: int
) -> None:
    account.panel.switches |= {"init_says": sentence, "get_number_says": sentence}

    for reply in (await account.init(), await account.take()):
        assert reply.status_code == status
        assert reply.json() == {"status": "error", "message": sentence}
    assert account.panel.charged == []


@pytest.mark.parametrize(
    ("mode", "init", "number"),
    [
        (Mode.UP, 200, 200),
        (Mode.DOWN, 503, 503),
        (Mode.NO_FUNDS, 200, 402),
        (Mode.BAD_CREDENTIALS, 401, 401),
    ],
)
async def test_the_whole_vendor_can_be_in_trouble(
    account: Account, mode: Mode, init: int, number: int
) -> None:
    account.panel.mode = mode

    assert (await account.init()).status_code == init
    assert (await account.take()).status_code == number
    assert len(account.panel.charged) == (number == 200)
    assert account.panel.complaints == []


def test_the_environment_names_the_key_and_the_address(account: Account) -> None:
    assert account.panel.environment("http://here") == {
        "VIRTUAL_NUMBERS_API_KEY": KEY,
        "VIRTUAL_NUMBERS_BASE_URL": "http://here/virtual_numbers",
    }
