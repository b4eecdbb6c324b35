"""What NXCloud finds out, pushed and queried alike."""

from typing import Any

import pytest

from tests.sandbox.vendors.test_nxcloud import CALLBACK, GOOD, SAMPLE, Account
from tests.sandbox.vendors.test_nxcloud_checks import check


@pytest.fixture
def account() -> Account:
    return Account()


async def test_generation_1_pushes_as_in_the_document(account: Account) -> None:
    (told,) = await check(account, SAMPLE)

    assert told == {
        "messageId": told["messageId"],
        "code": 0,
        "msg": "success",
        "batchNo": "bot-000001",
        "phone": "84981234567",
        "data": {
            "basic": {
                "preCheck": "YES",
                "regionCode": "VN",
                "countryCode": "84",
                "nationalNumber": "981234567",
                "standNumber": "84981234567",
                "numberType": 2,
                "carrier": "Viettel",
            },
            "live": {"validity": "YES", "reachable": "YES", "roaming": "NO"},
        },
        "cost": {"price": 0.0123, "currency": "USD"},
    }
    assert [CALLBACK] == [str(request.url) for request in account.heard]


async def test_generation_2_pushes_as_in_the_document() -> None:
    (told,) = await check(Account(2), SAMPLE)

    assert told == {
        "message": "success",
        "code": 0,
        "batchNo": "bot-000001",
        "requestId": told["requestId"],
        "phone": "84981234567",
        "data": {
            "numberType": "mobile",
            "operator": "Viettel",
            "mcc": "452",
            "mnc": "04",
            "ported": "NO",
            "active": "YES",
            "country": "VN",
        },
        "cost": {"price": 0.0123, "currency": "USD"},
    }


@pytest.mark.parametrize(("level", "parts"), [(1, {"basic"}), (4, {"basic", "dial"})])
async def test_each_level_pushes_its_own_parts(
    account: Account, level: int, parts: set[str]
) -> None:
    (told,) = await check(account, GOOD, level)

    assert parts == told["data"].keys()


async def test_a_number_that_cannot_be_is_pushed_with_its_code(account: Account) -> None:
    (told,) = await check(account, "18617")

    assert told == {
        "messageId": told["messageId"],
        "code": 114,
        "msg": "Invalid number format",
        "batchNo": "bot-000001",
        "phone": "18617",
    }
    (row,) = await account.rows()
    assert ("NO", 0, "") == (row["preCheck"], row["price"], row["validity"])
    assert account.nxcloud.charged == []


@pytest.mark.parametrize("phone", ["0", "18617", 30 * "4"])
async def test_generation_2_names_such_numbers_at_once_and_forgets_them(phone: str) -> None:
    account = Account(2)
    told = await check(account, f"{phone},{SAMPLE}")

    assert [SAMPLE] == [one["phone"] for one in told]
    assert [SAMPLE] == [row["phone"] for row in await account.rows()]
    assert account.nxcloud.charged == ["+84981234567"]


async def test_a_list_of_nothing_but_such_numbers_has_no_results() -> None:
    account = Account(2)

    assert [] == await check(account, "18617")
    assert [] == await account.rows()


async def test_generation_2_takes_several_countries_in_a_list() -> None:
    told = await check(Account(2), f"{SAMPLE},{GOOD}")

    assert ["VN", "GB"] == [one["data"]["country"] for one in told]


LIVES = [
    ("000", "YES", "YES", "NO"),
    ("030", "YES", "NO", "NO"),
    ("031", "YES", "YES", "NO"),
    ("032", "YES", "YES", "YES"),
    ("033", "YES", "UNKNOWN", "UNKNOWN"),
    ("060", "YES", "PERHAPS", "NO"),
]


@pytest.mark.parametrize(("last", "validity", "reachable", "roaming"), LIVES)
async def test_the_network_says_what_fate_wants(
    account: Account, last: str, validity: str, reachable: str, roaming: str
) -> None:
    live = {"validity": validity, "reachable": reachable, "roaming": roaming}
    (told,) = await check(account, f"447700900{last}")
    (row,) = await account.rows()

    assert live == told["data"]["live"]
    assert live == {name: row[name] for name in live}


@pytest.mark.parametrize(
    ("last", "active", "ported"),
    [
        ("000", "YES", "NO"),
        ("030", "NO", "NO"),
        ("031", "YES", "YES"),
        ("033", "UNKNOWN", "NO"),
        ("060", "PERHAPS", "NO"),
    ],
)
async def test_the_network_says_so_in_generation_2(last: str, active: str, ported: str) -> None:
    account = Account(2)
    (told,) = await check(account, f"447700900{last}")
    (row,) = await account.rows()

    assert (active, ported) == (told["data"]["active"], told["data"]["ported"])
    assert (active, ported) == (row["active"], row["ported"])


DIALS = [
    ("000", "YES", "bell", "missed"),
    ("020", "NO", "busy", "missed"),
    ("021", "YES", "no_response", "missed"),
    ("022", "YES", "voicemail", "answered"),
    ("023", "YES", "busy", "declined"),
    ("024", "NO", "not_available", "failed"),
    ("025", "NO", "number_paused", "failed"),
    ("030", "NO", "power_off", "failed"),
    ("060", "YES", "PERHAPS", "missed"),
]


@pytest.mark.parametrize(("last", "early", "response", "state"), DIALS)
async def test_a_test_call_rings_the_phone_and_ends_by_fate(
    account: Account, last: str, early: str, response: str, state: str
) -> None:
    (told,) = await check(account, f"447700900{last}", level=4)

    dial = {"early": early, "answered": "NO", "response": response}
    assert dial == told["data"]["dial"]
    (row,) = await account.rows()
    assert dial == {name: row[name] for name in dial}
    (call,) = account.handsets.calls_to(f"+447700900{last}")
    assert state == call.state


@pytest.mark.parametrize(
    ("deed", "answered", "response"), [("answer", "YES", "bell"), ("decline", "NO", "busy")]
)
async def test_a_person_may_be_quicker_than_fate(
    account: Account, deed: str, answered: str, response: str
) -> None:
    await account.submit(GOOD, 4, drUrl=CALLBACK)
    await account.clock.advance(1)
    getattr(account.handsets, deed)(f"+{GOOD}")
    await account.clock.advance(0)

    (told,) = account.told
    assert told["data"]["dial"] == {"early": "YES", "answered": answered, "response": response}


async def test_a_test_call_of_generation_1_can_be_looked_up_in_generation_2(
    account: Account,
) -> None:
    await check(account, GOOD, level=4)
    account.nxcloud.switches["generation"] = 2

    (row,) = await account.rows()
    assert ("YES", "NO", "bell") == (row["ring"], row["answer"], row["response"])


async def test_test_calls_of_a_long_list_are_made_in_turn(account: Account) -> None:
    await account.submit(",".join([GOOD] * 120), 4, drUrl=CALLBACK)
    counts = []
    for _ in range(3):
        await account.clock.advance(1)
        counts.append(len(account.handsets.calls))
        await account.clock.advance(3.5)

    assert [50, 100, 120] == counts
    assert len(account.told) == 120


FAILURES: list[tuple[int, str, int, int, Any]] = [
    (1, "042", 5, 120, 1),
    (1, "042", 4, 120, 1),
    (2, "042", 5, 120, "others"),
    (2, "056", 5, 266, ""),
    (1, "042", 1, 0, 1),
    (1, "056", 5, 0, 2),
    (1, "060", 1, 0, 77),
    (2, "060", 1, 0, "PERHAPS"),
]


@pytest.mark.parametrize(("generation", "last", "level", "code", "kind"), FAILURES)
async def test_one_number_of_a_list_can_fail(
    generation: int, last: str, level: int, code: int, kind: object
) -> None:
    account = Account(generation)
    first, told = await check(account, f"{GOOD},447700900{last}", level)
    rows = await account.rows()

    assert (0, code) == (first["code"], told["code"])
    assert kind == rows[1]["numberType"]
    assert (code == 0) == (rows[1]["price"] != 0) == ("cost" in told)
    assert (1 if code else 2) == len(account.nxcloud.charged)
    assert (told.get("data") is None) == (code != 0)
    assert ("data" in told) == (code == 0 or generation == 2)
