"""Who is on call at a moment, until when, and who comes next: pure arithmetic on wall times.

    covers        "Ben for 4 h"           the latest one that holds counts
      over
    shifts        an imported calendar    the one that began last counts
      or turns    anna ben chiara daily 09:00 Europe/London

A hand-over happens at a wall time of its zone, once a day, so that a turn lasts 23 or 25 hours when
daylight saving begins or ends. A time the clock skips is taken as if it had not jumped yet; of a
time that comes twice, the first counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MOST_STEPS = 400  # over which somebody's stretch is followed


@dataclass(frozen=True, slots=True)
class Span:
    """Somebody, from a moment to a moment."""

    person_id: int
    starts_at: datetime
    ends_at: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in it; its end does not."""
        return self.starts_at <= moment < self.ends_at


@dataclass(frozen=True, slots=True)
class Stretch:
    """Who is on call, and until when at the earliest somebody else is; None: nobody, for good."""

    person_id: int | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Turns:
    """People who take turns of some days each. `starts_on`: when the first one's turn began."""

    people: tuple[int, ...]
    starts_on: date
    at: time
    zone: ZoneInfo
    days: int = 1

    def span(self, moment: datetime) -> Span:
        """Find the turn a moment lies in."""
        turn = self.turn(moment)
        first = self.starts_on + turn * self.days * DAY
        return Span(
            self.people[turn % len(self.people)],
            hand_over(first, self.at, self.zone),
            hand_over(first + self.days * DAY, self.at, self.zone),
        )

    def turn(self, moment: datetime) -> int:
        """Count the turns since the first; the one under way."""
        return (started_on(moment, self.at, self.zone) - self.starts_on).days // self.days


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that decides who is on call."""

    turns: Turns | None = None
    shifts: tuple[Span, ...] = ()
    covers: tuple[Span, ...] = ()  # the latest word last

    def on_call(self, moment: datetime) -> int | None:
        """Say who is on call."""
        cover = self.cover(moment)
        return cover.person_id if cover is not None else self._planned(moment)

    def cover(self, moment: datetime) -> Span | None:
        """Find the cover that holds."""
        return next((one for one in reversed(self.covers) if one.holds(moment)), None)

    def without_covers(self) -> "Plan":
        """The same plan, had nobody stood in."""
        return Plan(self.turns, self.shifts)

    def stretch(self, moment: datetime) -> Stretch:
        """Say who is on call and until when."""
        person, at = self.on_call(moment), moment
        for _ in range(MOST_STEPS):
            change = self._next_change(at)
            if change is None:
                return Stretch(person, None)
            if self.on_call(change) != person:
                return Stretch(person, change)
            at = change
        return Stretch(person, at)

    def following(self, moment: datetime, count: int) -> Iterator[tuple[datetime, Stretch]]:
        """Tell who comes next and when, that many at most."""
        at = self.stretch(moment).until
        for _ in range(count):
            if at is None:
                return
            stretch = self.stretch(at)
            yield at, stretch
            at = stretch.until

    def ladder(self, moment: datetime) -> tuple[int, ...]:
        """List whom to call for help, in order: who is on call, then as the rota goes on."""
        people = [self.on_call(moment)]
        if self.turns is not None:
            at = self.turns.turn(moment) % len(self.turns.people) + 1
            people += [*self.turns.people[at:], *self.turns.people[:at]]
        people += [one.person_id for one in self.shifts if one.ends_at > moment]
        return tuple(dict.fromkeys(one for one in people if one is not None))

    def _planned(self, moment: datetime) -> int | None:
        if self.turns is not None:
            return self.turns.span(moment).person_id
        holding = [one for one in self.shifts if one.holds(moment)]
        return max(holding, key=lambda one: one.starts_at).person_id if holding else None

    def _next_change(self, moment: datetime) -> datetime | None:
        """Find the next moment at which somebody else may be on call."""
        spans = [*self.covers, *self.shifts]
        moments = [edge for one in spans for edge in (one.starts_at, one.ends_at)]
        if self.turns is not None and len(set(self.turns.people)) > 1:
            moments.append(self.turns.span(moment).ends_at)
        return min((edge for edge in moments if edge > moment), default=None)


def hand_over(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Find the moment of a wall time on a day, in UTC."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def started_on(moment: datetime, at: time, zone: ZoneInfo) -> date:
    """Find the local day whose hand-over was the last before a moment, or is at it."""
    day = moment.astimezone(zone).date() + DAY
    while hand_over(day, at, zone) > moment:
        day -= DAY
    return day


def next_time(moment: datetime, at: time, zone: ZoneInfo) -> datetime:
    """Find the next moment at which clocks of a zone show a time."""
    return hand_over(started_on(moment, at, zone) + DAY, at, zone)
