"""From words to rotas and covers: pure, and in nearly any order."""

import re
from collections.abc import Sequence
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from bot.commands import spans
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.oncall.oncall import WantedCover, WantedQuiet, WantedTurns
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
HALF_DAY = re.compile(r"(?<!\w)(\d{1,2}(?:[:.]\d{2})?)\s+(am|pm)(?!\w)", re.IGNORECASE)
UNTIL = re.compile("[\\s,;\u2013\u2014\u2192]+|(?<=[\\dhmnt])-(?=[\\dmn])")  # dashes are pasted
NAMED_TIMES = {"midnight": time(0), "24": time(0), "24:00": time(0), "noon": time(12)}
INCIDENTS_TOO = frozenset({"incident", "incidents", "everything", "all"})
QUIET_FILLING = frozenset(
    {"from", "between", "and", "to", "till", "until", "at", "hours", "with", "too", "also", "-"}
)


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
    return WantedTurns(tuple(people), at, days, weekday, _zone(place))


def read_cover(text: str) -> WantedCover:
    """Read `@ben 4h`, `ben for 30 min`, `until 18:00` or `2 days ben`. Raises RefusedRequest."""
    text = TOGETHER.sub(r"\1h \2m", text)
    named = [spans.of(found[1], found[2]) for found in SPAN.finditer(text)]
    rest = SPAN.sub(" ", text)
    people, until = [], None
    for word in filter(None, BETWEEN.split(rest)):
        time = read_time(word)
        if time is not None:
            until = time
        elif word.lower() not in BY | {"until", "till", "to"}:
            people.append(word)
    if bool(named) == (until is not None):
        raise RefusedRequest(Why.NOT_A_COVER)
    return WantedCover(tuple(people), sum(named, timedelta()) if named else None, until)


def read_quiet(text: str) -> WantedQuiet:
    """Read `22:00-07:00`, `from 10 pm to 7`, `22-7 incidents too`. Raises RefusedRequest."""
    times: list[time] = []
    place: list[str] = []
    incidents = False
    for word in filter(None, UNTIL.split(HALF_DAY.sub(r"\1\2", text))):
        small = word.lower()
        at = NAMED_TIMES.get(small) or read_time(word) or read_time(f"{small.rstrip('h')}:00")
        if at is not None:
            times.append(at)
        elif small in INCIDENTS_TOO:
            incidents = True
        elif small not in QUIET_FILLING:
            place.append(word)
    match times:
        case [starts, ends] if starts != ends:
            return WantedQuiet(starts, ends, _zone(place), incidents)
    raise RefusedRequest(Why.NOT_QUIET)


def read_span(text: str) -> timedelta:
    """Read `4h`, as buttons carry it. Raises RefusedRequest."""
    span = read_cover(text).span
    if span is None:
        raise RefusedRequest(Why.NOT_A_COVER)
    return span


def _zone(words: Sequence[str]) -> ZoneInfo | None:
    """Find the zone some words name; None where there are none."""
    zone = find_zone(" ".join(words)) if words else None
    if words and zone is None:
        raise RefusedRequest(Why.NO_SUCH_ZONE, detail=" ".join(words)[:40])
    return zone


def _weekday(word: str) -> int | None:
    """Read `monday`, `mondays` or `mon`; nothing else, for Frida is a name."""
    for at, name in enumerate(WEEKDAYS):
        if word in {name, f"{name}s", name[:SHORT]}:
            return at
    return None
