"""The panel of virtual numbers: its magic numbers, and the messages that come in."""

import asyncio
from typing import Any

import pytest

from sandbox.vendors.trouble import Mode
from tests.sandbox.vendors.test_virtual_numbers import Account


@pytest.fixture
def account() -> Account:
    return Account()


async def received(account: Account, last: str) -> list[dict[str, Any]]:
    """Lend the number of a fate and wait for all that comes."""
    asking = asyncio.create_task(account.take_toy(last))
    await account.clock.advance(60)
    await asking
    return account.told


async def test_a_message_comes_in_the_shape_of_the_document_after_a_while(
    account: Account,
) -> None:
    await account.take()
    await account.clock.advance(3)
    at_first = len(account.heard)
    await account.clock.advance(1)

    told = account.told[0]
    code = told["data"]["otp_code"]
    assert at_first == 0
    assert len(account.heard) == 1
    assert account.heard[0].method == "POST"
    assert account.heard[0].headers["Content-Type"] == "application/json"
    assert told == {
        "event": "otp_received",
        "data": {
            "phone_number": "+447700900000",
            "otp_code": code,
            "provider": "TOY_TOWN_SMS",
            "sms_text": told["data"]["sms_text"],
        },
    }
    assert len(code) == 6
    assert f"code is {code}. Do not share this code." in told["data"]["sms_text"]


@pytest.mark.parametrize(
    ("last", "count"), [("010", 0), ("011", 2), ("012", 2), ("013", 1), ("014", 0), ("016", 1)]
)
async def test_messages_come_as_often_as_fate_wants(
    account: Account, last: str, count: int
) -> None:
    told = await received(account, last)

    assert len(told) == count
    assert {f"+447700900{last}"} >= {one["data"]["phone_number"] for one in told}
    assert account.panel.charged == [f"+447700900{last}"]


async def test_fate_011_is_two_messages_and_fate_012_the_same_one_twice(account: Account) -> None:
    await received(account, "011")
    await received(account, "012")

    codes = [one["data"]["otp_code"] for one in account.told]
    assert codes[0] != codes[1]
    assert codes[2] == codes[3]


async def test_fate_013_tells_the_code_before_the_number(account: Account) -> None:
    asking = asyncio.create_task(account.take_toy("013"))
    await account.clock.advance(0.5)

    assert not asking.done()
    assert ["+447700900013"] == [one["data"]["phone_number"] for one in account.told]
    await account.clock.advance(0.5)
    assert (await asking).json()["data"]["phone_number"] == "+447700900013"


async def test_fate_015_has_leading_zeros_and_the_others_never(account: Account) -> None:
    zeros = (await received(account, "015"))[0]["data"]["otp_code"]
    other = (await received(account, "000"))[-1]["data"]["otp_code"]

    assert zeros.startswith("000")
    assert len(zeros) == 6
    assert not other.startswith("0")


async def test_fate_016_has_two_candidates_and_no_code(account: Account) -> None:
    message = (await received(account, "016"))[0]["data"]

    words = message["sms_text"].replace(".", "").split()
    assert "otp_code" not in message
    assert len([word for word in words if word.isdigit() and len(word) == 6]) == 2


@pytest.mark.parametrize(
    ("last", "status", "message"),
    [
        ("050", 401, "Invalid api_key"),
        ("052", 500, "Unable to get number"),
        ("055", 404, "No number received"),
        ("056", 402, "Insufficient balance"),
    ],
)
async def test_a_refused_fate_lends_nothing(
    account: Account, last: str, status: int, message: str
) -> None:
    reply = await account.take_toy(last)
    await account.clock.advance(60)

    assert reply.status_code == status
    assert reply.json() == {"status": "error", "message": message}
    assert account.panel.charged == []
    assert account.panel.complaints == []
    assert account.heard == []


async def test_fate_051_is_throttled_once_and_then_fine(account: Account) -> None:
    first, second = await account.take_toy("051"), await account.take_toy("051")

    assert (first.status_code, first.headers["Retry-After"]) == (429, "5")
    assert second.status_code == 200
    assert account.panel.charged == ["+447700900051"]


async def test_fate_053_lends_the_number_and_never_answers_in_time(account: Account) -> None:
    asking = asyncio.create_task(account.take_toy("053"))
    await account.clock.advance(59)

    assert not asking.done()
    assert account.panel.charged == ["+447700900053"]
    assert len(account.heard) == 1
    await account.clock.advance(1)
    assert (await asking).status_code == 504


async def test_fate_054_lends_the_number_and_cuts_the_reply(account: Account) -> None:
    reply = await account.take_toy("054")

    assert int(reply.headers["content-length"]) > len(reply.content)
    assert reply.text.startswith('{"status":"success",')
    assert account.panel.charged == ["+447700900054"]


async def test_fate_060_answers_a_status_no_document_knows(account: Account) -> None:
    reply = await account.take_toy("060")

    assert reply.status_code == 200
    assert reply.json() == {"status": "perhaps", "data": {"phone_number": "+447700900060"}}


async def test_fate_070_lends_at_once_and_answers_after_20_s(account: Account) -> None:
    asking = asyncio.create_task(account.take_toy("070"))
    await account.clock.advance(19)

    assert not asking.done()
    assert account.panel.charged == ["+447700900070"]
    await account.clock.advance(1)
    assert (await asking).status_code == 200


async def test_a_slow_vendor_answers_everything_after_20_s(account: Account) -> None:
    account.panel.mode = Mode.SLOW
    asking = [asyncio.create_task(account.init()), asyncio.create_task(account.take())]
    await account.clock.advance(19)
    before = [one.done() for one in asking]
    await account.clock.advance(1)

    assert before == [False, False]
    assert [(await one).status_code for one in asking] == [200, 200]


@pytest.mark.parametrize(
    ("form", "shown"),
    [("full", "+447700900000"), ("remove_plus", "447700900000"), ("national", "7700900000")],
)
async def test_the_webhook_writes_the_number_as_switched(
    account: Account, form: str, shown: str
) -> None:
    account.panel.switches["hook_number_format"] = form

    assert (await received(account, "000"))[0]["data"]["phone_number"] == shown


async def test_a_webhook_is_posted_once_whatever_the_answer(account: Account) -> None:
    account.answers = [500]

    assert len(await received(account, "000")) == 1


async def test_nothing_is_posted_where_nobody_named_an_address(account: Account) -> None:
    account.panel.hook = ""

    assert [] == await received(account, "000")
    assert account.postman.deliveries == []


async def test_a_message_of_anyones_can_be_let_in_for_a_lent_number(account: Account) -> None:
    await account.take_toy("010")
    account.panel.deliver(
        "+447700900010", "Your OTP is 123456. Do not share this code.", code="123456"
    )
    account.panel.deliver("+447700900010", "Hello")
    await account.clock.advance(0)

    assert [one["data"] for one in account.told] == [
        {
            "phone_number": "+447700900010",
            "otp_code": "123456",
            "provider": "TOY_TOWN_SMS",
            "sms_text": "Your OTP is 123456. Do not share this code.",
        },
        {"phone_number": "+447700900010", "provider": "TOY_TOWN_SMS", "sms_text": "Hello"},
    ]


async def test_nobody_else_receives_messages(account: Account) -> None:
    await account.take()
    await account.clock.advance(20 * 60)

    with pytest.raises(ValueError, match="Nobody has that number"):
        account.panel.deliver("+447700900000", "Hello")
    with pytest.raises(ValueError, match="Nobody has that number"):
        account.panel.deliver("+447700900001", "Hello")
