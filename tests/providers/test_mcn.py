"""MCN's orders and its settings, held against its document."""

import json
import re

import pytest
from structlog.testing import capture_logs

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
)
from providers.contract.phone import PhoneNumber
from providers.mcn import Mcn, McnSettings
from tests.providers.quick_clock import QuickClock
from tests.providers.scripted import Answer, Script, said, wired
from tests.providers.vendors import NUMBER as PHONE
from tests.providers.vendors import Deed, Vendor, posted

TOKEN = "t0ken-of-the-desk-8842"
ADDRESS = "https://paidmethods.mcn.ru/api/protected/api/auth/passwordcall"
NUMBER = PhoneNumber.parse("+421222202004")  # the document's own

# The answer and the callback as the document prints them.
PLACED = b"""{
  "ok": true,
  "caller_number": "421222202004",
  "verification_code": "1234",
  "verification_uuid": "da59bda0a1bb_117793",
  "is_redirect": false
}"""
ENDED = b"""{
  "verification_call_uuid": "fa278be48dc2_117793",
  "q931_status": 16,
  "final_status": "ANSWER"
}"""
GOOD = json.loads(PLACED)
RECORD = json.loads(ENDED)
BAD = {"ok": False, "message": "Invalid phone_number"}

VENDOR = Vendor(
    variables={"MCN_TOKEN": TOKEN, "MCN_LANG": "ru_RU"},
    secrets=(TOKEN, "1234", "421222202004", PHONE.digits),
    deeds=(
        Deed("password call", lambda it: it.place_password_call(PHONE), GOOD, is_paid=True),
        Deed(
            "our password call",
            lambda it: it.place_password_call(PHONE, code="1234", check_forwarding=True),
            GOOD,
            is_paid=True,
        ),
    ),
    zeros=(
        Deed(
            "password call",
            lambda it: it.place_password_call(PHONE),
            GOOD | {"verification_code": 42},
        ),
        "0042",
    ),
    odd_status=posted(json.dumps(RECORD | {"final_status": "TELEPORTED"}).encode()),
    callbacks={
        "record": posted(ENDED),
        "array": posted(
            json.dumps([RECORD, RECORD | {"verification_call_uuid": "other_117793"}]).encode()
        ),
        "form": posted(b"verification_call_uuid=fa278be48dc2_117793&q931_status=41"),
    },
)


def opened(script: Script, **settings: str) -> Mcn:
    wishes = {"token": TOKEN} | settings
    return Mcn(McnSettings.model_validate(wishes), wired(script, QuickClock()))


async def test_a_call_is_ordered_as_the_document_says() -> None:
    script = Script(Answer(200, PLACED))

    placed = await opened(script).place_password_call(NUMBER, code="1234", check_forwarding=True)

    (request,) = script.requests
    assert request.method == "POST"
    assert str(request.url) == ADDRESS
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["Accept"] == "application/json"
    assert request.content == (
        b'{"phone_number":"421222202004","verification_code":"1234","is_with_redirect":true}'
    )
    assert (placed.reference, placed.caller) == ("da59bda0a1bb_117793", "421222202004")
    assert (placed.code, placed.is_forwarded) == ("1234", False)
    assert "da59bda0a1bb" in placed.raw
    assert "1234" not in placed.raw


@pytest.mark.parametrize(
    ("code", "check_forwarding", "lang", "body"),
    [
        (None, False, "", {"phone_number": "421222202004"}),
        ("", False, "", {"phone_number": "421222202004"}),
        ("0042", False, "", {"phone_number": "421222202004", "verification_code": "0042"}),
        (None, True, "", {"phone_number": "421222202004", "is_with_redirect": True}),
        (None, False, "ru_RU", {"phone_number": "421222202004", "lang": "ru_RU"}),
    ],
)
async def test_what_is_not_wished_for_is_left_out(
    code: str | None, check_forwarding: bool, lang: str, body: dict[str, object]
) -> None:
    script = Script(Answer(200, PLACED))

    await opened(script, lang=lang).place_password_call(
        NUMBER, code=code, check_forwarding=check_forwarding
    )

    assert body == json.loads(script.requests[0].content)


@pytest.mark.parametrize(
    ("stated", "sent", "read"),
    [
        ("4321", "1234", "4321"),  # the answer is the truth
        (4321, None, "4321"),
        (42, None, "0042"),
        ("0042", None, "0042"),
        ("", "1234", "1234"),
        (None, "1234", "1234"),
        (True, "1234", "1234"),
        ("12345", "1234", "1234"),
    ],
)
async def test_the_code_is_that_of_the_answer_with_its_zeros(
    stated: object, sent: str | None, read: str
) -> None:
    script = Script(said(GOOD | {"verification_code": stated}))

    assert read == (await opened(script).place_password_call(NUMBER, code=sent)).code


@pytest.mark.parametrize(
    ("fields", "reference"),
    [
        ({"verification_call_uuid": "fa278be48dc2_117793"}, "fa278be48dc2_117793"),
        ({"verification_uuid": "no separator"}, "no separator"),
        ({}, None),
        ({"verification_uuid": ""}, None),
        ({"verification_uuid": "a\nb"}, None),
        ({"verification_uuid": "x" * 129}, None),
        ({"verification_uuid": 7}, None),
    ],
)
async def test_the_id_has_two_names_and_may_be_missing(
    fields: dict[str, object], reference: str | None
) -> None:
    answer = {"ok": True, "verification_code": "1234"} | fields

    with capture_logs() as logs:
        placed = await opened(Script(said(answer))).place_password_call(NUMBER)

    assert reference == placed.reference
    assert placed.caller is None
    assert ("call without an id" in [each["event"] for each in logs]) is (reference is None)


@pytest.mark.parametrize(
    ("check_forwarding", "stated", "is_forwarded"),
    [
        (True, True, True),
        (True, False, False),
        (True, None, None),
        (True, "yes", None),
        (False, True, None),
        (False, False, None),
    ],
)
async def test_forwarding_is_known_only_where_it_was_asked_about(
    check_forwarding: bool, stated: object, is_forwarded: bool | None
) -> None:
    mcn = opened(Script(said(GOOD | {"is_redirect": stated})))

    placed = await mcn.place_password_call(NUMBER, check_forwarding=check_forwarding)

    assert placed.is_forwarded is is_forwarded


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (said(BAD), RefusedError),
        (said({"ok": False}), RefusedError),
        (said(BAD, 400), NumberRefusedError),
        (said(BAD, 404), NumberRefusedError),
        (said({"message": ["odd"]}, 422), NumberRefusedError),
        (said(BAD, 405), RefusedError),
        (Answer(400, b"<html>"), RefusedError),
        (Answer(404, b"<html>"), NotFoundError),
        (said(BAD, 401), CredentialsError),
        (said(BAD, 403), CredentialsError),
        (said(BAD, 402), FundsError),
        (said({"ok": False, "message": "Insufficient funds"}), FundsError),
        (said({"message": "Low Balance"}, 409), FundsError),
        (said({"ok": False, "code": "NO_FUNDS"}), FundsError),
        (said({"ok": False, "message": "Недостаточно средств"}, 400), FundsError),
        (Answer(400, b"the load balancer is confused"), RefusedError),
        (said(BAD, 429), BusyError),
        (said(BAD, 500), OutcomeUnknownError),
        (said(GOOD, 503), OutcomeUnknownError),
        (said(GOOD | {"ok": None}), OutcomeUnknownError),
        (said(GOOD | {"ok": "true"}), OutcomeUnknownError),
        (said(GOOD | {"verification_code": ""}), OutcomeUnknownError),
    ],
)
async def test_each_failure_of_an_order_has_its_class(
    answer: Answer, meaning: type[ProviderError]
) -> None:
    with pytest.raises(ProviderError) as caught:
        await opened(Script(answer)).place_password_call(NUMBER)

    assert type(caught.value) is meaning


async def test_a_refusal_says_what_the_operator_needs() -> None:
    with pytest.raises(RefusedError, match="mcn: Invalid phone_number"):
        await opened(Script(said(BAD))).place_password_call(NUMBER)


async def test_nothing_but_orders_is_sent() -> None:
    """The document has one method, and it is paid."""
    script = Script()

    await opened(script).probe()

    assert [] == script.requests
    assert not Mcn.has_probe


@pytest.mark.parametrize(
    ("variables", "wrong"),
    [
        ({"MCN_HOOK_HEADER_NAME": "X-Webhook-Token"}, "MCN_HOOK_HEADER_VALUE"),
        ({"MCN_HOOK_HEADER_VALUE": "s3cret"}, "MCN_HOOK_HEADER_VALUE"),
        (
            {"MCN_HOOK_HEADER_NAME": "no name", "MCN_HOOK_HEADER_VALUE": "s3cret"},
            "MCN_HOOK_HEADER_NAME",
        ),
        (
            {"MCN_HOOK_HEADER_NAME": "X-Token", "MCN_HOOK_HEADER_VALUE": "s3 cret"},
            "MCN_HOOK_HEADER_VALUE",
        ),
    ],
)
def test_a_half_set_header_stops_the_start(variables: dict[str, str], wrong: str) -> None:
    with pytest.raises(ProviderSettingsError) as caught:
        read_settings(Mcn, {"MCN_TOKEN": TOKEN} | variables)

    assert re.match(f"{wrong}: (String )?should ", str(caught.value))
    assert "s3" not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
