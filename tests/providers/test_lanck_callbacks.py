"""LANCK's callbacks: which product they are about, and what they say of it."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from providers.contract.calls import CallOutcome, CallReport
from providers.contract.causes import SIP
from providers.contract.events import (
    Callback,
    CallEnded,
    Event,
    SmsReceipt,
    UnreadableCallbackError,
)
from providers.contract.phone import PhoneNumber
from providers.lanck_reading import read_news
from providers.lanck_words import MARKED
from tests.providers.test_lanck import CALLED, ID, MESSAGE, RECEIPT, RESERVATION
from tests.providers.vendors import posted

# As the document prints it, its missing comma put in.
SAMPLE = b"""{
  "requestId": "wp9RPWDGZkskBrVeTc4lgNCc4e79fc65",
  "number": "+37200911211",
  "status": "ANSWERED",
  "sipStatus": 200,
  "timestamp": 1656666364,
  "callCreatedAt": 1656666328,
  "callEndedAt": 1656666364,
  "billable": true
}"""


def told(fields: object, product: str | None = None) -> Callback:
    query = {} if product is None else {"for": product}
    return replace(posted(json.dumps(fields).encode()), query=query)


def news(fields: object, product: str | None = None) -> Event:
    (event,) = read_news(told(fields, product))
    return event


def report(fields: object, product: str | None = None) -> CallReport:
    event = news(fields, product)
    assert isinstance(event, CallEnded | SmsReceipt)
    return event.report


def test_a_status_is_read_as_the_document_says() -> None:
    (event,) = read_news(posted(SAMPLE))

    assert isinstance(event, CallEnded)
    assert event.number == PhoneNumber.parse("+37200911211")
    assert event.report == CallReport(
        reference=ID,
        outcome=CallOutcome.ANSWERED,
        cause=SIP[200],
        at=datetime(2022, 7, 1, 9, 6, 4, tzinfo=UTC),
        billable=True,
        raw=event.report.raw,
    )
    assert "ANSWERED" in event.report.raw
    assert "37200911211" not in event.report.raw


@pytest.mark.parametrize(
    ("status", "flash", "spoken", "sms", "incoming"),
    [
        ("SENT", "in_progress", "in_progress", "in_progress", "in_progress"),
        ("REJECTED", "failed", "failed", "failed", "failed"),
        ("FAILURE", "failed", "failed", "unknown", "unknown"),
        ("DECLINE", "rejected", "rejected", "unknown", "unknown"),
        ("FORBIDDEN", "rejected", "rejected", "unknown", "unknown"),
        ("ANSWERED", "answered", "answered", "unknown", "unknown"),
        ("TERMINATED", "delivered", "no_answer", "unknown", "unknown"),
        ("UNAVAILABLE", "unreachable", "unreachable", "unknown", "unknown"),
        ("BUSY_HERE", "busy", "busy", "unknown", "unknown"),
        ("DELIVERED", "unknown", "unknown", "delivered", "verified"),
        ("UNDELIVERED", "unknown", "unknown", "failed", "unknown"),
        ("PENDING", "unknown", "unknown", "unknown", "pending"),
        ("EXPIRED", "unknown", "unknown", "unknown", "expired"),
        ("delivered", "unknown", "unknown", "unknown", "unknown"),
    ],
)
def test_a_status_means_what_its_product_makes_it_mean(
    status: str, flash: str, spoken: str, sms: str, incoming: str
) -> None:
    fields = RECEIPT | {"status": status}

    assert flash == report(fields, "flash").outcome
    assert spoken == report(fields, "pin").outcome == report(fields, "text").outcome
    assert sms == report(fields, "sms").outcome
    assert incoming == report(fields, "incoming").outcome


def test_messages_have_receipts_and_calls_have_ends() -> None:
    kinds = {product: type(news(RECEIPT, product)) for product in MARKED}

    assert kinds.pop("sms") is SmsReceipt
    assert set(kinds.values()) == {CallEnded}


@pytest.mark.parametrize(
    ("fields", "outcome", "kind"),
    [
        (RECEIPT, CallOutcome.DELIVERED, SmsReceipt),
        (RECEIPT | {"sipStatus": None}, CallOutcome.DELIVERED, SmsReceipt),
        (RECEIPT | {"status": "UNDELIVERED"}, CallOutcome.FAILED, SmsReceipt),
        (RESERVATION, CallOutcome.VERIFIED, CallEnded),
        (RECEIPT | {"callReceivedAt": None}, CallOutcome.VERIFIED, CallEnded),
        (RECEIPT | {"status": "EXPIRED"}, CallOutcome.EXPIRED, CallEnded),
        (CALLED, CallOutcome.ANSWERED, CallEnded),
        (CALLED | {"status": "TERMINATED", "sipStatus": 487}, CallOutcome.DELIVERED, CallEnded),
    ],
)
@pytest.mark.parametrize("product", [None, "", "fax"])
def test_a_product_that_is_not_named_is_guessed(
    fields: object, outcome: CallOutcome, kind: type[Event], product: str | None
) -> None:
    event = news(fields, product)

    assert isinstance(event, kind)
    assert isinstance(event, CallEnded | SmsReceipt)
    assert event.report.outcome is outcome


@pytest.mark.parametrize(
    ("product", "sip", "outcome"),
    [
        ("flash", 486, CallOutcome.BUSY),
        ("flash", "486", CallOutcome.BUSY),
        ("flash", 487, CallOutcome.DELIVERED),
        ("pin", 487, CallOutcome.NO_ANSWER),
        ("text", "603", CallOutcome.REJECTED),
        ("text", 299, CallOutcome.UNKNOWN),
        ("pin", True, CallOutcome.UNKNOWN),
        ("pin", 4.5, CallOutcome.UNKNOWN),
        ("sms", 200, CallOutcome.UNKNOWN),
        ("incoming", 200, CallOutcome.UNKNOWN),
    ],
)
def test_an_unknown_word_is_logged_and_a_sip_status_speaks_for_it(
    product: str, sip: object, outcome: CallOutcome
) -> None:
    with capture_logs() as logs:
        read = report(
            CALLED | {"status": "ODDLY_AND_AT_VERY_GREAT_LENGTH", "sipStatus": sip}, product
        )

    assert read.outcome is outcome
    assert logs == [
        {
            "event": "unknown status",
            "log_level": "warning",
            "provider": "lanck",
            "status": "ODDLY_AND_AT_VERY_GR",
        }
    ]


@pytest.mark.parametrize(
    ("status", "sip", "cause"),
    [
        ("FAILURE", "404", SIP[404]),
        ("BUSY_HERE", 486, SIP[486]),
        ("FAILURE", 299, None),
        ("FAILURE", None, None),
        ("TERMINATED", 487, None),  # a flash call that rang went well: nothing to explain
    ],
)
def test_a_sip_status_tells_why_a_call_ended(status: str, sip: object, cause: object) -> None:
    assert cause == report(CALLED | {"status": status, "sipStatus": sip}, "flash").cause


def test_a_call_nobody_wanted_to_pay_for_is_not_the_persons_fault() -> None:
    assert report(CALLED | {"status": "FAILURE", "sipStatus": 402}, "flash").is_our_fault
    assert not report(CALLED, "flash").is_our_fault


@pytest.mark.parametrize(
    ("timestamp", "at"),
    [
        ("1656666364", datetime(2022, 7, 1, 9, 6, 4, tzinfo=UTC)),
        (1656666364000, datetime(2022, 7, 1, 9, 6, 4, tzinfo=UTC)),
        (1656666364.5, datetime(2022, 7, 1, 9, 6, 4, 500000, tzinfo=UTC)),
        (float("nan"), None),
        (float("inf"), None),
        (-1, None),
        (0, None),
        (True, None),
        ("soon", None),
        (None, None),
        (10**31, None),
    ],
)
def test_a_time_may_be_a_number_or_digits(timestamp: object, at: datetime | None) -> None:
    assert report(CALLED | {"timestamp": timestamp}).at == at


@pytest.mark.parametrize(
    ("number", "read"),
    [
        ("447700900000", "+447700900000"),
        (447700900000, "+447700900000"),
        ("374444444444", None),
        ("anonymous", None),
        (None, None),
    ],
)
def test_a_number_may_come_without_its_plus(number: object, read: str | None) -> None:
    event = news(CALLED | {"number": number})

    assert isinstance(event, CallEnded)
    assert (event.number and event.number.e164) == read


def test_a_fact_has_one_key_however_it_is_told() -> None:
    keys = {
        news(CALLED).key,
        news(CALLED, "pin").key,
        news(CALLED | {"timestamp": "1656666364", "sipStatus": "200", "extra": [1]}).key,
    }

    assert len(keys) == 1


def test_different_facts_have_different_keys() -> None:
    facts = [
        CALLED,
        CALLED | {"requestId": "other"},
        CALLED | {"status": "SENT"},
        CALLED | {"timestamp": 1656666365},
        CALLED | {"timestamp": None},
        MESSAGE,
        MESSAGE | {"messageId": "other"},
    ]

    assert len({news(fact).key for fact in facts}) == len(facts)


@pytest.mark.parametrize(
    "fields",
    [
        [],
        [CALLED],
        {},
        {"requestId": ID},
        {"status": "SENT"},
        CALLED | {"requestId": ""},
        CALLED | {"requestId": "x" * 129},
        CALLED | {"requestId": "a\nb"},
        CALLED | {"status": ["SENT"]},
        MESSAGE | {"messageId": None},
        MESSAGE | {"from": None},
        MESSAGE | {"to": ""},
        MESSAGE | {"text": None},
    ],
)
def test_what_lanck_does_not_send_is_unreadable(fields: object) -> None:
    with pytest.raises(UnreadableCallbackError) as caught:
        news(fields)

    assert ID not in str(caught.value)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("0" * 40),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
shaped = st.sampled_from([CALLED, RECEIPT, RESERVATION, MESSAGE]).flatmap(
    lambda sample: st.fixed_dictionaries(
        {}, optional={name: anything | st.just(value) for name, value in sample.items()}
    )
)


@given(fields=shaped, product=st.sampled_from([None, *MARKED]) | st.text())
def test_any_body_of_the_right_shape_is_news_or_unreadable(
    fields: dict[str, object], product: str | None
) -> None:
    try:
        event = news(fields, product)
    except UnreadableCallbackError:
        return

    assert event.key == news(fields, product).key
    assert len(event.key) < 400
