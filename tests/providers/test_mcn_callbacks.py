"""MCN's webhook: in every form its console offers, with every cause, and from whom."""

import json
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from providers.contract.calls import CallOutcome, CallReport
from providers.contract.causes import Q850, Advice
from providers.contract.events import Callback, CallEnded, UnreadableCallbackError
from providers.mcn import read_ended, read_records
from tests.providers.scripted import Answer, Script
from tests.providers.test_mcn import ENDED, RECORD, opened
from tests.providers.vendors import posted

UUID = "fa278be48dc2_117793"
FORM = "application/x-www-form-urlencoded"


def read(callback: Callback) -> list[CallEnded]:
    events = opened(Script(Answer())).read_callback(callback)
    assert all(isinstance(event, CallEnded) for event in events)
    return [event for event in events if isinstance(event, CallEnded)]


def news(**fields: object) -> CallEnded:
    return read_ended(RECORD | fields)


def asked(query: dict[str, str]) -> Callback:
    return replace(posted(b""), method="GET", query=query)


def test_a_record_is_read_as_the_document_says() -> None:
    (event,) = read(posted(ENDED))

    assert event.number is None
    assert event.report == CallReport(
        reference=UUID,
        outcome=CallOutcome.ANSWERED,
        cause=Q850[16],
        raw=event.report.raw,
    )
    assert "ANSWER" in event.report.raw


@pytest.mark.parametrize(
    "callback",
    [
        posted(ENDED),
        posted(b"[" + ENDED + b"]"),
        posted(ENDED, **{"content-type": FORM}),  # some senders claim so
        posted(ENDED, **{"content-type": "text/plain"}),
        posted(json.dumps(RECORD | {"q931_status": "16"}).encode()),
        posted(json.dumps(RECORD | {"duration": [1], "verification_code": "0042"}).encode()),
        posted(json.dumps(RECORD | {"verification_uuid": "another"}).encode()),
        posted(json.dumps(RECORD).replace("verification_call", "verification").encode()),
        posted(urlencode(RECORD).encode(), **{"content-type": FORM}),
        asked({name: str(value) for name, value in RECORD.items()}),
    ],
)
def test_one_fact_has_one_key_in_every_form(callback: Callback) -> None:
    (event,) = read(callback)

    assert event.key == read(posted(ENDED))[0].key
    assert (event.report.reference, event.report.outcome) == (UUID, CallOutcome.ANSWERED)


def test_different_facts_have_different_keys() -> None:
    facts = [
        news(),
        news(verification_call_uuid="other_117793"),
        news(final_status="CANCEL"),
        news(final_status=None),
        news(q931_status=17, final_status="CANCEL"),
        news(q931_status=31),
        news(q931_status=1),
        news(q931_status=None),
    ]

    assert len({fact.key for fact in facts}) == len(facts)


def test_an_array_may_tell_of_several_calls_or_of_none() -> None:
    other = RECORD | {"verification_call_uuid": "other_117793", "q931_status": 17}

    several = read(posted(json.dumps([RECORD, other]).encode()))

    assert [UUID, "other_117793"] == [event.report.reference for event in several]
    assert [] == read(posted(b"[]"))


@pytest.mark.parametrize(
    ("cause", "final", "outcome"),
    [
        (16, "ANSWER", CallOutcome.ANSWERED),
        (16, "CANCEL", CallOutcome.NO_ANSWER),
        (16, None, CallOutcome.UNKNOWN),
        (16, "", CallOutcome.UNKNOWN),
        (16, "answer", CallOutcome.UNKNOWN),
        (16, ["ANSWER"], CallOutcome.UNKNOWN),
        (17, "CANCEL", CallOutcome.BUSY),
        (17, None, CallOutcome.BUSY),
        (17, "ANSWER", CallOutcome.UNKNOWN),
        (31, None, CallOutcome.REJECTED),
        (31, "ANSWER", CallOutcome.REJECTED),
        (41, None, CallOutcome.FAILED),
        (41, "CANCEL", CallOutcome.FAILED),
        (1, None, CallOutcome.UNREACHABLE),
        (20, "CANCEL", CallOutcome.UNREACHABLE),
        (127, "ANSWER", CallOutcome.UNREACHABLE),
        (999, None, CallOutcome.UNREACHABLE),
        ("31", None, CallOutcome.REJECTED),
        (True, "ANSWER", CallOutcome.UNKNOWN),
        (16.0, "ANSWER", CallOutcome.UNKNOWN),
        (-16, "ANSWER", CallOutcome.UNKNOWN),
        ("0x7", None, CallOutcome.UNKNOWN),
        (None, "ANSWER", CallOutcome.UNKNOWN),
        ([16], "ANSWER", CallOutcome.UNKNOWN),
        (0, None, CallOutcome.UNKNOWN),
    ],
)
def test_each_cause_has_an_outcome_and_what_is_unknown_is_logged(
    cause: object, final: object, outcome: CallOutcome
) -> None:
    with capture_logs() as logs:
        report = news(q931_status=cause, final_status=final).report

    assert report.outcome is outcome
    assert [each["event"] for each in logs] == ["unknown status"] * (outcome is CallOutcome.UNKNOWN)


def test_an_unknown_word_is_cut_short_in_the_log() -> None:
    with capture_logs() as logs:
        news(final_status="ODDLY_AND_AT_VERY_GREAT_LENGTH")

    assert logs == [
        {
            "event": "unknown status",
            "log_level": "warning",
            "provider": "mcn",
            "status": "16 ODDLY_AND_AT_VERY",
        }
    ]


def test_billing_is_our_business_and_not_a_fault_of_the_network() -> None:
    report = news(q931_status=41, final_status=None).report

    assert report.is_our_fault
    assert report.cause is not None
    assert report.cause != Q850[41]
    assert not news().report.is_our_fault


@pytest.mark.parametrize(
    ("cause", "final", "name", "advice"),
    [
        (16, "ANSWER", "normal clearing", Advice.NONE),
        (16, "CANCEL", "no answer, user alerted", Advice.AGAIN),
        (17, None, "user busy", Advice.MINUTES),
        (31, None, "normal, unspecified", Advice.ONCE),
        (1, None, "unallocated number", Advice.CHECK_NUMBER),
        (41, None, "billing problem", Advice.OTHER_PROVIDER),
    ],
)
def test_a_cause_explains_itself(cause: int, final: str | None, name: str, advice: Advice) -> None:
    told = news(q931_status=cause, final_status=final).report.cause

    assert told is not None
    assert (name, advice) == (told.name, told.advice)


def test_a_cause_no_table_has_explains_nothing() -> None:
    assert news(q931_status=99).report.cause is None


def test_of_fields_the_owner_chose_only_the_names_are_kept() -> None:
    raw = news(pin="0042", secret="s3cret", callee={"n": "447700900000"}).report.raw

    assert {"pin", "secret", "callee", "q931_status"} <= set(json.loads(raw))
    assert not any(word in raw for word in ("0042", "s3cret", "7700"))


@pytest.mark.parametrize(
    "callback",
    [
        posted(b"{}"),
        posted(b"7"),
        posted(b"null"),
        posted(b'"ANSWER"'),
        posted(b"the call was answered"),
        posted(b"\xff\xfe\x00"),
        posted(b"[" + ENDED + b", 7]"),
        posted(b"[" * 100_000),
        posted(b"a=1&" * 200),
        posted(json.dumps({"verification_call_uuid": UUID}).encode()),
        posted(json.dumps({"q931_status": 16, "final_status": "ANSWER"}).encode()),
        posted(json.dumps(RECORD | {"verification_call_uuid": 7}).encode()),
        posted(json.dumps(RECORD | {"verification_call_uuid": "x" * 129}).encode()),
        posted(b""),
        asked({"q931_status": "16"}),
    ],
)
def test_what_mcn_does_not_send_is_unreadable(callback: Callback) -> None:
    with pytest.raises(UnreadableCallbackError) as caught:
        read(callback)

    assert UUID not in str(caught.value)


@pytest.mark.parametrize(
    ("headers", "is_trusted"),
    [
        ({"x-webhook-token": "s3cret"}, True),
        ({"x-webhook-token": "s3cret "}, False),
        ({"x-webhook-token": "s3cré"}, False),
        ({"x-webhook-token": ""}, False),
        ({"x-other": "s3cret"}, False),
        ({}, False),
    ],
)
def test_where_a_header_was_agreed_on_it_must_be_there(
    headers: dict[str, str], is_trusted: bool
) -> None:
    agreed = {"hook_header_name": "X-Webhook-Token", "hook_header_value": "s3cret"}

    assert opened(Script(Answer()), **agreed).trusts(posted(ENDED, **headers)) is is_trusted
    assert opened(Script(Answer())).trusts(posted(ENDED, **headers))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("0" * 40),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
record = st.fixed_dictionaries(
    {}, optional={name: anything | st.just(value) for name, value in RECORD.items()}
)


@given(fields=record | st.lists(record, max_size=3))
def test_any_body_of_the_right_shape_is_news_or_unreadable(fields: object) -> None:
    callback = posted(json.dumps(fields).encode())

    try:
        keys = [event.key for event in read(callback)]
    except UnreadableCallbackError:
        return

    assert keys == [event.key for event in read(callback)]
    assert all(len(key) < 200 for key in keys)


@given(
    query=st.dictionaries(st.sampled_from([*RECORD]), st.text()),
    body=st.binary(max_size=40) | st.text().map(lambda text: urlencode({"a": text}).encode()),
)
def test_any_query_or_form_is_a_record_or_unreadable(query: dict[str, str], body: bytes) -> None:
    for callback in (asked(query), posted(urlencode(query).encode()), posted(body)):
        try:
            records = read_records(callback)
        except UnreadableCallbackError:
            continue

        assert all(isinstance(each, dict) for each in records)
