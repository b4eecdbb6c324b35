"""Pauses between attempts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.wire.retry import PAID, READS, Backoff, read_retry_after

NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
NOTHING = timedelta()


def pauses(backoff: Backoff, *, chance: float) -> list[float]:
    """Fail until it gives up."""
    spent = NOTHING
    waited: list[float] = []
    while pause := backoff.pause(len(waited) + 1, spent=spent, asked=None, chance=chance):
        waited.append(pause.total_seconds())
        spent += pause
    return waited


def test_pauses_double_and_are_spread_by_chance() -> None:
    assert pauses(READS, chance=1) == [0.4, 0.8, 1.6]
    assert pauses(READS, chance=0) == [0.2, 0.4, 0.8]
    assert pauses(PAID, chance=1) == [0.5, 1.0]


def test_the_provider_is_never_asked_sooner_than_it_wants() -> None:
    asked = timedelta(seconds=2)

    assert READS.pause(1, spent=NOTHING, asked=asked, chance=0) == asked
    assert READS.pause(1, spent=NOTHING, asked=asked, chance=1) == timedelta(seconds=2.2)


@pytest.mark.parametrize("backoff", [READS, PAID])
@given(
    attempt=st.integers(1, 9),
    spent=st.timedeltas(NOTHING, timedelta(minutes=1)),
    asked=st.none() | st.timedeltas(NOTHING, timedelta(minutes=1)),
    chance=st.floats(0, 1, exclude_max=True),
)
def test_attempts_and_time_are_bounded(
    backoff: Backoff, attempt: int, spent: timedelta, asked: timedelta | None, chance: float
) -> None:
    pause = backoff.pause(attempt, spent=spent, asked=asked, chance=chance)

    if pause is not None:
        assert attempt < backoff.attempts
        assert pause >= NOTHING
        assert spent + pause <= backoff.budget


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("1", 1),
        (" 120 ", 120),
        ("0", 0),
        ("Fri, 02 Jan 2026 12:00:30 GMT", 30),
        ("Fri, 02 Jan 2026 11:00:00 GMT", 0),  # past
        ("Fri, 02 Jan 2026 13:00:30 +0100", 30),
        ("Fri, 02 Jan 2026 12:00:30 -0000", 30),  # a zone that is none
        ("9" * 400, 86400),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, seconds: int) -> None:
    assert read_retry_after(header, now=NOON) == timedelta(seconds=seconds)


@pytest.mark.parametrize("header", [None, "", "soon", "-5", "1.5", "٣", "Fri, 99 Jan 2026"])
def test_a_retry_after_without_sense_is_none(header: str | None) -> None:
    assert read_retry_after(header, now=NOON) is None


@given(st.text())
def test_any_header_is_read_or_ignored(header: str) -> None:
    pause = read_retry_after(header, now=NOON)

    assert pause is None or NOTHING <= pause <= timedelta(days=1)
