"""What NXCloud's refusals mean, and what a probe and wrong settings say."""

import json
from datetime import timedelta

import pytest

from providers.catalog import ProviderSettingsError, read_settings
from providers.contract.errors import (
    BusyError,
    CredentialsError,
    FundsError,
    NotFoundError,
    NumberRefusedError,
    OutcomeUnknownError,
    ProviderError,
    RefusedError,
    UnexpectedReplyError,
    UnreachableError,
)
from providers.nxcloud import NxCloud
from tests.providers.quick_clock import QuickClock
from tests.providers.scripted import Answer, Script, said
from tests.providers.test_nxcloud import (
    EMPTY,
    MIDNIGHT,
    NUMBER,
    SMS_KEYS,
    TAKEN,
    TODAY,
    VENDOR,
    opened,
)

# As the document prints it.
WRONG_DATE = b"""{
  "msg": "Incorrect date format [yyyy-MM-dd]",
  "code": 88,
  "data": {}
}"""
EVERYWHERE: list[tuple[object, type[ProviderError]]] = [
    (1001, RefusedError),
    (1002, RefusedError),
    (1003, CredentialsError),
    (1004, CredentialsError),
    (1005, CredentialsError),
    ("1005", CredentialsError),
    (202, CredentialsError),
    (210, CredentialsError),
    (88, RefusedError),
    (777, RefusedError),  # unknown: for good
]


def refused(code: object, message: str = "No", status: int = 200) -> Answer:
    return said({"msg": message, "code": code, "data": {}}, status)


async def failure_of_a_list(*steps: Answer) -> ProviderError:
    provider = await opened(Script(*steps))
    with pytest.raises(ProviderError) as caught:
        await provider.place_batch([NUMBER], batch="bot-000001", level=1)
    return caught.value


async def failure_of_a_question(*steps: Answer) -> ProviderError:
    provider = await opened(Script(*steps))
    with pytest.raises(ProviderError) as caught:
        await provider.fetch_batch("ok", day=TODAY)
    return caught.value


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        *EVERYWHERE,
        (201, RefusedError),
        (203, NumberRefusedError),
        (204, OutcomeUnknownError),
        (205, FundsError),
        (206, OutcomeUnknownError),
        (207, RefusedError),
        (211, FundsError),
        (212, RefusedError),
        (288, OutcomeUnknownError),
        (299, OutcomeUnknownError),
        ("299", OutcomeUnknownError),
        (None, OutcomeUnknownError),
        ("", OutcomeUnknownError),
        (True, OutcomeUnknownError),
        (0, OutcomeUnknownError),  # taken, and no id
    ],
)
async def test_each_code_of_an_order_has_its_class(
    code: object, meaning: type[ProviderError]
) -> None:
    assert meaning is type(await failure_of_a_list(refused(code)))


@pytest.mark.parametrize(
    ("code", "meaning"),
    [*EVERYWHERE, (299, UnreachableError), (None, UnexpectedReplyError), (0, UnexpectedReplyError)],
)
async def test_each_code_of_a_question_has_its_class(
    code: object, meaning: type[ProviderError]
) -> None:
    assert meaning is type(await failure_of_a_question(refused(code)))


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (refused(211, status=500), FundsError),  # a code says more than a status
        (refused(777, status=500), OutcomeUnknownError),
        (refused(777, status=429), BusyError),
        (refused(0, status=403), CredentialsError),
        (refused(0, status=500), OutcomeUnknownError),
        (Answer(404, b"<html>"), NotFoundError),
    ],
)
async def test_a_status_counts_where_no_code_says_more(
    answer: Answer, meaning: type[ProviderError]
) -> None:
    assert meaning is type(await failure_of_a_list(answer))


@pytest.mark.parametrize("field", ["msg", "message"])
async def test_a_refusal_says_what_the_operator_needs(field: str) -> None:
    failure = await failure_of_a_list(said({"code": 211, field: "Balance of 4455667788 is low"}))

    assert str(failure) == "nxcloud: error 211: Balance of ••• is low"


async def test_the_printed_failure_is_a_refusal() -> None:
    failure = await failure_of_a_question(Answer(200, WRONG_DATE))

    assert str(failure) == "nxcloud: error 88: Incorrect date format [yyyy-MM-dd]"


@pytest.mark.parametrize(
    "text", ["Requests are too frequent", "Too Many requests", "rate limit reached", "请求过于频繁"]
)
async def test_a_question_asked_too_often_is_asked_again(text: str) -> None:
    script, clock = Script(refused(88, text), Answer(200, EMPTY)), QuickClock()
    provider = await opened(script, clock)

    await provider.fetch_batch("ok", day=TODAY)

    assert len(script.requests) == 2
    assert clock.now() - MIDNIGHT >= timedelta(seconds=3)


async def test_a_question_asked_too_often_all_the_time_says_so() -> None:
    assert BusyError is type(await failure_of_a_question(refused(88, "too frequent")))


async def test_a_refused_timestamp_is_made_anew_even_for_an_order() -> None:
    script, clock = Script(refused(1004), Answer(200, TAKEN)), QuickClock()
    provider = await opened(script, clock)

    await provider.place_batch([NUMBER], batch="bot-000001", level=1)

    first, second = script.requests
    assert first.content == second.content
    assert first.headers["ts"] == "1795219200000"
    assert first.headers["ts"] <= second.headers["ts"]


async def test_a_fresh_timestamp_is_fresh_after_a_wait() -> None:
    script, clock = Script(refused("1004"), Answer(200, EMPTY)), QuickClock()
    provider = await opened(script, clock)

    await provider.fetch_batch("ok", day=TODAY)

    first, second = (int(request.headers["ts"]) for request in script.requests)
    assert second - first >= 3000
    assert script.requests[0].headers["sign"] != script.requests[1].headers["sign"]


@pytest.mark.parametrize(
    ("second", "meaning"),
    [
        (refused(1004), CredentialsError),
        (refused(211), FundsError),
        (Answer(500), OutcomeUnknownError),
    ],
)
async def test_a_timestamp_is_made_anew_once_only(
    second: Answer, meaning: type[ProviderError]
) -> None:
    script = Script(refused(1004), second)
    provider = await opened(script)

    with pytest.raises(meaning):
        await provider.place_batch([NUMBER], batch="bot-000001", level=1)
    assert len(script.requests) == 2


async def test_the_balance_is_refused_in_the_same_words() -> None:
    provider = await opened(Script(said({"code": "1005", "msg": "bad key"})), **SMS_KEYS)

    with pytest.raises(CredentialsError, match="nxcloud: error 1005: bad key"):
        await provider.fetch_balance()


async def test_a_probe_is_content_with_an_empty_page() -> None:
    script = Script(Answer(200, EMPTY))

    await (await opened(script)).probe()

    (request,) = script.requests
    assert str(request.url) == "https://api2.nxcloud.com/api/number/query"
    assert json.loads(request.content) == {
        "batchNo": "no-such-batch",
        "page": 1,
        "date": "2026-11-21",
        "pageSize": 100,
        "appkey": "a1b2c3d4",
    }


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (refused(1003), CredentialsError),
        (refused(210), CredentialsError),
        (refused(1001), RefusedError),
        (Answer(404, b"<html>"), UnexpectedReplyError),
        (Answer(200, b"<html>"), UnexpectedReplyError),
    ],
)
async def test_a_probe_tells_what_is_wrong(answer: Answer, meaning: type[ProviderError]) -> None:
    provider = await opened(Script(answer))

    with pytest.raises(ProviderError) as caught:
        await provider.probe()
    assert meaning is type(caught.value)


@pytest.mark.parametrize(
    ("wrong", "variable"),
    [
        ({"NXCLOUD_ACCESS_SECRET": ""}, "NXCLOUD_ACCESS_SECRET"),
        ({"NXCLOUD_APPKEY": "two words"}, "NXCLOUD_APPKEY"),
        ({"NXCLOUD_ALGORITHM": "crc32"}, "NXCLOUD_ALGORITHM"),
        ({"NXCLOUD_ALLOW_TEST_CALLS": "maybe"}, "NXCLOUD_ALLOW_TEST_CALLS"),
        ({"NXCLOUD_BASE_URL": "http://api2.nxcloud.com"}, "NXCLOUD_BASE_URL"),
        ({"NXCLOUD_BALANCE_URL": "http://api.nxcloud.com"}, "NXCLOUD_BALANCE_URL"),
        ({"NXCLOUD_SMS_APPKEY": ""}, "NXCLOUD_SMS_SECRETKEY"),
        ({"NXCLOUD_SMS_SECRETKEY": ""}, "NXCLOUD_SMS_SECRETKEY"),
        ({"NXCLOUD_SMS_APPKEY": "two words"}, "NXCLOUD_SMS_APPKEY"),
    ],
)
def test_a_wrong_setting_is_named(wrong: dict[str, str], variable: str) -> None:
    with pytest.raises(ProviderSettingsError) as caught:
        read_settings(NxCloud, {**VENDOR.variables, **wrong})
    assert str(caught.value).startswith(f"{variable}: ")


def test_the_keys_for_the_balance_may_both_be_left_out() -> None:
    without = {name: value for name, value in VENDOR.variables.items() if "_SMS_" not in name}

    assert read_settings(NxCloud, without) is not None
