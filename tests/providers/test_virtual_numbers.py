"""The panel's numbers and its offer, held against its document."""

import json
from collections.abc import Mapping

import pytest
from structlog.testing import capture_logs

from providers.catalog import read_settings
from providers.contract.errors import NotFoundError
from providers.contract.phone import PhoneNumber
from providers.contract.reports import Country, Operator
from providers.virtual_numbers import VirtualNumbers, VirtualNumbersSettings
from tests.providers.quick_clock import QuickClock
from tests.providers.scripted import Answer, Script, said, wired
from tests.providers.vendors import Deed, Vendor, posted

KEY = "0a1b2c3d-4e5f/6071%8293+a4b5"  # the document's have no such signs; ours is encoded
ENCODED = "0a1b2c3d-4e5f%2F6071%258293%2Ba4b5"
ADDRESS = "https://panel.example"
PHONE = "+447700900123"

# The answers and the callback as the document prints them.
OFFER = b"""{
  "status": "success",
  "data": {
    "countries": [
      {"id": 1, "name": "Country A", "phone_code": "1"},
      {"id": 2, "name": "Country B", "phone_code": "44"}
    ],
    "operators": [
      {"id": 101, "name": "Operator X", "country_id": 1},
      {"id": 102, "name": "Operator Y", "country_id": 2}
    ]
  }
}"""
TAKEN = b"""{
  "status": "success",
  "data": {
    "phone_number": "+1234567890"
  }
}"""
RECEIVED = b"""{
  "event": "otp_received",
  "data": {
    "phone_number": "+1234567890",
    "otp_code": "123456",
    "provider": "SMS_GATEWAY_PROVIDER_NAME",
    "sms_text": "Your OTP is 123456. Do not share this code."
  }
}"""
GOOD_OFFER = json.loads(OFFER)
OTP = json.loads(RECEIVED)
LEASED = {"status": "success", "data": {"phone_number": PHONE}}


def otp(**fields: object) -> dict[str, object]:
    return {**OTP, "data": OTP["data"] | fields}


ZEROS = otp(phone_number=PHONE, otp_code="004217", sms_text="Your OTP is 004217.")
VENDOR = Vendor(
    variables={
        "VIRTUAL_NUMBERS_API_KEY": KEY,
        "VIRTUAL_NUMBERS_BASE_URL": ADDRESS,
        "VIRTUAL_NUMBERS_SECONDS_BETWEEN_NUMBERS": "1",
    },
    secrets=(KEY, ENCODED, PHONE[1:], "1234567890", "123456", "004217"),
    deeds=(
        Deed("offer", lambda it: it.fetch_offer(), GOOD_OFFER),
        Deed("lease", lambda it: it.lease_number(2, operator_id=102), LEASED, is_paid=True),
    ),
    zeros=(posted(json.dumps(ZEROS).encode()), "004217"),
    callbacks={
        "code": posted(RECEIVED),
        "text only": posted(json.dumps(otp(otp_code=None)).encode()),
    },
)


def opened(script: Script, clock: QuickClock | None = None, **settings: object) -> VirtualNumbers:
    wishes = {"api_key": KEY, "base_url": ADDRESS} | settings
    return VirtualNumbers(
        VirtualNumbersSettings.model_validate(wishes), wired(script, clock or QuickClock())
    )


async def test_the_offer_is_asked_for_and_read_as_the_document_says() -> None:
    script = Script(Answer(200, OFFER))

    offer = await opened(script).fetch_offer()

    (request,) = script.requests
    assert request.method == "GET"
    assert str(request.url) == f"{ADDRESS}/api/init/{ENCODED}"
    assert request.content == b""
    assert offer.countries == (Country(1, "Country A", "1"), Country(2, "Country B", "44"))
    assert offer.operators == (Operator(101, "Operator X", 1), Operator(102, "Operator Y", 2))


async def test_more_fields_numbers_for_codes_and_empty_lists_are_fine() -> None:
    countries = [{"id": 3, "name": "Country C", "phone_code": 372, "flag": "?"}]
    answer = said({"status": "success", "data": {"countries": countries, "operators": []}})

    offer = await opened(Script(answer)).fetch_offer()

    assert offer.countries == (Country(3, "Country C", "372"),)
    assert offer.operators == ()


@pytest.mark.parametrize(
    ("operator_id", "query"),
    [
        (None, {"country_id": "2", "number_format": "full"}),
        (102, {"country_id": "2", "number_format": "full", "operator_id": "102"}),
    ],
)
async def test_a_number_is_taken_as_the_document_says(
    operator_id: int | None, query: Mapping[str, str]
) -> None:
    script = Script(said(LEASED))

    leased = await opened(script).lease_number(2, operator_id=operator_id)

    (request,) = script.requests
    assert request.method == "GET"
    assert str(request.url).partition("?")[0] == f"{ADDRESS}/api/get-number/{ENCODED}"
    assert dict(request.url.params) == query
    assert request.content == b""
    assert leased.number == PhoneNumber.parse(PHONE)
    assert "success" in leased.raw
    assert "7700" not in leased.raw


@pytest.mark.parametrize("written", [PHONE, "447700900123", 447700900123, "+44 7700 900123"])
async def test_a_number_may_come_without_its_plus(written: object) -> None:
    script = Script(said({"status": "success", "data": {"phone_number": written}}))

    assert (await opened(script).lease_number(2)).number == PhoneNumber.parse(PHONE)
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("written", "country_id", "whole"),
    [
        ("07700900123", 2, PHONE),
        ("7700900123", 2, PHONE),
        ("07700 900123", 2, PHONE),
        ("2025550123", 1, "+12025550123"),
        ("3725550123", 3, "+3725550123"),  # whole, and shorter than most
        ("7012345678", 4, "+77012345678"),  # begins like its country, and is not whole
    ],
)
async def test_a_number_in_national_form_is_completed_from_the_offer(
    written: str, country_id: int, whole: str
) -> None:
    countries = [*GOOD_OFFER["data"]["countries"], {"id": 3, "name": "C", "phone_code": "372"}]
    countries.append({"id": 4, "name": "D", "phone_code": 7})
    offer = {"status": "success", "data": {"countries": countries, "operators": []}}
    script = Script(
        said({"status": "success", "data": {"phone_number": written}}),
        said(offer),
    )

    leased = await opened(script).lease_number(country_id)

    assert leased.number == PhoneNumber.parse(whole)
    assert len(script.requests) == 2


async def test_the_key_is_seen_on_the_wire_only() -> None:
    panel = opened(Script(Answer(404, f"/api/init/{ENCODED} not found: {KEY}".encode())))

    with capture_logs() as logs, pytest.raises(NotFoundError) as caught:
        await panel.fetch_offer()

    told = f"{logs} {caught.value!r} {caught.value} {panel!r}"
    assert KEY not in told
    assert ENCODED not in told


async def test_numbers_are_taken_with_a_pause_between_and_the_offer_is_not() -> None:
    clock = QuickClock()
    panel = opened(Script(said(LEASED)), clock)

    await panel.lease_number(2)
    await panel.lease_number(2)

    assert 5 <= sum(clock.slept) < 5.1


async def test_the_pause_is_the_operators_to_choose() -> None:
    clock = QuickClock()
    panel = opened(Script(said(LEASED)), clock, seconds_between_numbers=10)

    await panel.lease_number(2)
    await panel.lease_number(2)

    assert 10 <= sum(clock.slept) < 10.1


async def test_the_offer_waits_for_nobody() -> None:
    clock = QuickClock()
    panel = opened(Script(Answer(200, OFFER)), clock)

    await panel.fetch_offer()
    await panel.fetch_offer()

    assert clock.slept == []


async def test_a_probe_asks_for_the_offer() -> None:
    script = Script(Answer(200, OFFER))

    await opened(script).probe()

    assert str(script.requests[0].url) == f"{ADDRESS}/api/init/{ENCODED}"


def test_the_panel_has_no_address_of_its_own() -> None:
    field = VirtualNumbersSettings.model_fields["base_url"]
    settings = read_settings(VirtualNumbers, VENDOR.variables)

    assert field.is_required()
    assert isinstance(settings, VirtualNumbersSettings)
    assert settings.seconds_between_numbers == 1
    assert KEY not in repr(settings)
