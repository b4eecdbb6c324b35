from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.commands.rota_words import read_cover, read_rota
from bot.flows.asking.asking import RefusedRequest, Why
from bot.rota.hours import read_quiet_hours, read_steps
from bot.rota.zones import find_zone, read_time

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("09:00", time(9)),
        ("9:30", time(9, 30)),
        ("9.30", time(9, 30)),
        ("9am", time(9)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("9PM", time(21)),
        ("21h30", time(21, 30)),
        ("24:00", None),
        ("9:75", None),
        ("13pm", None),
        ("9", None),
        ("nine", None),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(text: str, expected: time | None) -> None:
    assert expected == read_time(text)


@pytest.mark.parametrize("text", ["Europe/London", "europe/london", "London", "LONDON"])
def test_a_zone_is_found_by_its_name_or_its_city(text: str) -> None:
    found = find_zone(text)

    assert found is not None
    assert "Europe/London" == found.key


@pytest.mark.parametrize("text", ["Mars/Base", "Lodnon", "", "../etc/passwd", "Europe"])
def test_what_is_no_zone_is_none(text: str) -> None:
    assert find_zone(text) is None


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"),
    [(21, 59, False), (22, 0, True), (3, 0, True), (6, 59, True), (7, 0, False), (12, 0, False)],
)
def test_quiet_hours_may_pass_midnight(hour: int, minute: int, quiet: bool) -> None:
    hours = read_quiet_hours("22:00-07:00 Europe/London", ZoneInfo("UTC"))

    assert hours is not None
    assert quiet == hours.hold(datetime(2026, 11, 21, hour, minute, tzinfo=UTC))


def test_quiet_hours_follow_the_clocks_of_their_zone() -> None:
    hours = read_quiet_hours("22:00-07:00", LONDON)

    assert hours is not None
    assert hours.hold(datetime(2026, 7, 1, 21, 30, tzinfo=UTC))
    assert not hours.hold(datetime(2026, 7, 1, 6, 30, tzinfo=UTC))


@pytest.mark.parametrize("text", ["22-7", "22:00", "22:00-07:00 Mars/Base", "always"])
def test_other_quiet_hours_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"should look like|no time zone"):
        read_quiet_hours(text, LONDON)


def test_steps_are_rising_seconds() -> None:
    assert (timedelta(seconds=30), timedelta(seconds=60)) == read_steps("30, 60")
    assert () == read_steps("0")
    for wrong in ("60,30", "30,30", "0,30", "soon", "1,2,3,4,5,6,7,8,9,10,11", "-5"):
        with pytest.raises(ValueError, match="seconds"):
            read_steps(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "anna ben chiara daily 09:00 Europe/London",
        "anna, ben, chiara every day at 9am London",
        "daily anna ben chiara 09:00 europe/london",
        "anna ben chiara Europe/London 09:00",
    ],
)
def test_a_rota_is_read_in_nearly_any_order(text: str) -> None:
    wanted = read_rota(text)

    assert (("anna", "ben", "chiara"), time(9), 1) == (wanted.people, wanted.at, wanted.days)
    assert wanted.zone is not None
    assert "Europe/London" == wanted.zone.key


def test_a_week_may_begin_on_any_day() -> None:
    assert (7, 0) == (
        read_rota("anna ben mon 09:00").days,
        read_rota("anna weekly mon 9am").weekday,
    )
    assert (7, None) == (read_rota("anna weekly 09:00").days, read_rota("anna 09:00").weekday)
    assert 4 == read_rota("anna fridays 18:00").weekday
    assert ("frida", "moni") == read_rota("frida moni 18:00").people


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("anna ben", Why.NO_HAND_OVER),
        ("anna ben 25:00", Why.NO_HAND_OVER),
        ("anna ben 9", Why.NO_HAND_OVER),
        ("daily 09:00 Europe/London", Why.EMPTY_ROTA),
        ("daily", Why.EMPTY_ROTA),
        ("anna ben daily 09:00 Mars/Base", Why.NO_SUCH_ZONE),
        ("anna ben 09:00 Lodnon", Why.NO_SUCH_ZONE),
    ],
)
def test_what_is_missing_from_a_rota_is_said(text: str, why: Why) -> None:
    with pytest.raises(RefusedRequest) as refused:
        read_rota(text)

    assert why is refused.value.why


@pytest.mark.parametrize(
    ("text", "people", "hours"),
    [
        ("@ben 4h", ("@ben",), 4),
        ("4h @ben", ("@ben",), 4),
        ("by ben for 4 hours", ("ben",), 4),
        ("ben 240m", ("ben",), 4),
        ("ben 3h60", ("ben",), 4),
        ("ben 3h 60 min", ("ben",), 4),
        ("2d", (), 48),
    ],
)
def test_a_cover_is_read_in_any_order(text: str, people: tuple[str, ...], hours: int) -> None:
    wanted = read_cover(text)

    assert (people, timedelta(hours=hours)) == (wanted.people, wanted.span)


def test_a_cover_may_last_until_a_time() -> None:
    wanted = read_cover("ben until 18:00")

    assert (("ben",), None, time(18)) == (wanted.people, wanted.span, wanted.until)


@pytest.mark.parametrize("text", ["", "ben", "ben 4", "ben 4h until 18:00"])
def test_a_cover_needs_one_end(text: str) -> None:
    with pytest.raises(RefusedRequest):
        read_cover(text)
