"""What NXCloud's answers say of lists, of single numbers and of money."""

import json
from decimal import Decimal

import pytest

from providers.contract.errors import OutcomeUnknownError, UnexpectedReplyError
from providers.contract.reports import BatchPage, CheckedNumber, Price, Verdict
from tests.providers.scripted import Script, said
from tests.providers.test_nxcloud import (
    CHECKED,
    NUMBER,
    SMS_KEYS,
    TAKEN,
    TAKEN_2,
    TODAY,
    opened,
    row,
)
from tests.providers.vendors import NUMBER as PHONE


async def page_of(payload: object, batch: str | None = "101713775788") -> BatchPage:
    provider = await opened(Script(said(payload)))
    return await provider.fetch_batch(batch, day=TODAY, reference=None if batch else "33f7-2")


async def single_of(told: object) -> CheckedNumber:
    provider = await opened(Script(said({"code": 0, "message": "Success", "data": told})))
    return await provider.check_number(PHONE)


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"result": []},
        {"result": {}, "totalPage": 1, "totalSize": 1},
        {"result": ["row"], "totalPage": 1, "totalSize": 1},
        {"result": [], "totalPage": "many", "totalSize": 1},
        {"result": [], "totalPage": 1, "totalSize": None},
        {"result": [{"batchNo": "another"}], "totalPage": 1, "totalSize": 1},
        None,
        "",
    ],
)
async def test_a_page_that_is_none_is_not_believed(odd: object) -> None:
    with pytest.raises(UnexpectedReplyError):
        await page_of({"code": 0, "data": odd})


async def test_a_row_found_by_its_id_may_be_of_any_list() -> None:
    payload = row() | {"code": "0"}

    assert len((await page_of(payload, batch=None)).rows) == 1


async def test_the_numbers_that_will_not_be_checked_are_told_apart() -> None:
    answer = json.loads(TAKEN_2)
    answer["data"]["failNumber"] = [{"number": "18617", "reason": "?"}, {"number": 186}, "1", {}]
    provider = await opened(Script(said(answer)))

    placed = await provider.place_batch([NUMBER], batch="101813108534", level=5)

    assert placed.reference == "309b8fb7ce694391a17aa35f5b512209"
    assert placed.refused == ("18617", "186", "1")
    assert "18617" not in repr(placed)


async def test_a_list_of_bad_numbers_alone_may_have_no_id() -> None:
    answer = {"code": 0, "data": {"requestId": "", "failNumber": [{"number": "18617"}]}}
    provider = await opened(Script(said(answer)))

    placed = await provider.place_batch([NUMBER], batch="bot-000001", level=5)

    assert (placed.reference, placed.refused) == (None, ("18617",))


@pytest.mark.parametrize(
    "odd",
    [{"messageId": "", "batchNo": ""}, {"messageId": "1", "batchNo": "another"}, {}, None, []],
)
async def test_an_order_with_an_odd_answer_may_be_under_way(odd: object) -> None:
    provider = await opened(Script(said(json.loads(TAKEN) | {"data": odd})))

    with pytest.raises(OutcomeUnknownError):
        await provider.place_batch([NUMBER], batch="bot-000001", level=5)


async def test_one_number_is_told_as_the_document_says() -> None:
    checked = await single_of(CHECKED["data"])

    assert checked == CheckedNumber(
        reference="309b8fb7ce694391a17aa35f5b512209",
        batch="101813108534",
        number=PHONE,
        verdict=Verdict.VALID,
        submitted=PHONE.digits,
        level=1,
        kind="mobile",
        operator="Viettel",
        region="GB",
        price=Price(Decimal("0.002"), "CNY"),
        raw=checked.raw,
    )


@pytest.mark.parametrize(
    ("told", "verdict", "reason"),
    [
        ({"basic": {"numberType": "invalid", "failReason": "no such prefix"}}, "invalid", True),
        ({"failNumber": [{"number": PHONE.digits}]}, "invalid", False),
        ({"failNumber": {"number": PHONE.digits}}, "invalid", False),
        ({"failNumber": PHONE.digits, "failReason": "no such prefix"}, "invalid", True),
        ({"basic": {}}, "unknown", False),
    ],
)
async def test_a_bad_number_is_an_answer_too(
    told: dict[str, object], verdict: str, reason: bool
) -> None:
    checked = await single_of({"requestId": "1"} | told)

    assert (verdict, PHONE) == (checked.verdict, checked.number)
    assert ("no such prefix" if reason else "") == checked.said


@pytest.mark.parametrize(
    "odd", [{}, None, {"failNumber": []}, {"basic": {"phone": "84981234567"}}, {"basic": "?"}]
)
async def test_a_check_without_an_answer_may_have_been_charged(odd: object) -> None:
    with pytest.raises(OutcomeUnknownError):
        await single_of(odd)


@pytest.mark.parametrize("balance", [None, "", "much", True, {}, "1e5"])
async def test_a_balance_that_is_none_is_not_believed(balance: object) -> None:
    provider = await opened(Script(said({"code": "0", "balance": balance})), **SMS_KEYS)

    with pytest.raises(UnexpectedReplyError):
        await provider.fetch_balance()


async def test_a_balance_may_be_below_zero_and_without_credit() -> None:
    provider = await opened(Script(said({"code": "0", "balance": "-12.50"})), **SMS_KEYS)

    balance = await provider.fetch_balance()

    assert (Decimal("-12.50"), None) == (balance.amount, balance.credit)
