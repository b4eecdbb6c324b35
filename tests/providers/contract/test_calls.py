"""Which report to believe."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.contract.calls import SIP_OUTCOMES, CallOutcome, PlacedCall, supersedes
from providers.contract.causes import Q850, SIP, Cause

NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(seconds=1)
outcomes = st.sampled_from(CallOutcome)
times = st.sampled_from([None, NOON, LATER])


def test_what_is_terminal() -> None:
    open_ones = {each for each in CallOutcome if not each.is_terminal}

    assert open_ones == {CallOutcome.PENDING, CallOutcome.IN_PROGRESS, CallOutcome.UNKNOWN}


@pytest.mark.parametrize(
    ("new", "old", "is_believed"),
    [
        (CallOutcome.IN_PROGRESS, CallOutcome.PENDING, True),
        (CallOutcome.PENDING, CallOutcome.IN_PROGRESS, False),
        (CallOutcome.UNKNOWN, CallOutcome.PENDING, True),
        (CallOutcome.UNKNOWN, CallOutcome.IN_PROGRESS, False),
        (CallOutcome.DELIVERED, CallOutcome.UNKNOWN, True),
        (CallOutcome.UNKNOWN, CallOutcome.DELIVERED, False),
        (CallOutcome.IN_PROGRESS, CallOutcome.BUSY, False),
        (CallOutcome.NO_ANSWER, CallOutcome.DELIVERED, False),  # no times: the first one stays
        (CallOutcome.VERIFIED, CallOutcome.EXPIRED, True),
        (CallOutcome.EXPIRED, CallOutcome.VERIFIED, False),
    ],
)
def test_which_status_is_believed(new: CallOutcome, old: CallOutcome, *, is_believed: bool) -> None:
    assert supersedes(new, old) is is_believed


def test_of_two_ends_the_later_one_wins() -> None:
    busy, answered = CallOutcome.BUSY, CallOutcome.ANSWERED

    assert supersedes(answered, busy, new_at=LATER, old_at=NOON)
    assert not supersedes(answered, busy, new_at=NOON, old_at=LATER)
    assert not supersedes(answered, busy, new_at=NOON, old_at=NOON)
    assert supersedes(answered, busy, new_at=NOON)
    assert not supersedes(answered, busy, old_at=NOON)


@given(new=outcomes, old=outcomes, new_at=times, old_at=times)
def test_two_statuses_never_displace_each_other(
    new: CallOutcome, old: CallOutcome, new_at: datetime | None, old_at: datetime | None
) -> None:
    """Else repeated deliveries would swing to and fro."""
    forth = supersedes(new, old, new_at=new_at, old_at=old_at)
    back = supersedes(old, new, new_at=old_at, old_at=new_at)

    assert not (forth and back)


@given(new=outcomes, old=outcomes, new_at=times, old_at=times)
def test_the_end_is_never_followed_by_a_beginning(
    new: CallOutcome, old: CallOutcome, new_at: datetime | None, old_at: datetime | None
) -> None:
    is_believed = supersedes(new, old, new_at=new_at, old_at=old_at)

    assert not is_believed or new.is_terminal or not old.is_terminal
    assert not is_believed or old is not CallOutcome.VERIFIED


def test_a_placed_call_hides_its_code_and_its_caller() -> None:
    placed = PlacedCall("33168", caller="37166004953", code="4953", raw='{"code": "4953"}')

    assert repr(placed) == "PlacedCall(reference='33168', is_forwarded=None)"


@pytest.mark.parametrize("cause", [*Q850.values(), *SIP.values()])
def test_every_cause_is_a_whole_sentence(cause: Cause) -> None:
    assert cause.sentence[0].isupper()
    assert cause.sentence.endswith(".")


def test_every_sip_status_has_an_outcome_and_a_sentence() -> None:
    assert set(SIP) == set(SIP_OUTCOMES)
