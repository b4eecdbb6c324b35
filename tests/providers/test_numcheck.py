"""NumCheck, held against its document."""

import json

import pytest
from structlog.testing import capture_logs

from providers.contract.calls import CallOutcome
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
from providers.contract.phone import PhoneNumber
from providers.numcheck import NumCheck, NumCheckSettings
from tests.providers.quick_clock import QuickClock
from tests.providers.scripted import Answer, Script, said, wired
from tests.providers.vendors import NUMBER as PHONE
from tests.providers.vendors import Deed, Vendor

KEY = "0123456789abcdef0123456789abcdef"
NUMBER = PhoneNumber.parse("+79991234567")  # the document's own

# The answers as the document prints them.
PLACED = b"""{
  "callId": 33168,
  "callerId": 37166004953,
  "code": 4953,
  "statusCode": 200,
  "errorCode": 0,
  "message": null,
  "success": true
}"""
INFO = b"""{
  "callId": 33168,
  "callerId": 37166004953,
  "code": 4953,
  "status": 1,
  "statusCode": 200,
  "errorCode": 0,
  "message": null,
  "success": true
}"""
GOOD = json.loads(PLACED)
VENDOR = Vendor(
    variables={"NUMCHECK_SECRET_KEY": KEY},
    secrets=(KEY, "4953", "37166004953", PHONE.digits),
    deeds=(
        Deed("flash call", lambda it: it.place_flash_call(PHONE), GOOD, is_paid=True),
        Deed("fetch", lambda it: it.fetch_call("33168"), GOOD | {"status": 1}),
    ),
    zeros=(
        Deed(
            "flash call",
            lambda it: it.place_flash_call(PHONE),
            GOOD | {"callerId": 37166000042, "code": 42},
        ),
        "0042",
    ),
    odd_status=Deed("fetch", lambda it: it.fetch_call("33168"), GOOD | {"status": 7}),
)

BAD = {
    "callId": None,
    "callerId": None,
    "code": None,
    "statusCode": 400,
    "errorCode": 1,
    "message": "Invalid phone",
    "success": False,
}


def opened(script: Script) -> NumCheck:
    settings = NumCheckSettings.model_validate({"secret_key": KEY})
    return NumCheck(settings, wired(script, QuickClock()))


async def test_a_call_is_ordered_as_the_document_says() -> None:
    script = Script(Answer(200, PLACED))

    placed = await opened(script).place_flash_call(NUMBER, code="1234")

    (request,) = script.requests
    assert request.method == "POST"
    assert str(request.url) == "https://api.numcheckapi.com/ru/init-call?phone=79991234567"
    assert request.headers["X-AUTH-Token"] == KEY
    assert request.content == b""
    assert (placed.reference, placed.caller, placed.code) == ("33168", "37166004953", "4953")
    assert "33168" in placed.raw
    assert "4953" not in placed.raw


async def test_a_call_is_asked_about_as_the_document_says() -> None:
    script = Script(Answer(200, INFO))

    report = await opened(script).fetch_call("33168")

    (request,) = script.requests
    assert request.method == "POST"
    assert str(request.url) == "https://api.numcheckapi.com/ru/get-call-info?callId=33168"
    assert request.content == b""
    assert (report.reference, report.outcome) == ("33168", CallOutcome.DELIVERED)


@pytest.mark.parametrize(
    ("caller", "code", "read"),
    [
        (37166004953, 4953, "4953"),
        ("37166004953", "4953", "4953"),
        ("+37166004953", None, "4953"),
        (37166000042, 42, "0042"),
        (37166000000, 0, "0000"),
        (None, 42, "0042"),
        ("", "0042", "0042"),
        (42, 4953, "4953"),  # too short to hold a code
        ("hidden", 7, "0007"),
    ],
)
async def test_the_code_is_the_end_of_the_caller_with_its_zeros(
    caller: object, code: object, read: str
) -> None:
    script = Script(said(GOOD | {"callerId": caller, "code": code}))

    assert (await opened(script).place_flash_call(NUMBER)).code == read


async def test_a_code_that_is_not_the_end_of_the_caller_is_logged_but_not_shown() -> None:
    script = Script(said(GOOD | {"code": 1111}))

    with capture_logs() as logs:
        placed = await opened(script).place_flash_call(NUMBER)

    assert placed.code == "4953"
    assert "code is not the end of the caller" in [each["event"] for each in logs]
    assert "1111" not in str(logs)


async def test_ids_may_come_as_strings() -> None:
    script = Script(said(GOOD | {"callId": "33168"}))

    assert (await opened(script).place_flash_call(NUMBER)).reference == "33168"


@pytest.mark.parametrize(
    "missing",
    [
        {"callId": None},
        {"callId": ""},
        {"callId": True},
        {"callId": 3.5},
        {"callerId": None, "code": None},
        {"callerId": None, "code": "none"},
        {"success": None},
        {"success": "true"},
    ],
)
async def test_a_call_without_id_or_code_may_be_ringing_all_the_same(
    missing: dict[str, object],
) -> None:
    script = Script(said(GOOD | missing))

    with pytest.raises(OutcomeUnknownError):
        await opened(script).place_flash_call(NUMBER)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (0, CallOutcome.IN_PROGRESS),
        (1, CallOutcome.DELIVERED),
        (-1, CallOutcome.NO_ANSWER),
        ("1", CallOutcome.DELIVERED),
        ("-1", CallOutcome.NO_ANSWER),
        (None, CallOutcome.PENDING),
        (7, CallOutcome.UNKNOWN),
        (True, CallOutcome.UNKNOWN),
        ([], CallOutcome.UNKNOWN),
        ("ringing", CallOutcome.UNKNOWN),
    ],
)
async def test_each_status_has_an_outcome(status: object, outcome: CallOutcome) -> None:
    script = Script(said(GOOD | {"status": status}))

    assert (await opened(script).fetch_call("33168")).outcome is outcome


async def test_a_missing_status_means_nothing_happened_yet() -> None:
    assert (await opened(Script(said(GOOD))).fetch_call("33168")).outcome is CallOutcome.PENDING


async def test_an_answer_about_another_call_is_not_believed() -> None:
    script = Script(said(GOOD | {"callId": 33169, "status": 1}))

    with pytest.raises(UnexpectedReplyError):
        await opened(script).fetch_call("33168")


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (said(BAD, 400), NumberRefusedError),
        (said(BAD, 200), NumberRefusedError),  # the worse of the two wins
        (said(BAD | {"statusCode": "422"}, 200), NumberRefusedError),
        (said(BAD | {"statusCode": 200}, 404), NumberRefusedError),
        (said(BAD | {"statusCode": 200}, 200), RefusedError),
        (said(GOOD | {"errorCode": 5}), RefusedError),
        (said(GOOD | {"errorCode": "5"}), RefusedError),
        (said(GOOD | {"success": False}), RefusedError),
        (Answer(400, b"<html>"), RefusedError),
        (said(BAD | {"statusCode": 401}, 200), CredentialsError),
        (said(BAD, 403), CredentialsError),
        (said(BAD | {"statusCode": 402}, 200), FundsError),
        (said(BAD | {"message": "Insufficient funds"}, 200), FundsError),
        (said(BAD | {"message": "Low BALANCE"}, 500), FundsError),
        (said(BAD | {"message": "Недостаточно средств"}, 400), FundsError),
        (said(BAD | {"message": "Пополните баланс"}, 400), FundsError),
        (said(BAD | {"statusCode": 429}, 200), BusyError),
        (said(BAD | {"statusCode": 500}, 200), OutcomeUnknownError),
        (said(GOOD | {"statusCode": 503}, 200), OutcomeUnknownError),
        (said(GOOD, 500), OutcomeUnknownError),
    ],
)
async def test_each_failure_of_an_order_has_its_class(
    answer: Answer, meaning: type[ProviderError]
) -> None:
    with pytest.raises(ProviderError) as caught:
        await opened(Script(answer)).place_flash_call(NUMBER)

    assert type(caught.value) is meaning


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (said(BAD | {"statusCode": 404}, 404), NotFoundError),
        (said(BAD, 400), RefusedError),
        (said(BAD | {"statusCode": 200}, 200), RefusedError),
        (said(BAD | {"statusCode": 500}, 200), UnreachableError),
        (said(GOOD | {"success": None}), UnexpectedReplyError),
    ],
)
async def test_each_failure_of_a_question_has_its_class(
    answer: Answer, meaning: type[ProviderError]
) -> None:
    with pytest.raises(ProviderError) as caught:
        await opened(Script(answer)).fetch_call("33168")

    assert type(caught.value) is meaning


async def test_a_refusal_says_what_the_operator_needs() -> None:
    with pytest.raises(NumberRefusedError, match="numcheck: error 1: Invalid phone"):
        await opened(Script(said(BAD, 400))).place_flash_call(NUMBER)


async def test_talk_of_money_in_a_good_answer_is_no_failure() -> None:
    script = Script(said(GOOD | {"message": "Balance: 12"}))

    assert (await opened(script).place_flash_call(NUMBER)).code == "4953"


async def test_a_probe_is_content_with_a_proper_refusal() -> None:
    script = Script(said(BAD | {"statusCode": 404, "message": "Call not found"}, 404))

    await opened(script).probe()

    assert script.requests[0].url.params["callId"] == "0"
