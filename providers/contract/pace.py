"""How fast: what a provider allows, who goes first, and how often to ask."""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

ANY = "*"  # among ceilings by endpoint: all requests of the provider together


class Urgency(IntEnum):
    """Who goes first where requests wait for their turn; the lower, the sooner."""

    PERSON = 0  # somebody is looking at the screen
    BATCH = 1  # a list being worked through


@dataclass(frozen=True, slots=True)
class Ceiling:
    """At most `count` requests in any stretch of time as long as `per`."""

    count: int
    per: timedelta = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class PollPlan:
    """When to ask how a call went, counted from its placing."""

    first: timedelta  # after the call was placed
    every: timedelta
    until: timedelta  # after the call was placed; no more asking then

    def after(self, age: timedelta) -> timedelta | None:
        """Tell how long after its placing a call of that age is asked about next, or never."""
        if age < self.first:
            return self.first
        following = age + self.every
        return following if following <= self.until else None
