"""NXCloud's callbacks: one result each, in both generations."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from providers.contract.calls import CallOutcome
from providers.contract.events import NumberChecked, UnreadableCallbackError
from providers.contract.reports import CheckedNumber, Price, Verdict
from providers.nxcloud_reading import read_news
from tests.providers.test_nxcloud import FAILED, NUMBER, PUSHED, PUSHED_2, SECRET
from tests.providers.vendors import posted

GOOD = json.loads(PUSHED)
GOOD_2 = json.loads(PUSHED_2)
BAD = json.loads(FAILED)


def news(fields: object) -> NumberChecked:
    (event,) = read_news(posted(json.dumps(fields).encode()), SECRET)
    return event


def test_a_result_of_generation_1_is_read_as_the_document_says() -> None:
    (event,) = read_news(posted(PUSHED), SECRET)

    assert event.row == CheckedNumber(
        reference="83ac9512-3c47-495d-a3c4-6d77a9f1149c",
        batch="700337042751",
        number=NUMBER,
        verdict=Verdict.UNKNOWN,  # a good number, and nobody knows whether its phone is there
        submitted="84981234567",
        kind="mobile",
        operator="Viettel",
        region="VN",
        price=Price(Decimal("0.923"), "USD"),
        raw=event.row.raw,
    )
    assert "Viettel" in event.row.raw
    assert "981234567" not in event.row.raw


def test_a_result_of_generation_2_is_read_as_the_document_says() -> None:
    (event,) = read_news(posted(PUSHED_2), SECRET)

    assert event.row == CheckedNumber(
        reference="9ddd1a8664124511bf28d3d280994961-000001",
        batch="901946960376",
        number=NUMBER,
        verdict=Verdict.REACHABLE,
        submitted="84981234567",
        kind="mobile",
        mcc="452",
        mnc="04",
        operator="Viettel",
        region="VN",
        is_ported=False,
        price=Price(Decimal("0.002"), "CNY"),
        raw=event.row.raw,
    )


@pytest.mark.parametrize("bare", [{}, {"data": None}])
def test_a_failed_check_is_read_as_the_document_says(bare: dict[str, object]) -> None:
    row = news(BAD | bare).row

    assert row == CheckedNumber(
        reference="cc5ef7d6-62be-42c9-abdf-b6ea9d6ed5e6",
        batch="700337042751",
        number=None,
        verdict=Verdict.INVALID,
        submitted="18617",
        outcome=CallOutcome.FAILED,
        said="Invalid number format",
        raw=row.raw,
    )
    assert "18617" not in row.raw + repr(row)


def test_a_test_call_is_read_from_its_own_part() -> None:
    dial = {"early": "YES", "answered": "NO", "response": "bell"}
    row = news(GOOD | {"data": {"basic": GOOD["data"]["basic"], "dial": dial}}).row

    assert (Verdict.VALID, CallOutcome.NO_ANSWER) == (row.verdict, row.outcome)


def test_a_basic_check_has_no_other_part() -> None:
    row = news(GOOD | {"data": {"basic": GOOD["data"]["basic"]}}).row

    assert (Verdict.VALID, None) == (row.verdict, row.outcome)


@pytest.mark.parametrize(
    ("code", "verdict", "is_our_fault"),
    [
        (103, "unknown", False),
        (108, "unknown", False),
        (112, "unknown", False),
        (114, "invalid", False),
        ("114", "invalid", False),
        (120, "unknown", False),
        (121, "unknown", False),
        (122, "unknown", False),
        (266, "unknown", True),
    ],
)
def test_each_failure_leaves_a_verdict(code: object, verdict: str, is_our_fault: bool) -> None:
    with capture_logs() as logs:
        row = news(BAD | {"code": code}).row

    assert (verdict, is_our_fault) == (row.verdict, row.is_our_fault)
    assert logs == []


def test_an_unknown_failure_is_logged_and_not_raised() -> None:
    with capture_logs() as logs:
        row = news({**BAD, "code": 999, "msg": "", "message": ""}).row

    assert (Verdict.UNKNOWN, "code 999") == (row.verdict, row.said)
    assert [("unknown status", "999")] == [(each["event"], each["status"]) for each in logs]


def test_a_failure_does_not_quote_the_number() -> None:
    assert news(BAD | {"msg": "Bad number 18617"}).row.said == "Bad number •••"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (GOOD, GOOD | {"code": "0"}),
        (GOOD, GOOD | {"cost": None, "retry": 3}),
        (GOOD, GOOD | {"phone": "+84981234567"}),
        (GOOD, GOOD | {"phone": 84981234567}),
        (BAD, BAD | {"msg": "said otherwise"}),
    ],
)
def test_one_fact_has_one_key(one: dict[str, object], other: dict[str, object]) -> None:
    assert news(one).key == news(other).key


def test_two_facts_have_two_keys() -> None:
    """Ids repeat within a list, so the number counts; and a failure is not a result."""
    facts = [
        GOOD,
        GOOD_2,
        GOOD | {"phone": "447700900001"},
        GOOD | {"messageId": "another"},
        GOOD | {"code": 114},
        GOOD | {"code": 122},
        BAD,
    ]

    keys = {news(fact).key for fact in facts}

    assert len(facts) == len(keys)
    assert not any("84981234567" in key for key in keys)


@pytest.mark.parametrize(
    "odd",
    [
        {"messageId": None},
        {"messageId": ""},
        {"messageId": ["x"]},
        {"phone": None},
        {"phone": ""},
        {"code": None},
        {"code": "ok"},
        {"code": False},
        {"data": None},
        {"data": []},
    ],
)
def test_half_a_result_is_unreadable(odd: dict[str, object]) -> None:
    with pytest.raises(UnreadableCallbackError):
        news(GOOD | odd)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"<html>", b'{"messageId":', b"{}"])
def test_what_is_no_result_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableCallbackError):
        read_news(posted(body), SECRET)


words = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
parts = words | st.dictionaries(
    st.sampled_from(
        ["basic", "live", "dial", "preCheck", "validity", "active", "response", "numberType", "mnc"]
    ),
    words | st.dictionaries(st.sampled_from(["reachable", "answered", "ported"]), words),
)


@given(
    changed=st.dictionaries(
        st.sampled_from([*GOOD, *GOOD_2, "price", "currency", "standNumber"]), parts
    )
)
def test_any_callback_of_that_shape_is_one_event_or_unreadable(changed: dict[str, object]) -> None:
    said, key = "", ""
    try:
        key = news(GOOD | changed).key
    except UnreadableCallbackError as error:
        said = repr(error)

    assert bool(key) != bool(said)
    assert "84981234567" not in said
