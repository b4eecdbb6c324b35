"""How LANCK refuses, what its settings must look like, and what a probe makes of it."""

import pytest
from pydantic import ValidationError

from providers.catalog import ProviderSettingsError, read_settings
from providers.contract.calls import CallOutcome, CallReport
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
from providers.lanck import Lanck, LanckSettings
from tests.providers.scripted import Answer, Script, said
from tests.providers.test_lanck import ADDRESS, FLASH, ID, NUMBER, TOKEN, opened

GONE = said({"errorCode": 404, "errorReason": "Request not found or expired"}, 404)


def refused(code: object, status: int) -> Answer:
    return said({"errorCode": code, "errorReason": "Sorry"}, status)


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (said({"errorCode": 1, "errorReason": "Authentication required"}, 401), CredentialsError),
        (refused(2, 400), CredentialsError),
        (refused(4, 429), BusyError),
        (refused(5, 401), CredentialsError),
        (refused(6, 403), FundsError),
        (refused(7, 403), CredentialsError),
        (refused(8, 400), CredentialsError),
        (refused(9, 400), RefusedError),
        (refused(10, 400), RefusedError),
        (refused(11, 400), NumberRefusedError),
        (refused("11", 400), NumberRefusedError),
        (refused(16, 400), RefusedError),
        (refused(20, 404), NotFoundError),
        (refused(22, 400), NotFoundError),
        (refused(25, 405), RefusedError),
        (refused(99, 500), OutcomeUnknownError),
        (refused(99, 400), OutcomeUnknownError),
        (refused(404, 404), NotFoundError),
        # Codes no document knows, and none at all: by HTTP status.
        (refused(77, 400), RefusedError),
        (refused(77, 403), CredentialsError),
        (refused([], 402), FundsError),
        (refused(77, 500), OutcomeUnknownError),
        (Answer(404, b"<html>"), NotFoundError),
        (Answer(429, b""), BusyError),
        (Answer(502, b"<html>"), OutcomeUnknownError),
    ],
)
async def test_each_refusal_of_an_order_has_its_class(
    answer: Answer, meaning: type[ProviderError]
) -> None:
    with pytest.raises(ProviderError) as caught:
        await opened(Script(answer)).place_flash_call(NUMBER)

    assert type(caught.value) is meaning


async def test_a_code_in_a_good_answer_is_no_refusal() -> None:
    script = Script(said(FLASH | {"errorCode": 6}))

    assert (await opened(script).place_flash_call(NUMBER)).reference == ID


async def test_a_refusal_says_what_the_operator_needs() -> None:
    with pytest.raises(NumberRefusedError, match="lanck: error 11: Sorry"):
        await opened(Script(refused(11, 400))).look_up(NUMBER)


async def test_error_6_is_told_with_both_its_readings() -> None:
    with pytest.raises(FundsError, match=r"error 6: account not live yet, or out of money.*Sorry"):
        await opened(Script(refused(6, 403))).look_up(NUMBER)


async def test_an_order_over_the_limit_was_not_carried_out_and_is_repeated() -> None:
    script = Script(refused(4, 429), said(FLASH))

    assert (await opened(script).place_flash_call(NUMBER)).reference == ID
    assert len(script.requests) == 2


@pytest.mark.parametrize("answer", [GONE, refused(20, 404), refused(22, 400)])
async def test_a_reservation_lanck_has_forgotten_has_expired(answer: Answer) -> None:
    report = await opened(Script(answer)).fetch_incoming_call(ID)

    assert report == CallReport(reference=ID, outcome=CallOutcome.EXPIRED)


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (Answer(404, b"<html>no such page</html>"), UnexpectedReplyError),  # not LANCK's own
        (refused(1, 401), CredentialsError),
        (refused(99, 500), UnreachableError),
        (said({"requestId": ID}), UnexpectedReplyError),
    ],
)
async def test_a_reservation_that_cannot_be_asked_about_has_not_expired(
    answer: Answer, meaning: type[ProviderError]
) -> None:
    with pytest.raises(ProviderError) as caught:
        await opened(Script(answer)).fetch_incoming_call(ID)

    assert type(caught.value) is meaning
    assert caught.value.provider == "lanck"


async def test_a_forgotten_request_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        await opened(Script(GONE)).fetch_call(ID)


@pytest.mark.parametrize("answer", [GONE, refused(10, 400), said({"status": "EXPIRED"})])
async def test_a_probe_is_content_with_an_answer_of_lancks_own(answer: Answer) -> None:
    script = Script(answer)

    await opened(script).probe()

    (request,) = script.requests
    assert request.method == "GET"
    assert str(request.url) == f"{ADDRESS}/calls/incoming/no-such-request"


@pytest.mark.parametrize("status", [400, 404, 405])
async def test_a_probe_does_not_take_another_server_for_lanck(status: int) -> None:
    with pytest.raises(UnexpectedReplyError):
        await opened(Script(Answer(status, b"<html>"))).probe()


@pytest.mark.parametrize(
    "token", ["", "word", "a:b:c", ":password", "user:", ":", "us er:password", "user:pässword"]
)
def test_a_token_is_two_parts_and_a_colon(token: str) -> None:
    with pytest.raises(ValidationError):
        LanckSettings.model_validate({"access_token": token, "base_url": ADDRESS})


def test_the_address_has_no_default() -> None:
    with pytest.raises(ProviderSettingsError, match="LANCK_BASE_URL: is needed too"):
        read_settings(Lanck, {"LANCK_ACCESS_TOKEN": TOKEN})


def test_a_wrong_token_is_complained_about_without_showing_it() -> None:
    with pytest.raises(ProviderSettingsError) as caught:
        read_settings(Lanck, {"LANCK_ACCESS_TOKEN": "pa55word", "LANCK_BASE_URL": ADDRESS})

    assert "LANCK_ACCESS_TOKEN: should be user:password, with one colon" == str(caught.value)
