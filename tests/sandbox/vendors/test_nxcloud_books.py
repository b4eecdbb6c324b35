"""NXCloud's query: its pages, ids, days and limit."""

import re

import pytest

from sandbox.vendors.nxcloud_door import APPKEY
from tests.sandbox.vendors.test_nxcloud import GOOD, Account, generations


@pytest.fixture
def account() -> Account:
    return Account()


@generations
async def test_a_page_is_empty_while_the_check_is_not_finished(generation: int) -> None:
    account = Account(generation)
    await account.submit(GOOD)

    assert (await account.query()).json() == {
        "msg": "Request successful",
        "code": 0,
        "data": {"totalSize": 0, "result": [], "totalPage": 0, "pageSize": 100, "page": 1},
    }


async def test_the_first_query_can_be_made_empty(account: Account) -> None:
    account.nxcloud.switches["empty_first_query"] = True
    await account.submit(GOOD)
    await account.clock.advance(4)

    assert [] == await account.rows()
    assert 1 == len(await account.rows())


@pytest.mark.parametrize(("level", "price"), [(1, 0.002), (4, 0.05), (5, 0.0123)])
async def test_each_level_fills_its_own_fields(account: Account, level: int, price: float) -> None:
    await account.submit(GOOD, level)
    await account.clock.advance(4)

    (row,) = await account.rows()
    assert price == row["price"]
    assert (level == 5) == (row["validity"] == "YES")
    assert (level == 4) == ("response" in row)


async def test_rows_of_a_list_are_found_by_every_id_they_have(account: Account) -> None:
    numbers = ["447700900001", "447700900002", "447700900003"]
    placed = (await account.submit(",".join(numbers))).json()["data"]["messageId"]
    await account.clock.advance(4)

    rows = await account.rows(batchNo=None, messageId=placed)
    assert numbers == [row["phone"] for row in rows]
    assert all(re.fullmatch(placed + r"-[0-9]{6}", row["messageId"]) for row in rows)
    assert rows[1:2] == await account.rows(batchNo=None, messageId=rows[1]["messageId"])
    assert rows[2:3] == await account.rows(phone=numbers[2], appkey=APPKEY)
    assert [] == await account.rows(messageId="another")
    assert [] == await account.rows(batchNo="another")
    assert [] == await account.rows(date="2026-01-03")


async def test_ids_of_rows_can_count_as_in_the_sample(account: Account) -> None:
    account.nxcloud.switches["six_digit_ids"] = False
    placed = (await account.submit(f"{GOOD},{GOOD}")).json()["data"]["messageId"]
    await account.clock.advance(4)

    assert [f"{placed}-1", f"{placed}-2"] == [row["messageId"] for row in await account.rows()]


@pytest.mark.parametrize(("page", "first", "count"), [(1, 0, 2), (3, 4, 1), (4, 0, 0)])
async def test_pages_are_cut_as_asked(account: Account, page: int, first: int, count: int) -> None:
    await account.submit(",".join(f"44770090000{last}" for last in range(5)))
    await account.clock.advance(4)

    body = (await account.query(page=page, pageSize=2)).json()["data"]
    assert (5, 3, 2, page) == tuple(body[k] for k in ("totalSize", "totalPage", "pageSize", "page"))
    assert [f"44770090000{first + n}" for n in range(count)] == [
        row["phone"] for row in body["result"]
    ]


async def test_days_are_those_of_china(account: Account) -> None:
    await account.clock.advance(4 * 60 * 60)  # midnight there
    await account.submit(GOOD)
    await account.clock.advance(4)

    assert [] == await account.rows(date="2026-01-02")
    assert 1 == len(await account.rows(date="2026-01-03"))


async def test_queries_closer_than_3_s_are_too_frequent(account: Account) -> None:
    first, second = await account.query(), await account.query()
    await account.clock.advance(3)
    third = await account.query()

    assert [0, 88, 0] == [reply.json()["code"] for reply in (first, second, third)]
    assert "too frequent" in second.json()["msg"]
    assert second.json()["data"] == {}
    assert account.nxcloud.complaints == []
