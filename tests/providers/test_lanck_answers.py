"""LANCK's answers, held against its document."""

from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from providers.contract.calls import CallOutcome
from providers.contract.errors import OutcomeUnknownError, UnexpectedReplyError
from providers.contract.phone import PhoneNumber
from providers.contract.reports import Risk, Verdict
from tests.providers.scripted import Script, said
from tests.providers.test_lanck import (
    DID,
    FLASH,
    FRAUD,
    HLR,
    ID,
    NUMBER,
    REQUEST,
    RESERVATION,
    TAKEN,
    Order,
    opened,
)


async def test_a_lookup_is_read_with_its_zeros() -> None:
    report = await opened(Script(said(HLR))).look_up(NUMBER)

    assert (report.number, report.verdict) == (NUMBER, Verdict.REACHABLE)
    assert (report.mcc, report.mnc, report.operator) == ("242", "005", "Mobile Norway")
    assert report.region == "NO"
    assert report.reference == "A82f588e12b54ba1b6bd9a5969d51522"
    assert report.at == datetime(2019, 2, 24, 2, 25, 49, 131000, tzinfo=UTC)
    assert (report.is_ported, report.is_roaming) == (None, None)
    assert "47463562200" not in report.raw
    assert "Mobile Norway" in report.raw


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("UNDELIVERED", Verdict.UNREACHABLE),
        ("REJECTED", Verdict.UNKNOWN),
        ("ABSENT", Verdict.UNKNOWN),
        (7, Verdict.UNKNOWN),
    ],
)
async def test_each_lookup_status_has_a_verdict(status: object, verdict: Verdict) -> None:
    extra = {"status": status, "mccmnc": "2420", "ported": True, "roaming": False}
    report = await opened(Script(said(HLR | extra))).look_up(NUMBER)

    assert report.verdict is verdict
    assert (report.mcc, report.mnc) == (None, None)  # too short to be whole
    assert (report.is_ported, report.is_roaming) == (True, False)


@pytest.mark.parametrize(
    ("payload", "risk", "is_mobile"),
    [
        (FRAUD, Risk.FRAUDULENT, False),
        ({"status": "FRAUDLENT"}, Risk.FRAUDULENT, None),  # as the document's sample spells it
        ({"status": "PASSED", "mobilePrefix": True}, Risk.CLEAN, True),
        ({"status": "NOT_MOBILE_PREFIX", "mobilePrefix": "no"}, Risk.NOT_MOBILE, None),
        ({"status": "SUSPICIOUS"}, Risk.SUSPICIOUS, None),
        ({"status": "HOLY"}, Risk.UNKNOWN, None),
    ],
)
async def test_each_fraud_status_has_a_risk(
    payload: object, risk: Risk, is_mobile: bool | None
) -> None:
    with capture_logs() as logs:
        report = await opened(Script(said(payload))).check_fraud(NUMBER)

    assert (report.risk, report.is_mobile_prefix) == (risk, is_mobile)
    assert ("unknown status" in [each["event"] for each in logs]) is (risk is Risk.UNKNOWN)


@pytest.mark.parametrize(
    ("wish", "caller", "code"),
    [
        (None, "37282329823", "9823"),
        (None, "+37282329823", "9823"),
        ("329823", 37282329823, "329823"),
        ("0042", "37282320042", "0042"),
        ("12345", "37282329823", "29823"),  # the wish was not granted: the caller is the truth
    ],
)
async def test_the_code_is_the_end_of_the_caller(
    wish: str | None, caller: object, code: str
) -> None:
    script = Script(said(FLASH | {"from": caller}))

    placed = await opened(script).place_flash_call(NUMBER, code=wish)

    assert (placed.reference, placed.code) == (ID, code)
    assert placed.caller == str(caller).removeprefix("+")
    assert code not in placed.raw


async def test_a_spoken_pin_is_what_the_person_types() -> None:
    script = Script(said(FLASH))

    placed = await opened(script).place_pin_call(NUMBER, code="0042")

    assert (placed.reference, placed.caller, placed.code) == (ID, "37282329823", "0042")


async def test_a_spoken_text_has_no_code_and_a_message_has_an_id() -> None:
    placed = await opened(Script(said(TAKEN))).place_text_call(NUMBER, text="Hi")
    sent = await opened(Script(said(TAKEN))).place_sms(NUMBER, "Hi")

    assert (placed.reference, placed.caller, placed.code) == (ID, None, None)
    assert sent.reference == ID


@pytest.mark.parametrize("expires_at", ["1701792901", 1701792901, 1701792901.0, 1701792901000])
async def test_a_reservation_ends_at_a_time_in_any_spelling(expires_at: object) -> None:
    reserved = await opened(Script(said(DID | {"expiresAt": expires_at}))).lease_did(NUMBER)

    assert reserved.reference == ID
    assert reserved.did == PhoneNumber.parse("+447700900001")
    assert reserved.expires_at == datetime(2023, 12, 5, 16, 15, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("order", "payload"),
    [
        (lambda it: it.place_flash_call(NUMBER), FLASH | {"from": None}),
        (lambda it: it.place_flash_call(NUMBER), FLASH | {"from": "123"}),
        (lambda it: it.place_flash_call(NUMBER), FLASH | {"requestId": ""}),
        (lambda it: it.place_text_call(NUMBER, text="Hi"), {"from": "37282329823"}),
        (lambda it: it.place_sms(NUMBER, "Hi"), {"requestId": "x" * 129}),
        (lambda it: it.lease_did(NUMBER), DID | {"expiresAt": None}),
        (lambda it: it.lease_did(NUMBER), DID | {"expiresAt": 1e300}),
        (lambda it: it.lease_did(NUMBER), DID | {"didNumber": "hidden"}),
        # The document's own sample is a digit too long for an Armenian number.
        (lambda it: it.lease_did(NUMBER), DID | {"didNumber": "374444444444"}),
        (lambda it: it.check_fraud(NUMBER), {"mobilePrefix": True}),
        (lambda it: it.look_up(NUMBER), HLR | {"status": None}),
    ],
)
async def test_a_good_answer_without_what_matters_leaves_the_outcome_unknown(
    order: Order, payload: object
) -> None:
    script = Script(said(payload))

    with pytest.raises(OutcomeUnknownError):
        await order(opened(script))
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("payload", "outcome", "at"),
    [
        (RESERVATION, CallOutcome.VERIFIED, datetime(2023, 12, 5, 16, 15, 22, tzinfo=UTC)),
        (DID | {"status": "PENDING", "callReceivedAt": None}, CallOutcome.PENDING, None),
        (DID | {"status": "EXPIRED"}, CallOutcome.EXPIRED, None),
        (DID | {"status": "ODD", "sipStatus": 200}, CallOutcome.UNKNOWN, None),
        ({"status": "PENDING"}, CallOutcome.PENDING, None),
    ],
)
async def test_a_reservation_is_read_by_its_status_alone(
    payload: object, outcome: CallOutcome, at: datetime | None
) -> None:
    """The sample's call came 21 seconds after its end, and is good all the same."""
    report = await opened(Script(said(payload))).fetch_incoming_call(ID)

    assert (report.reference, report.outcome, report.at) == (ID, outcome, at)


@pytest.mark.parametrize(
    ("product", "status", "outcome"),
    [
        ("calls.flash", "TERMINATED", CallOutcome.DELIVERED),
        ("calls.p2s", "TERMINATED", CallOutcome.NO_ANSWER),
        ("calls.t2s", "ANSWERED", CallOutcome.ANSWERED),
        ("calls.incoming", "DELIVERED", CallOutcome.VERIFIED),
        ("sms", "DELIVERED", CallOutcome.DELIVERED),
        ("voice", "DELIVERED", CallOutcome.DELIVERED),
        (None, "TERMINATED", CallOutcome.DELIVERED),
    ],
)
async def test_the_older_request_info_is_read_by_its_product(
    product: object, status: str, outcome: CallOutcome
) -> None:
    script = Script(said(REQUEST | {"product": product, "status": status}))

    report = await opened(script).fetch_call(ID)

    assert (report.reference, report.outcome, report.at) == (ID, outcome, None)
    assert "37282329823" not in report.raw


@pytest.mark.parametrize(
    "ask", [lambda it: it.fetch_call("other"), lambda it: it.fetch_incoming_call("other")]
)
async def test_an_answer_about_another_request_is_not_believed(ask: Order) -> None:
    script = Script(said(RESERVATION | {"id": ID}))

    with pytest.raises(UnexpectedReplyError, match="another request"):
        await ask(opened(script))
