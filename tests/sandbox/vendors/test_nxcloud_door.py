"""NXCloud's door: signatures byte by byte, and everything it does not let through."""

from typing import Any

import pytest

from sandbox.vendors.nxcloud_door import (
    ACCESS_SECRET,
    APPKEY,
    SMS_APPKEY,
    SMS_SECRETKEY,
    sign,
    stamp,
)
from tests.sandbox.vendors.test_nxcloud import (
    BALANCE,
    CHECK,
    GET,
    GOOD,
    QUERY,
    Account,
)

PUBLISHED = {
    "accessKey": "fme2na3kdi3ki",
    "action": "send",
    "bizType": "1",
    "ts": "1655710885431",
}
OWN = {
    "accessKey": "demoAccessKey01",
    "action": "numbercheck",
    "bizType": "1",
    "ts": "1795219200000",
}
ASKED = '{"batchNo":"101713775788","page":1,"date":"2026-11-21","pageSize":100}'
SPACED = '{"batchNo": "101713775788", "page": 1, "date": "2026-11-21", "pageSize": 100}'
ORDERED = '{"phone":"84981234567","batchNo":"bot-000001","checkLevel":5,"appkey":"a1b2c3d4"}'
VECTORS = [
    (PUBLISHED, '{"name":"牛小信","id":10001}', "md5", "87c3560d3331ae23f1021e2025722354"),
    (PUBLISHED, '{"id":10001,"name":"牛小信"}', "md5", "7750759da06333f20d0640be09355e34"),
    (PUBLISHED, '{"id": 10001, "name": "牛小信"}', "md5", "d0c24a9886c629330d7f3f2056c65bc2"),
    (OWN, ASKED, "md5", "b3027b7f7f20c86a65a8366f80811941"),
    (OWN, ASKED, "sha256", "3f71c749549fb896142253085ef91c7af20cc184fe0351796611cf88a6aea45e"),
    (OWN, SPACED, "md5", "f3556cc73a76cada970b99debcd788e8"),
    (OWN, ORDERED, "md5", "5f90c37ce7107e8cc6f33a50b0ee197d"),
    (OWN, ORDERED, "sha256", "fa64b67efdadf3cc0cde7491fa30b6b3ec697fd8fcb528c042dc596fff986615"),
    (OWN, "", "md5", "4393e5ce8ad130a68409df24d4aa5cd4"),
    (OWN, "", "sha256", "885c945e165f865ff2fbe2cdc9f68025641c9e9360ecf8fa0176610434be6b14"),
]


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.mark.parametrize(("values", "body", "algorithm", "digest"), VECTORS)
def test_signatures_are_those_of_the_document(
    values: dict[str, str], body: str, algorithm: str, digest: str
) -> None:
    secret = "abciiiko2k3" if values is PUBLISHED else "demoSecret01"

    assert digest == sign(values, body.encode(), secret, algorithm)


@pytest.mark.parametrize("algorithm", ["md5", "sha256", None])
async def test_both_algorithms_open_the_door_and_md5_is_the_one_meant(
    account: Account, algorithm: str | None
) -> None:
    body = f'{{"phone":"{GOOD}", "appkey":"{APPKEY}"}}'.encode()
    headers = account.signed(body, algorithm or "md5")
    if algorithm is None:
        del headers["algorithm"]

    assert 0 == (await account.client.post(CHECK, content=body, headers=headers)).json()["code"]
    assert account.nxcloud.complaints == []


async def test_header_names_may_be_in_any_case(account: Account) -> None:
    body = f'{{"phone":"{GOOD}","appkey":"{APPKEY}"}}'.encode()
    headers = {name.lower(): value for name, value in account.signed(body).items()}

    assert 0 == (await account.client.post(CHECK, content=body, headers=headers)).json()["code"]


async def test_the_same_json_in_other_bytes_has_another_signature(account: Account) -> None:
    compact = f'{{"phone":"{GOOD}","appkey":"{APPKEY}"}}'.encode()
    headers = account.signed(compact)
    reply = await account.client.post(CHECK, content=compact + b" ", headers=headers)

    assert reply.json()["code"] == 1003
    assert len(account.nxcloud.complaints) == 1


@pytest.mark.parametrize(
    ("off", "code"), [(-60, 0), (60, 0), (-60.001, 1004), (60.001, 1004), (3600, 1004)]
)
async def test_the_clock_may_be_a_minute_off(account: Account, off: float, code: int) -> None:
    body = f'{{"phone":"{GOOD}","appkey":"{APPKEY}"}}'.encode()
    headers = account.signed(body)
    headers["ts"] = str(stamp(account.clock.now()) + round(off * 1000))
    headers["sign"] = sign(headers, body, ACCESS_SECRET)

    reply = await account.client.post(CHECK, content=body, headers=headers)

    assert code == reply.json()["code"]
    assert bool(code) == bool(account.nxcloud.complaints)


async def test_another_key_is_refused_without_a_complaint(account: Account) -> None:
    body = b"{}"
    headers = account.signed(body) | {"accessKey": "another"}
    reply = await account.client.post(CHECK, content=body, headers=headers)

    assert reply.json()["code"] == 1005
    assert account.nxcloud.complaints == []


HEADERS: list[tuple[dict[str, str | None], int]] = [
    ({"accessKey": None}, 1001),
    ({"ts": None}, 1001),
    ({"bizType": None}, 1001),
    ({"action": None}, 1001),
    ({"sign": None}, 1001),
    ({"sign": None, "bizType": "2"}, 1001),  # the order in which it is looked
    ({"bizType": "2", "accessKey": "another"}, 1002),
    ({"action": "send"}, 1002),
    ({"ts": "1767355200", "sign": "0"}, 1004),
    ({"ts": "2026-01-02T12", "sign": "0"}, 1004),
    ({"algorithm": "sha1"}, 1002),
    ({"sign": "6e9506557d1f289501d333ee2c365826"}, 1003),
    ({"Content-Type": "text/plain"}, 1002),
]


@pytest.mark.parametrize("path", [CHECK, QUERY])
@pytest.mark.parametrize(("changes", "code"), HEADERS)
async def test_headers_are_looked_at_in_the_order_of_the_document(
    account: Account, path: str, changes: dict[str, str | None], code: int
) -> None:
    body = f'{{"phone":"{GOOD}","appkey":"{APPKEY}"}}'.encode()
    changed = account.signed(body) | changes
    headers = {name: value for name, value in changed.items() if value is not None}
    reply = await account.client.post(path, content=body, headers=headers)

    assert code == reply.json()["code"]
    assert len(account.nxcloud.complaints) == 1
    assert account.nxcloud.charged == []


async def test_a_signature_in_capitals_is_refused(account: Account) -> None:
    headers = account.signed(b"{}")
    headers["sign"] = headers["sign"].upper()

    assert 1003 == (await account.client.post(CHECK, content=b"{}", headers=headers)).json()["code"]


ELSEWHERE = [
    (1, "GET", CHECK, 405),
    (1, "PUT", QUERY, 405),
    (1, "GET", BALANCE, 405),
    (1, "POST", CHECK + "?page=1", 200),
    (1, "POST", GET, 404),
    (2, "POST", "/api/number", 404),
]


@pytest.mark.parametrize(("generation", "verb", "path", "status"), ELSEWHERE)
async def test_other_ways_in_are_closed(generation: int, verb: str, path: str, status: int) -> None:
    account = Account(generation)
    reply = await account.client.request(verb, path, content=b"{}", headers=account.signed(b"{}"))

    assert (status, "1002") == (reply.status_code, str(reply.json()["code"]))
    assert len(account.nxcloud.complaints) == 1


FORMS: list[tuple[dict[str, Any], str, int]] = [
    ({"data": {"appkey": SMS_APPKEY, "secretkey": "another"}}, "1005", 0),
    ({"data": {"appkey": "another", "secretkey": SMS_SECRETKEY}}, "1005", 0),
    ({"data": {"appkey": SMS_APPKEY}}, "1001", 1),
    ({"data": {"appkey": SMS_APPKEY, "secretkey": SMS_SECRETKEY, "page": "1"}}, "1001", 1),
    ({"json": {"appkey": SMS_APPKEY, "secretkey": SMS_SECRETKEY}}, "1002", 1),
    (
        {"content": b"words", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
        "1002",
        1,
    ),
]


@pytest.mark.parametrize(("form", "code", "complaints"), FORMS)
async def test_the_balance_wants_a_form_with_both_keys(
    account: Account, form: dict[str, Any], code: str, complaints: int
) -> None:
    reply = await account.client.post(BALANCE, **form)

    assert code == reply.json()["code"]
    assert complaints == len(account.nxcloud.complaints)
