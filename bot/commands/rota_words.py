"""From words to rotas and covers: pure, and in nearly any order."""

import re
from datetime import timedelta

from bot.flows.asking import RefusedRequest, Why
from bot.flows.oncall import WantedCover, WantedTurns
from bot.rota.zones import find_zone, read_time

DAYS = {"daily": 1, "day": 1, "days": 1, "weekly": 7, "week": 7, "weeks": 7}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT = 3  # letters of a weekday
FILLING = frozenset({"at", "every", "on", "from", "in", "each"})
BY = frozenset({"by", "for"})
BETWEEN = re.compile(r"[\s,;]+")
SPAN = re.compile(
    r"(?<!\w)(\d{1,4})\s*(minutes?|mins?|m|hours?|hrs?|h|days?|d)(?!\w)", re.IGNORECASE
)
TOGETHER = re.compile(r"(?<!\w)(\d{1,2})h(\d{2})m?(?!\w)", re.IGNORECASE)  # 1h30
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def read_rota(text: str) -> WantedTurns:  # noqa: C901 (a word can be one of many things)
    """Read `anna ben chiara daily 09:00 Europe/London`. Raises RefusedRequest."""
    people: list[str] = []
    place: list[str] = []
    at, days, weekday = None, 1, None
    for word in filter(None, BETWEEN.split(text)):
        small = word.lower()
        time = read_time(word)
        if word.startswith("@"):
            people.append(word)
        elif small in DAYS:
            days = DAYS[small]
        elif (named := _weekday(small)) is not None:
            weekday, days = named, 7
        elif time is not None:
            at = time
        elif small in FILLING:
            continue
        elif word[0].isdecimal():
            raise RefusedRequest(Why.NO_HAND_OVER)
        elif at is not None or "/" in word:
            place.append(word)
        else:
            people.append(word)
    if not people:
        raise RefusedRequest(Why.EMPTY_ROTA)
    if at is None:
        raise RefusedRequest(Why.NO_HAND_OVER)
    zone = find_zone(" ".join(place)) if place else None
    if place and zone is None:
        raise RefusedRequest(Why.NO_SUCH_ZONE, detail=" ".join(place)[:40])
    return WantedTurns(tuple(people), at, days, weekday, zone)


def read_cover(text: str) -> WantedCover:
    """Read `@ben 4h`, `ben for 30 min`, `until 18:00` or `2 days ben`. Raises RefusedRequest."""
    text = TOGETHER.sub(r"\1h \2m", text)
    spans = [int(found[1]) * UNITS[found[2][0].lower()] for found in SPAN.finditer(text)]
    rest = SPAN.sub(" ", text)
    people, until = [], None
    for word in filter(None, BETWEEN.split(rest)):
        time = read_time(word)
        if time is not None:
            until = time
        elif word.lower() not in BY | {"until", "till", "to"}:
            people.append(word)
    if bool(spans) == (until is not None):
        raise RefusedRequest(Why.NOT_A_COVER)
    return WantedCover(tuple(people), sum(spans, timedelta()) if spans else None, until)


def read_span(text: str) -> timedelta:
    """Read `4h`, as buttons carry it. Raises RefusedRequest."""
    span = read_cover(text).span
    if span is None:
        raise RefusedRequest(Why.NOT_A_COVER)
    return span


def _weekday(word: str) -> int | None:
    """Read `monday`, `mondays` or `mon`; nothing else, for Frida is a name."""
    for at, name in enumerate(WEEKDAYS):
        if word in {name, f"{name}s", name[:SHORT]}:
            return at
    return None
