"""Read shifts from an iCalendar file (RFC 5545): pure, and bounded whatever is in the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Component

LARGEST = 256 * 1024  # bytes; a year of shifts of five people has about 100 KiB
MOST_EVENTS = 1000  # written in the file
MOST_SHIFTS = 2000  # that come of them
HORIZON = timedelta(days=400)
MOST_RULES = 30  # of events that come again
# How often a shift may come again, and what else may be said: nothing that could come every second,
# or never, for either keeps the reader of the rule busy for ever.
PLAIN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"})
BY_DATE = frozenset({"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS"})
PARTS = {
    "DAILY": PLAIN,
    "WEEKLY": PLAIN | {"BYDAY"},
    "MONTHLY": PLAIN | BY_DATE,
    "YEARLY": PLAIN | BY_DATE,
}
# what the libraries raise about files that break the rules, beside their own classes under these
BROKEN = (ValueError, LookupError, TypeError, AttributeError, OverflowError)
OLDEST_RULE = timedelta(days=366 * 20)  # since when it may have come again


class UnreadableCalendarError(Exception):
    """The file is no calendar, or one that no rota can be made of; the text says why."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event, or one time of an event that comes again."""

    summary: str
    starts_at: datetime
    ends_at: datetime


def read_calendar(content: bytes, zone: ZoneInfo, *, now: datetime) -> list[Occurrence]:
    """List what has not ended, in order. Raises UnreadableCalendarError.

    `zone`: of whole days, and of times that name none.
    """
    if len(content) > LARGEST:
        raise UnreadableCalendarError(f"it is larger than {LARGEST // 1024} KB")
    try:
        calendar = Calendar.from_ical(content)
    except BROKEN as error:
        raise UnreadableCalendarError("it is not an iCalendar file (.ics)") from error
    if not isinstance(calendar, Calendar):
        raise UnreadableCalendarError("it is not an iCalendar file (.ics)")
    events = calendar.walk("VEVENT")
    if len(events) > MOST_EVENTS:
        raise UnreadableCalendarError(f"it has more than {MOST_EVENTS} events")
    try:
        if sum(len(_rules(event)) for event in events) > MOST_RULES:
            raise UnreadableCalendarError(f"more than {MOST_RULES} events in it come again")
        for event in events:
            _see_that_it_is_calm(event, now)
        found = list(_occurrences(calendar, zone, now))
    except BROKEN as error:
        raise UnreadableCalendarError("its events cannot be read") from error
    return sorted(found, key=lambda one: (one.starts_at, one.ends_at))


def _see_that_it_is_calm(event: Component, now: datetime) -> None:
    for rule in _rules(event):
        often = str(rule.get("FREQ", [""])[0]).upper()
        parts = {str(part).upper() for part in rule}
        if often == "DAILY" and rule.get("INTERVAL", [1]) == [1]:
            parts -= {"BYDAY"}  # on weekdays, as some programs say it
        if not parts <= PARTS.get(often, frozenset()):
            raise UnreadableCalendarError("an event in it comes again in a way no shift does")
        start = getattr(event.get("DTSTART"), "dt", None)
        if isinstance(start, date) and start.year < (now - OLDEST_RULE).year:
            raise UnreadableCalendarError("an event in it has come again for twenty years")


def _rules(event: Component) -> list[Any]:
    rules = event.get("RRULE", [])
    return rules if isinstance(rules, list) else [rules]


def _occurrences(calendar: Calendar, zone: ZoneInfo, now: datetime) -> Iterator[Occurrence]:
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    seen: set[tuple[str, datetime, datetime]] = set()
    for event in query.between(now, now + HORIZON):
        summary = str(event.get("SUMMARY", "")).strip()
        starts_at, ends_at = _moment(event.start, zone), _moment(event.end, zone)
        one = (summary, starts_at, ends_at)
        if one in seen or not now < ends_at or not starts_at < ends_at:
            continue
        seen.add(one)
        if len(seen) > MOST_SHIFTS:
            raise UnreadableCalendarError(f"more than {MOST_SHIFTS} shifts come of it")
        yield Occurrence(*one)


def _moment(written: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(written, datetime):
        written = datetime.combine(written, time(), zone)
    elif written.tzinfo is None:
        written = written.replace(tzinfo=zone)
    return written.astimezone(UTC)
