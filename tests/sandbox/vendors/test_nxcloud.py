"""NXCloud's server, held against the paragraphs of its document."""

import json
import re
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from sandbox.vendors.nxcloud import NXCloud
from sandbox.vendors.nxcloud_door import (
    ACCESS_KEY,
    ACCESS_SECRET,
    APPKEY,
    SMS_APPKEY,
    SMS_SECRETKEY,
    STRANGERS_APPKEY,
    sign,
    stamp,
)
from tests.sandbox.vendors.customer import Customer

CHECK, QUERY, GET = "/api/number/check", "/api/number/query", "/api/number/check/get"
BALANCE = "/api/common/getBalance"
GOOD = "447700900000"
SAMPLE = "84981234567"
CALLBACK = "https://bot.example/hooks/nxcloud/SECRET"
generations = pytest.mark.parametrize("generation", [1, 2])


class Account(Customer):
    """A customer who signs what it sends, with time standing still."""

    def __init__(self, generation: int = 1) -> None:
        super().__init__()
        self.nxcloud = NXCloud(self.premises)
        self.nxcloud.switches["generation"] = generation
        transport = httpx.ASGITransport(Starlette(routes=self.nxcloud.routes))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://town/nxcloud")

    def signed(self, body: bytes, algorithm: str = "md5") -> dict[str, str]:
        """Sign a body at the present time."""
        values = {
            "accessKey": ACCESS_KEY,
            "action": "numbercheck",
            "bizType": "1",
            "ts": str(stamp(self.clock.now())),
        }
        named = {"Content-Type": "application/json", "algorithm": algorithm}
        return values | named | {"sign": sign(values, body, ACCESS_SECRET, algorithm)}

    async def post(self, path: str, content: object) -> httpx.Response:
        """Send JSON, signed."""
        body = json.dumps(content).encode()
        return await self.client.post(path, content=body, headers=self.signed(body))

    async def submit(self, phone: str, level: int = 5, **more: object) -> httpx.Response:
        """Order a check."""
        asked = {"phone": phone, "batchNo": "bot-000001", "checkLevel": level, "appkey": APPKEY}
        return await self.post(CHECK, asked | more)

    async def query(self, **more: object) -> httpx.Response:
        """Ask for the first page of the batch."""
        asked = {"batchNo": "bot-000001", "page": 1, "date": "2026-01-02", "pageSize": 100}
        return await self.post(QUERY, {k: v for k, v in (asked | more).items() if v is not None})

    async def rows(self, **more: object) -> list[dict[str, Any]]:
        """Give the rows of a query, as late as the limit wants it."""
        await self.clock.advance(3)
        result: list[dict[str, Any]] = (await self.query(**more)).json()["data"]["result"]
        return result


@pytest.fixture
def account() -> Account:
    return Account()


async def test_a_submit_is_answered_as_in_the_document(account: Account) -> None:
    body = (await account.submit(SAMPLE)).json()

    identifier = body["data"]["messageId"]
    assert re.fullmatch(r"[0-9a-f]{32}", identifier)
    assert body == {
        "msg": "success",
        "code": 0,
        "data": {"messageId": identifier, "batchNo": "bot-000001"},
    }
    assert account.nxcloud.charged == ["+84981234567"]


async def test_generation_2_answers_a_submit_with_its_own_fields() -> None:
    body = (await Account(2).submit(f"{SAMPLE},18617,{GOOD}")).json()

    assert body == {
        "code": 0,
        "message": "Success",
        "data": {
            "requestId": body["data"]["requestId"],
            "batchNo": "bot-000001",
            "failNumber": [{"number": "18617", "failReason": "Invalid number format"}],
        },
        "traceId": body["traceId"],
    }
    assert re.fullmatch(r"[0-9a-f]{7}", body["traceId"])


async def test_a_batch_without_a_number_gets_twelve_digits(account: Account) -> None:
    body = (await account.post(CHECK, {"phone": GOOD, "appkey": APPKEY})).json()

    assert re.fullmatch(r"[0-9]{12}", body["data"]["batchNo"])


async def test_the_query_shows_the_row_of_the_document(account: Account) -> None:
    placed = (await account.submit(SAMPLE)).json()
    await account.clock.advance(4)

    assert (await account.query()).json() == {
        "msg": "Request successful",
        "code": 0,
        "data": {
            "result": [
                {
                    "standNumber": "84981234567",
                    "preCheck": "YES",
                    "batchNo": "bot-000001",
                    "checkLevel": 5,
                    "numberType": 2,
                    "roaming": "NO",
                    "messageId": placed["data"]["messageId"],
                    "reachable": "YES",
                    "regionCode": "VN",
                    "carrier": "Viettel",
                    "phone": "84981234567",
                    "nationalNumber": "981234567",
                    "countryCode": "84",
                    "price": 0.0123,
                    "currency": "USD",
                    "validity": "YES",
                }
            ],
            "totalSize": 1,
            "totalPage": 1,
            "pageSize": 100,
            "page": 1,
        },
    }


async def test_generation_2_shows_its_own_row() -> None:
    account = Account(2)
    placed = (await account.submit(SAMPLE)).json()
    await account.clock.advance(4)

    assert await account.rows() == [
        {
            "requestId": placed["data"]["requestId"],
            "batchNo": "bot-000001",
            "phone": "84981234567",
            "checkLevel": 5,
            "numberType": "mobile",
            "operator": "Viettel",
            "country": "VN",
            "mcc": "452",
            "mnc": "04",
            "ported": "NO",
            "active": "YES",
            "price": 0.0123,
            "currency": "USD",
        }
    ]


async def test_submits_are_limited_by_the_second(account: Account) -> None:
    short = [await account.submit(GOOD) for _ in range(11)]
    await account.clock.advance(1)
    long = [await account.submit(",".join([GOOD] * 2000)) for _ in range(2)]

    assert [200] * 10 + [429] == [reply.status_code for reply in short]
    assert [200, 429] == [reply.status_code for reply in long]
    assert account.nxcloud.complaints == []


OTHERS = [
    ({"appkey": "another"}, 202),
    ({"appkey": STRANGERS_APPKEY}, 210),
]


@generations
@pytest.mark.parametrize(("more", "code"), OTHERS)
async def test_other_appkeys_are_refused_without_a_complaint(
    generation: int, more: dict[str, Any], code: int
) -> None:
    account = Account(generation)

    assert code == (await account.submit(GOOD, **more)).json()["code"]
    assert code == (await account.query(**more)).json()["code"]
    assert account.nxcloud.complaints == []
    assert account.nxcloud.charged == []


async def test_check_get_answers_at_once_in_generation_2() -> None:
    account = Account(2)
    body = (await account.post(GET, {"phone": SAMPLE, "appkey": APPKEY, "checkLevel": 1})).json()
    bad = (await account.post(GET, {"phone": "18617", "appkey": APPKEY})).json()

    assert (0, "Success") == (body["code"], body["message"])
    assert body["data"]["basic"] == {
        "phone": "84981234567",
        "country": "VN",
        "numberType": "mobile",
        "operator": "Viettel",
        "failReason": "",
    }
    assert body["data"]["cost"] == {"price": 0.002, "currency": "USD"}
    assert "basic" not in bad["data"]
    assert bad["data"]["failNumber"][0]["number"] == "18617"
    assert account.nxcloud.charged == ["+84981234567"]


async def test_the_balance_is_the_one_of_the_document_until_something_is_bought(
    account: Account,
) -> None:
    keys = {"appkey": SMS_APPKEY, "secretkey": SMS_SECRETKEY}
    before = (await account.client.post(BALANCE, data=keys)).json()
    await account.submit(GOOD)
    after = (await account.client.post(BALANCE, data=keys)).json()

    assert before == {"code": "0", "balance": "3788.32", "credit_balance": "500"}
    assert after["balance"] == "3788.3077"


async def test_a_customer_is_told_where_to_go(account: Account) -> None:
    assert account.nxcloud.environment("http://town") == {
        "NXCLOUD_ACCESS_KEY": ACCESS_KEY,
        "NXCLOUD_ACCESS_SECRET": ACCESS_SECRET,
        "NXCLOUD_APPKEY": APPKEY,
        "NXCLOUD_BASE_URL": "http://town/nxcloud",
        "NXCLOUD_SMS_APPKEY": SMS_APPKEY,
        "NXCLOUD_SMS_SECRETKEY": SMS_SECRETKEY,
        "NXCLOUD_BALANCE_URL": "http://town/nxcloud",
    }
