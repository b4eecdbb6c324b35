"""How long, as people in a hurry write it: 30m, 45min, 4h, 2d, 1w."""

import re
from datetime import timedelta

UNITS = {  # by their first letter
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
SPAN = re.compile(r"(\d{1,5})(m|min|h|d|w)", re.IGNORECASE)


def read_span(word: str) -> timedelta | None:
    """Read one word; None where it says no such thing."""
    found = SPAN.fullmatch(word)
    return None if found is None else of(found[1], found[2])


def of(count: str, unit: str) -> timedelta:
    """Give that many minutes, hours, days or weeks."""
    return int(count) * UNITS[unit[0].lower()]
