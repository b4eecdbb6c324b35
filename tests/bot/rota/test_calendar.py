"""Calendars as programs export them, and files that are none."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rota.calendar import LARGEST, MOST_EVENTS, UnreadableCalendarError, read_calendar

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")


def calendar(*events: str, head: str = "") -> bytes:
    body = "\n".join(f"BEGIN:VEVENT\n{one}\nEND:VEVENT" for one in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//rota//EN\n{head}\n{body}\nEND:VCALENDAR\n"
    return text.replace("\n\n", "\n").replace("\n", "\r\n").encode()


def shift(summary: str, start: str, end: str, *more: str) -> str:
    return "\n".join((f"SUMMARY:{summary}", f"DTSTART{start}", f"DTEND{end}", *more))


def read(content: bytes) -> list[tuple[str, str, str]]:
    found = read_calendar(content, LONDON, now=NOW)
    return [(one.summary, f"{one.starts_at:%d %H:%M}", f"{one.ends_at:%d %H:%M}") for one in found]


@pytest.mark.parametrize(
    ("start", "end", "head", "expected"),
    [
        (":20261122T090000Z", ":20261122T170000Z", "", ("22 09:00", "22 17:00")),
        (
            ";TZID=America/New_York:20261122T090000",
            ";TZID=America/New_York:20261122T170000",
            "",
            ("22 14:00", "22 22:00"),
        ),
        (":20261122T090000", ":20261122T170000", "", ("22 09:00", "22 17:00")),
        (
            ":20261122T090000",
            ":20261122T170000",
            "X-WR-TIMEZONE:Europe/Berlin",
            ("22 08:00", "22 16:00"),
        ),
        (";VALUE=DATE:20261122", ";VALUE=DATE:20261124", "", ("22 00:00", "24 00:00")),
        (":20261121T090000Z", ":20261121T170000Z", "", ("21 09:00", "21 17:00")),  # under way
    ],
)
def test_times_are_read_in_their_zone(
    start: str, end: str, head: str, expected: tuple[str, str]
) -> None:
    assert [("Ben", *expected)] == read(calendar(shift("Ben", start, end), head=head))


def test_a_shift_that_comes_again_keeps_its_wall_time_over_summer() -> None:
    weekly = shift(
        "Anna",
        ";TZID=Europe/London:20261123T090000",
        ";TZID=Europe/London:20261123T170000",
        "RRULE:FREQ=WEEKLY",
        "EXDATE;TZID=Europe/London:20261130T090000",
    )
    found = read_calendar(calendar(weekly), LONDON, now=NOW)

    assert datetime(2026, 12, 7, 9, tzinfo=UTC) == found[1].starts_at
    assert {9, 8} == {one.starts_at.hour for one in found}
    assert NOW + timedelta(days=365) < found[-1].starts_at < NOW + timedelta(days=401)


def test_a_shift_may_come_on_working_days() -> None:
    daily = shift(
        "Anna",
        ":20261123T090000Z",
        ":20261123T170000Z",
        "RRULE:FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=6",
    )

    assert ["23", "24", "25", "26", "27", "30"] == [at[:2] for _, at, _ in read(calendar(daily))]


def test_what_is_over_is_left_out() -> None:
    old = shift("Ben", ":20261101T090000Z", ":20261101T170000Z")

    assert [] == read(calendar(old))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"garbage",
        b"\xff\xfe\x00\x01" * 100,
        b"PK\x03\x04 a workbook",
        b"BEGIN:VCALENDAR\r\nfoo",
        b"BEGIN:VEVENT\r\nSUMMARY:Ben\r\nEND:VEVENT\r\n",
        b"x" * (LARGEST + 1),
        calendar(*[shift("Ben", ":20261122T090000Z", ":20261122T170000Z")] * (MOST_EVENTS + 1)),
        calendar(shift("Ben", ":20261122T090000Z", ":20261122T090001Z", "RRULE:FREQ=SECONDLY")),
        calendar(
            shift(
                "Ben",
                ":20261122T090000Z",
                ":20261122T090001Z",
                "RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2,3",
            )
        ),
        calendar(
            shift(
                "Ben",
                ":20261122T090000Z",
                ":20261122T100000Z",
                "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
            )
        ),
        calendar(
            shift(
                "Ben",
                ":20261122T090000Z",
                ":20261122T100000Z",
                "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=MO",
            )
        ),
        calendar(shift("Ben", ":00010101T090000Z", ":00010101T100000Z", "RRULE:FREQ=DAILY")),
        calendar(
            *(
                shift(f"Ben {at}", ":20261122T090000Z", ":20261122T170000Z", "RRULE:FREQ=DAILY")
                for at in range(40)
            )
        ),
    ],
    ids=range(14),
)
def test_what_is_no_rota_is_refused_in_time(content: bytes) -> None:
    with pytest.raises(UnreadableCalendarError):
        read_calendar(content, LONDON, now=NOW)


@pytest.mark.parametrize(
    "event",
    [
        "SUMMARY:Ben",
        "SUMMARY:Ben\nDTSTART:2026",
        shift("Ben", ":20261123T090000Z", ":20261122T090000Z"),
        shift("Ben", ":20261122T090000Z", ":20261122T090000Z"),
        shift("Ben", ":20261122T090000Z", ":20261123T090000Z", "RRULE:FREQ=NEVER"),
    ],
)
def test_an_event_without_sense_is_no_shift(event: str) -> None:
    """Some libraries leave such events out, some say so; either way no rota comes of them."""
    try:
        found = read(calendar(event))
    except UnreadableCalendarError:
        found = []

    assert 1 >= len(found)
