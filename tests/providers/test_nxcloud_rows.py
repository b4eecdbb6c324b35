"""What a row of NXCloud's says of a number, in both generations."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from providers.contract.errors import ProviderError, UnexpectedReplyError
from providers.contract.reports import CheckedNumber, Price, Verdict
from tests.providers.scripted import Answer, Script
from tests.providers.test_nxcloud import NUMBER, PAGE, TODAY, opened, row
from tests.providers.test_nxcloud_answers import page_of

NOTHING = dict.fromkeys(("preCheck", "numberType", "roaming", "reachable", "validity"), "")
CALL = NOTHING | {"preCheck": "YES", "checkLevel": 4, "early": "YES", "answered": "NO"}


async def row_of(**changed: object) -> CheckedNumber:
    (checked,) = (await page_of(row(**changed))).rows
    return checked


async def test_a_page_is_read_as_the_document_says() -> None:
    page = await (await opened(Script(Answer(200, PAGE)))).fetch_batch("101713775788", day=TODAY)

    (checked,) = page.rows
    assert (page.page, page.pages, page.total, page.day) == (1, 1, 1, TODAY)
    assert page.is_last
    assert checked == CheckedNumber(
        reference="33f7c158a4194abe9ccdf3eac34a8422-2",
        batch="101713775788",
        number=NUMBER,
        verdict=Verdict.REACHABLE,
        submitted="84981234567",
        level=5,
        kind="mobile",
        operator="Viettel",
        region="VN",
        is_roaming=False,
        price=Price(Decimal("0.0123"), "USD"),
        raw=checked.raw,
    )
    assert "Viettel" in checked.raw
    assert "981234567" not in checked.raw + page.raw


async def test_a_page_of_generation_2_is_read_by_its_own_names() -> None:
    payload = row(active="yes", mcc="452", mnc="04", ported="NO", requestId="9ddd-000001")
    for field in ("messageId", "preCheck", "validity", "reachable", "regionCode", "carrier"):
        del payload["data"]["result"][0][field]
    payload["data"]["result"][0] |= {
        "numberType": "mobile",
        "country": "VN",
        "operator": "Viettel",
    }

    (checked,) = (await page_of(payload)).rows

    assert (checked.reference, checked.verdict) == ("9ddd-000001", Verdict.REACHABLE)
    assert (checked.mcc, checked.mnc, checked.is_ported) == ("452", "04", False)
    assert (checked.operator, checked.region, checked.kind) == ("Viettel", "VN", "mobile")


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ({"preCheck": "NO"}, "invalid"),
        ({"preCheck": "no", "validity": "YES", "reachable": "YES"}, "invalid"),
        ({"validity": "NO"}, "invalid"),
        ({"validity": "YES", "reachable": "YES"}, "reachable"),
        ({"validity": "yes", "reachable": "yes"}, "reachable"),
        ({"validity": "YES", "reachable": "NO"}, "unreachable"),
        ({"validity": "YES", "reachable": "UNKNOWN"}, "unknown"),
        ({"validity": "YES"}, "unknown"),
        ({"validity": "UNKNOWN", "reachable": "YES"}, "unknown"),
        ({"reachable": "YES"}, "unknown"),
        ({"preCheck": "YES", "validity": "UNKNOWN"}, "unknown"),
        ({"active": "YES"}, "reachable"),
        ({"active": "NO"}, "unreachable"),
        ({"active": "UNKNOWN", "numberType": "mobile"}, "unknown"),
        ({"active": "YES", "numberType": "invalid"}, "invalid"),
        ({"numberType": "invalid"}, "invalid"),
        ({"numberType": "mobile"}, "valid"),
        ({"numberType": "others"}, "valid"),
        ({"preCheck": "YES"}, "valid"),
        ({"preCheck": "YES", "numberType": 0}, "valid"),
        ({"preCheck": "UNKNOWN", "numberType": 2}, "unknown"),
        ({"preCheck": "YES", "response": "invalid_number"}, "invalid"),
        ({"preCheck": "YES", "responseStatus": "INVALID_NUMBER"}, "invalid"),
        ({}, "unknown"),
    ],
)
async def test_each_result_has_a_verdict(told: dict[str, object], verdict: str) -> None:
    assert verdict == (await row_of(**(NOTHING | told))).verdict


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ({"response": "bell"}, "no_answer"),
        ({"response": "bell", "answered": "YES"}, "answered"),
        ({"response": "music"}, "no_answer"),
        ({"response": "music", "answered": "yes"}, "answered"),
        ({"response": "busy"}, "busy"),
        ({"response": "busy", "answered": "YES"}, "answered"),
        ({"response": "no_response"}, "no_answer"),
        ({"response": "invalid_number"}, "failed"),
        ({"response": "not_available"}, "unreachable"),
        ({"response": "number_paused"}, "unreachable"),
        ({"response": "power_off"}, "unreachable"),
        ({"response": "Power_Off_Or_Out_Of_Service"}, "unreachable"),
        ({"response": "voicemail"}, "no_answer"),
        ({"response": "others"}, "unknown"),
        ({"response": ""}, "unknown"),
        ({"early": "", "answered": "", "responseStatus": "busy"}, "busy"),
        ({"early": "", "answered": "", "ring": "YES", "answer": "YES"}, "answered"),
        ({"early": "", "answered": "", "response": ""}, None),
    ],
)
async def test_each_test_call_has_an_outcome(told: dict[str, object], outcome: str | None) -> None:
    assert outcome == (await row_of(**(CALL | told))).outcome


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (0, "other"),
        (1, "fixed"),
        (2, "mobile"),
        ("3", "toll-free"),
        (4, "VoIP"),
        (5, "corporate"),
        (6, "private special"),
        (7, "voicemail"),
        (8, "restricted special"),
        ("others", "other"),
        (None, None),
        ("", None),
    ],
)
async def test_each_kind_has_a_name(written: object, kind: str | None) -> None:
    assert kind == (await row_of(numberType=written)).kind


@pytest.mark.parametrize(
    "odd",
    [
        {"validity": "TELEPORTED"},
        {"preCheck": "TELEPORTED"},
        {"numberType": "TELEPORTED"},
        {"numberType": 9},
        {"roaming": "TELEPORTED"},
        {"response": "TELEPORTED"},
    ],
)
async def test_an_unknown_word_is_logged_and_not_raised(odd: dict[str, object]) -> None:
    with capture_logs() as logs:
        await row_of(**odd)

    (warning,) = (each for each in logs if each["event"] == "unknown status")
    assert warning["provider"] == "nxcloud"
    assert warning["status"].upper() == str(*odd.values())


@pytest.mark.parametrize(
    ("paid", "currency", "price"),
    [
        (0.0123, "USD", Price(Decimal("0.0123"), "USD")),
        (0.1, "USD", Price(Decimal("0.1"), "USD")),
        (1, "CNY", Price(Decimal(1), "CNY")),
        ("0.0020", "CNY", Price(Decimal("0.0020"), "CNY")),
        (0, "CNY", Price(Decimal(0), "CNY")),
        (0.0123, "", None),
        (None, "USD", None),
        ("", "USD", None),
        ("free", "USD", None),
        (True, "USD", None),
        (float("nan"), "USD", None),
        (1e300, "USD", None),
    ],
)
async def test_prices_are_exact(paid: object, currency: str, price: Price | None) -> None:
    assert price == (await row_of(price=paid, currency=currency)).price


@pytest.mark.parametrize(
    ("told", "number", "submitted", "level"),
    [
        ({"phone": "+84981234567", "checkLevel": "2"}, NUMBER, "+84981234567", 2),
        ({"phone": 84981234567, "checkLevel": None}, NUMBER, "84981234567", None),
        ({"phone": "0981234567"}, NUMBER, "0981234567", 5),  # then the standard form counts
        ({"phone": "18617", "standNumber": ""}, None, "18617", 5),
        ({"phone": None, "standNumber": "?"}, None, "", 5),
    ],
)
async def test_numbers_and_levels_are_read_as_they_come(
    told: dict[str, object], number: object, submitted: str, level: int | None
) -> None:
    checked = await row_of(**told)

    assert (number, submitted, level) == (checked.number, checked.submitted, checked.level)


words: st.SearchStrategy[object] = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just({"a": []})
)


@given(
    changed=st.dictionaries(
        st.sampled_from([*row()["data"]["result"][0], "active", "ported", "response", "mnc"]),
        words,
    )
)
async def test_any_row_ends_in_a_value_or_in_an_error_of_ours(changed: dict[str, object]) -> None:
    given: object
    try:
        given = (await row_of(**changed)).verdict
    except ProviderError as error:
        given = error

    assert isinstance(given, Verdict | UnexpectedReplyError)
