"""The bodies NXCloud lets through, field by field."""

from typing import Any

import pytest

from sandbox.vendors.nxcloud_door import APPKEY
from tests.sandbox.vendors.test_nxcloud import CHECK, GET, GOOD, QUERY, SAMPLE, Account


@pytest.fixture
def account() -> Account:
    return Account()


ORDER = {"phone": GOOD, "appkey": APPKEY}
BAD_ORDERS: list[tuple[int, dict[str, Any], int]] = [
    (1, {"phone": ""}, 201),
    (1, {"phone": None}, 201),
    (1, {"phone": 447700900000}, 201),
    (1, {"phone": "+447700900000"}, 201),
    (1, {"phone": "447700900000, 447700900001"}, 201),
    (1, {"phone": "447700900000,"}, 201),
    (1, {"phone": [GOOD]}, 201),
    (1, {"phone": ",".join([GOOD] * 5001)}, 201),
    (2, {"phone": ",".join([GOOD] * 5001)}, 201),
    (1, {"phone": f"{GOOD},{SAMPLE}"}, 201),
    (1, {"batchNo": 65 * "x"}, 212),
    (1, {"checkLevel": 2}, 207),
    (1, {"checkLevel": 3}, 207),
    (1, {"checkLevel": "5"}, 207),
    (1, {"checkLevel": True}, 207),
    (2, {"checkLevel": 4}, 207),
    (1, {"drUrl": "bot.example/hooks"}, 201),
    (1, {"appkey": ""}, 201),
    (1, {"colour": "red"}, 201),
]


@pytest.mark.parametrize(("generation", "changes", "code"), BAD_ORDERS)
async def test_an_undocumented_order_is_refused_and_noted(
    generation: int, changes: dict[str, Any], code: int
) -> None:
    account = Account(generation)
    body = (await account.post(CHECK, ORDER | changes)).json()

    ids = {1: "messageId", 2: "requestId"}
    assert code == body["code"]
    assert body["data"] == {ids[generation]: "", "batchNo": ""}
    assert body["msg" if generation == 1 else "message"]
    assert len(account.nxcloud.complaints) == 1
    assert account.nxcloud.charged == []


@pytest.mark.parametrize("numbers", [4999, 5000])
async def test_5000_numbers_are_not_too_many(account: Account, numbers: int) -> None:
    reply = await account.submit(",".join([GOOD] * numbers))

    assert reply.json()["code"] == 0
    assert numbers == len(account.nxcloud.charged)


QUESTION = {"batchNo": "bot-000001", "page": 1, "date": "2026-01-02", "pageSize": 100}
BAD_QUESTIONS: list[tuple[int, dict[str, Any], str]] = [
    (1, {"page": 0}, "page must be: at least 1"),
    (1, {"page": "1"}, "page must be: at least 1"),
    (1, {"pageSize": 0}, "pageSize must be: 1 to 100"),
    (1, {"pageSize": 101}, "pageSize must be: 1 to 100"),
    (1, {"date": "02.01.2026"}, "Incorrect date format [yyyy-MM-dd]"),
    (1, {"date": "2026-02-30"}, "Incorrect date format [yyyy-MM-dd]"),
    (1, {"date": "20260102"}, "Incorrect date format [yyyy-MM-dd]"),
    (1, {"date": "2025-12-18"}, "date must be at most 14 days back"),
    (1, {"batchNo": ""}, "batchNo and messageId must not both be empty"),
    (2, {"batchNo": ""}, "batchNo and requestId must not both be empty"),
    (1, {"batchNo": "", "messageId": ""}, "batchNo and messageId must not both be empty"),
    (1, {"requestId": "of the other generation"}, "unknown field requestId"),
    (2, {"messageId": "of the other generation"}, "unknown field messageId"),
    (1, {"phone": "+447700900000"}, "phone must be: digits only"),
]


@pytest.mark.parametrize(("generation", "changes", "sentence"), BAD_QUESTIONS)
async def test_an_undocumented_query_fails_with_its_reason(
    generation: int, changes: dict[str, Any], sentence: str
) -> None:
    account = Account(generation)
    body = (await account.post(QUERY, QUESTION | changes)).json()

    assert body == {"msg": sentence, "code": 88, "data": {}}
    assert len(account.nxcloud.complaints) == 1


@pytest.mark.parametrize("day", ["2025-12-19", "2026-01-03"])
async def test_14_days_back_and_tomorrow_are_fine(account: Account, day: str) -> None:
    assert 0 == (await account.query(date=day)).json()["code"]


@pytest.mark.parametrize("name", ["page", "pageSize", "date"])
async def test_a_query_needs_its_fields(account: Account, name: str) -> None:
    body = (await account.query(**{name: None})).json()

    assert body == {"msg": f"{name} is missing", "code": 88, "data": {}}


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"page":1,"page":1}'])
async def test_a_body_must_be_a_json_object(account: Account, body: bytes) -> None:
    headers = account.signed(body)
    submitted = await account.client.post(CHECK, content=body, headers=headers)
    queried = await account.client.post(QUERY, content=body, headers=headers)

    assert [201, 88] == [submitted.json()["code"], queried.json()["code"]]
    assert len(account.nxcloud.complaints) == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"phone": f"{GOOD},{GOOD}"}, 201),
        ({"checkLevel": 5}, 207),
        ({"drUrl": "https://bot.example"}, 201),
    ],
)
async def test_check_get_takes_one_number_at_level_1(changes: dict[str, Any], code: int) -> None:
    account = Account(2)

    assert code == (await account.post(GET, ORDER | changes)).json()["code"]
    assert len(account.nxcloud.complaints) == 1
