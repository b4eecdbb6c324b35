"""Time zones and times of day, as people in a hurry write them."""

import re
from collections import defaultdict
from datetime import time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?", re.IGNORECASE)
NOON = 12


def find_zone(word: str) -> ZoneInfo | None:
    """Find `Europe/London`, `europe/london`, `London` or `UTC`; None where there is no such one."""
    wanted = word.strip().replace(" ", "_").casefold()
    found = _by_name().get(wanted) or ()
    return ZoneInfo(found[0]) if len(found) == 1 else None


def read_time(word: str) -> time | None:
    """Read `09:00`, `9:30`, `9am` or `21h30`; a bare number is none, for it may be anything."""
    found = TIME.fullmatch(word.strip())
    if found is None or (found[2] is None and found[3] is None):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= NOON:
            return None
        hour = hour % NOON + (NOON if found[3].lower() == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    """Index the zones by their names, and by their cities where no other zone has that city."""
    cities: dict[str, set[str]] = defaultdict(set)
    zones = available_timezones()
    for zone in zones:
        if "/" in zone and not zone.startswith(("posix/", "right/", "Etc/")):
            cities[zone.rpartition("/")[2].casefold()].add(zone)
    names = {city: tuple(sorted(found)) for city, found in cities.items()}
    return names | {zone.casefold(): (zone,) for zone in zones}
