"""The panel's callback: codes with their zeros, and which of them are the same fact."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from providers.contract.events import OtpReceived, UnreadableCallbackError
from providers.virtual_numbers import read_otp
from tests.providers.scripted import Answer, Script
from tests.providers.test_virtual_numbers import KEY, OTP, RECEIVED, opened, otp
from tests.providers.vendors import posted


def read(fields: object) -> OtpReceived:
    (event,) = read_otp(posted(json.dumps(fields).encode()), KEY)
    return event


def test_a_code_is_read_as_the_document_says() -> None:
    (event,) = opened(Script(Answer())).read_callback(posted(RECEIVED))

    assert isinstance(event, OtpReceived)
    assert (event.number, event.code) == ("+1234567890", "123456")
    assert event.text == "Your OTP is 123456. Do not share this code."
    assert event.sender == "SMS_GATEWAY_PROVIDER_NAME"
    assert "SMS_GATEWAY_PROVIDER_NAME" in event.raw
    assert "123456" not in f"{event.raw} {event!r}"


@pytest.mark.parametrize(
    ("stated", "text", "code"),
    [
        ("004217", "", "004217"),
        ("G-123", "", "G-123"),
        (" 123456 ", "", "123456"),
        (4217, "Your OTP is 004217.", "004217"),  # a number has lost its zeros
        (0, "Your OTP is 0000.", "0000"),
        (4217, "Take 4217 or 004217", "4217"),  # no telling
        (4217, "", "4217"),
        (None, "Your OTP is 123456.", None),
        ("", "Your OTP is 123456.", None),
        (True, "Your OTP is 1.", None),
        (-5, "Your OTP is 5.", None),
        (12.5, "Your OTP is 12.5", None),
        (["1"], "Your OTP is 1.", None),
        ("x" * 129, "Your OTP is x.", None),
    ],
)
def test_a_code_keeps_its_zeros_and_a_missing_one_is_not_guessed(
    stated: object, text: str, code: str | None
) -> None:
    event = read(otp(otp_code=stated, sms_text=text))

    assert code == event.code
    assert text == event.text


@pytest.mark.parametrize("text", [None, 7, ["Your OTP"]])
def test_a_code_is_enough_without_a_text(text: object) -> None:
    assert read(otp(sms_text=text)).text == ""


def test_half_an_emoji_in_a_text_can_be_stored() -> None:
    assert read(otp(sms_text="Your OTP \ud83d")).text == "Your OTP ?"


@pytest.mark.parametrize("name", [None, "", 12.5, "x" * 129, {}])
def test_a_gateway_without_a_name_is_none(name: object) -> None:
    assert read(otp(provider=name)).sender is None


def test_a_fact_has_one_key_however_it_is_told() -> None:
    keys = {
        read(OTP).key,
        read(otp(phone_number="1234567890")).key,
        read(otp(phone_number=1234567890)).key,
        read(otp(otp_code=123456)).key,
        read(otp(provider="ANOTHER", extra=[1])).key,
        read(OTP | {"id": 7}).key,
    }

    assert len(keys) == 1


def test_different_facts_have_different_keys() -> None:
    facts = [
        OTP,
        otp(phone_number="+1234567891"),
        otp(otp_code="123457"),
        otp(otp_code=None),
        otp(sms_text="Another text with 123456"),
        otp(sms_text=None),
    ]

    assert len({read(fact).key for fact in facts}) == len(facts)


def test_a_key_tells_nothing_to_who_lacks_ours() -> None:
    (theirs,) = read_otp(posted(RECEIVED), "another key")

    assert theirs.key != read(OTP).key


@pytest.mark.parametrize("event", ["sms_received", "", "x" * 50])
def test_other_events_are_acknowledged_and_logged(event: str) -> None:
    with capture_logs() as logs:
        news = read_otp(posted(json.dumps(OTP | {"event": event}).encode()), KEY)

    assert news == ()
    assert logs == [
        {
            "event": "unknown status",
            "log_level": "warning",
            "provider": "virtual_numbers",
            "status": event[:20],
        }
    ]


@pytest.mark.parametrize(
    "fields",
    [
        None,
        [],
        [OTP],
        {},
        {"data": OTP["data"]},
        OTP | {"event": None},
        OTP | {"event": ["otp_received"]},
        OTP | {"data": None},
        OTP | {"data": [OTP["data"]]},
        otp(phone_number=None),
        otp(phone_number=""),
        otp(phone_number="unknown"),
        otp(phone_number=True),
        otp(phone_number="1" * 129),
        otp(otp_code=None, sms_text=""),
        otp(otp_code="", sms_text=None),
    ],
)
def test_what_the_panel_does_not_send_is_unreadable(fields: object) -> None:
    with pytest.raises(UnreadableCallbackError) as caught:
        read(fields)

    assert "123456" not in str(caught.value)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("0" * 40),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
shaped = st.fixed_dictionaries(
    {}, optional={name: anything | st.just(value) for name, value in OTP["data"].items()}
).map(lambda told: OTP | {"data": told})


@given(fields=shaped)
def test_any_body_of_the_right_shape_is_a_code_or_unreadable(fields: dict[str, object]) -> None:
    try:
        event = read(fields)
    except UnreadableCallbackError:
        return

    assert event.key == read(fields).key
    assert event.code or event.text
    assert event.text == event.text.encode().decode()
