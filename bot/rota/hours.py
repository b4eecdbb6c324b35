"""Hours and steps as settings write them: `22:00-07:00 Europe/London`, `30,60,90`."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.rota.zones import find_zone, read_time

EN_DASH = "\u2013"  # phones make one of a hyphen
MOST_STEPS = 10


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A part of every day, which may pass midnight."""

    starts: time
    ends: time
    zone: ZoneInfo

    def hold(self, moment: datetime) -> bool:
        """Whether it is quiet at a moment."""
        at = moment.astimezone(self.zone).time()
        if self.starts <= self.ends:
            return self.starts <= at < self.ends
        return at >= self.starts or at < self.ends


def read_quiet_hours(text: str, zone: ZoneInfo) -> QuietHours | None:
    """Read `22:00-07:00`, with a zone or in the given one; None for nothing. Raises ValueError."""
    if not text.strip():
        return None
    hours, _, place = text.strip().partition(" ")
    begin, _, end = hours.replace(EN_DASH, "-").partition("-")
    starts, ends = read_time(begin), read_time(end)
    if starts is None or ends is None:
        raise ValueError("should look like 22:00-07:00 Europe/London")
    return QuietHours(starts, ends, read_zone(place) if place.strip() else zone)


def read_zone(text: str) -> ZoneInfo:
    """Read the name of a zone. Raises ValueError."""
    zone = find_zone(text)
    if zone is None:
        raise ValueError(f"there is no time zone {text.strip()}; write one like Europe/London")
    return zone


def read_day_time(text: str) -> time:
    """Read a time of day. Raises ValueError."""
    at = read_time(text)
    if at is None:
        raise ValueError("should be a time of day like 09:00")
    return at


def read_steps(text: str) -> tuple[timedelta, ...]:
    """Read seconds after a code came, ascending; 0 for none at all. Raises ValueError."""
    words = text.replace(",", " ").split()
    if words == ["0"]:
        return ()
    if not all(word.isdecimal() for word in words):
        raise ValueError("should be seconds like 30,60,90")
    seconds = [int(word) for word in words]
    rising = all(early < late for early, late in pairwise(seconds))
    if not rising or 0 in seconds or len(seconds) > MOST_STEPS:
        raise ValueError(f"should be at most {MOST_STEPS} rising seconds, like 30,60,90")
    return tuple(timedelta(seconds=one) for one in seconds)
