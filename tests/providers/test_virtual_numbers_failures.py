"""How the panel fails: what each status and text means, and what is not believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from providers.contract.errors import (
    BusyError,
    CredentialsError,
    FundsError,
    NoStockError,
    NotFoundError,
    OutcomeUnknownError,
    ProviderError,
    RefusedError,
    UnexpectedReplyError,
    UnreachableError,
)
from providers.contract.reports import LeasedNumber, Offer
from tests.providers.scripted import Answer, Script, said
from tests.providers.test_virtual_numbers import GOOD_OFFER, LEASED, OFFER, PHONE, TAKEN, opened

COUNTRY = {"id": 1, "name": "Country A", "phone_code": "1"}
OPERATOR = {"id": 101, "name": "Operator X", "country_id": 1}


def refused(status: int, message: str) -> Answer:
    return said({"status": "error", "message": message}, status)


def given_number(written: object) -> Answer:
    return said({"status": "success", "data": {"phone_number": written}})


def offered(countries: object, operators: object) -> Answer:
    return said({"status": "success", "data": {"countries": countries, "operators": operators}})


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (refused(401, "Invalid api_key"), CredentialsError),
        (refused(401, "Missing or invalid credentials"), CredentialsError),
        (refused(403, "Manager inactive. Contact support."), CredentialsError),
        (refused(400, "country_id is required"), RefusedError),
        (refused(400, "user_id is required with api_key"), CredentialsError),
        (refused(404, "Target user not found or inactive"), CredentialsError),
        (refused(404, "No number received"), NoStockError),
        (refused(404, "no  NUMBER\n received "), NoStockError),
        (said({"error": "Target user not found or inactive"}, 404), CredentialsError),
        (said({"message": "", "detail": "No number received"}, 404), NoStockError),
        (Answer(404, b"Target user not\nfound or inactive"), CredentialsError),
        (refused(404, "All sold out"), NoStockError),
        (Answer(404, b"<html>"), NoStockError),
        (refused(404, "Insufficient balance"), FundsError),
        (refused(400, "No funds left"), FundsError),
        (refused(402, "Pay up"), FundsError),
        (refused(400, "Odd"), RefusedError),
        (refused(429, "Slow down"), BusyError),
        (refused(500, "Could not fetch service data"), OutcomeUnknownError),
        (refused(500, "Unable to get number"), OutcomeUnknownError),
        (refused(500, "System configuration error"), OutcomeUnknownError),  # of the other method
        (refused(502, "Insufficient balance"), OutcomeUnknownError),
        (refused(200, "No number received"), OutcomeUnknownError),
        (said({"status": "success"}), OutcomeUnknownError),
        (said({"status": "success", "data": {}}), OutcomeUnknownError),
        (said({"status": "success", "data": [PHONE]}), OutcomeUnknownError),
        (said(LEASED | {"status": "pending"}), OutcomeUnknownError),
        (Answer(200, TAKEN), OutcomeUnknownError),  # the sample: no phone can have it
        (given_number(None), OutcomeUnknownError),
        (given_number(""), OutcomeUnknownError),
        (given_number(True), OutcomeUnknownError),
        (given_number(-447700900123), OutcomeUnknownError),
        (given_number("soon"), OutcomeUnknownError),
        (given_number("1" * 200), OutcomeUnknownError),
    ],
)
async def test_each_failure_of_a_lease_has_its_class(
    answer: Answer, meaning: type[ProviderError]
) -> None:
    with pytest.raises(ProviderError) as caught:
        await opened(Script(answer)).lease_number(2)

    assert type(caught.value) is meaning


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (refused(401, "Unauthorized"), CredentialsError),
        (refused(500, "System configuration error"), CredentialsError),
        (refused(500, "Service fetch failed"), UnreachableError),
        (refused(503, "passed on from the main server"), UnreachableError),
        (refused(404, "passed on from the main server"), NotFoundError),
        (refused(429, "passed on from the main server"), BusyError),
        (refused(418, "passed on from the main server"), RefusedError),
        (said(GOOD_OFFER | {"status": "error"}), UnexpectedReplyError),
        (said({"status": "success", "data": {"countries": []}}), UnexpectedReplyError),
        (offered("none", []), UnexpectedReplyError),
        (offered([1], []), UnexpectedReplyError),
        (offered([COUNTRY | {"id": "one"}], []), UnexpectedReplyError),
        (offered([COUNTRY | {"name": None}], []), UnexpectedReplyError),
        (offered([COUNTRY], [OPERATOR | {"country_id": None}]), UnexpectedReplyError),
        (offered([COUNTRY], [[]]), UnexpectedReplyError),
    ],
)
async def test_each_failure_of_a_question_has_its_class(
    answer: Answer, meaning: type[ProviderError]
) -> None:
    with pytest.raises(ProviderError) as caught:
        await opened(Script(answer)).fetch_offer()

    assert type(caught.value) is meaning


async def test_a_panel_that_is_not_set_up_is_not_asked_again_and_again() -> None:
    script = Script(refused(500, "System configuration error"))

    with pytest.raises(CredentialsError, match="virtual_numbers: System configuration error"):
        await opened(script).fetch_offer()

    assert len(script.requests) == 1


async def test_what_a_good_status_hides_is_kept_for_the_operator() -> None:
    with pytest.raises(OutcomeUnknownError, match="No number received"):
        await opened(Script(refused(200, "No number received"))).lease_number(2)


@pytest.mark.parametrize(
    ("text", "is_logged"), [("No number received", False), ("All sold out", True)]
)
async def test_an_unknown_404_is_logged_without_its_text(text: str, is_logged: bool) -> None:
    with capture_logs() as logs, pytest.raises(NoStockError):
        await opened(Script(refused(404, text))).lease_number(2)

    events = [each["event"] for each in logs]
    assert ("unknown refusal counts as out of stock" in events) is is_logged
    assert text not in str(logs)


@pytest.mark.parametrize(
    ("written", "country_id", "offer"),
    [
        ("07700900123", 7, Answer(200, OFFER)),  # no such country
        ("0770", 2, Answer(200, OFFER)),  # too short for it
        ("07700900123", 2, Answer(500)),
        ("07700900123", 2, Answer(401)),
        ("07700900123", 2, offered([COUNTRY | {"id": 2, "phone_code": "soon"}], [])),
    ],
)
async def test_a_number_whose_country_cannot_be_told_is_taken_all_the_same(
    written: str, country_id: int, offer: Answer
) -> None:
    script = Script(given_number(written), offer)

    with pytest.raises(OutcomeUnknownError) as caught:
        await opened(script).lease_number(country_id)

    assert caught.value.provider == "virtual_numbers"
    assert written not in str(caught.value)
    assert ["get-number", "init"] == [
        request.url.path.split("/")[2] for request in script.requests[:2]
    ]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("0" * 40),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def bent(sample: dict[str, object]) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries(
        {}, optional={name: anything | st.just(value) for name, value in sample.items()}
    )


@given(
    told=st.fixed_dictionaries(
        {
            "countries": st.lists(bent(COUNTRY), max_size=3) | anything,
            "operators": st.lists(bent(OPERATOR), max_size=3) | anything,
        }
    )
)
async def test_any_offer_of_the_right_shape_ends_in_a_value_or_in_an_error_of_ours(
    told: object,
) -> None:
    try:
        end = await opened(Script(said({"status": "success", "data": told}))).fetch_offer()
    except ProviderError:
        return

    assert isinstance(end, Offer)


@given(written=anything | st.from_regex(r"\+?[0-9 ]{0,16}", fullmatch=True))
async def test_any_number_ends_in_a_value_or_in_an_outcome_unknown(written: object) -> None:
    try:
        end = await opened(Script(given_number(written), Answer(200, OFFER))).lease_number(2)
    except OutcomeUnknownError:
        return

    assert isinstance(end, LeasedNumber)
