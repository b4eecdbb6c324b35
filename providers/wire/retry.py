"""When to try again: a schedule without a clock, a sleep or a die of its own."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_ASKED = timedelta(days=1)  # no provider is believed beyond that


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses that double, spread by chance, and end with the attempts or the budget."""

    attempts: int  # in all, the first one included
    first: timedelta
    longest: timedelta
    budget: timedelta  # from the first attempt's start to the last one's

    def pause(
        self, attempt: int, *, spent: timedelta, asked: timedelta | None, chance: float
    ) -> timedelta | None:
        """Tell how long to wait after failed attempt 1, 2, ...; None means give up.

        `asked` is what Retry-After says: never less than that, and a little more by chance, so that
        those who were sent away together do not come back together.
        """
        if attempt >= self.attempts:
            return None
        full = min(self.first * 2 ** (attempt - 1), self.longest)
        pause = full / 2 + full / 2 * chance if asked is None else asked + self.first * chance / 2
        return pause if spent + pause <= self.budget else None


READS = Backoff(
    attempts=4,
    first=timedelta(seconds=0.4),
    longest=timedelta(seconds=3),
    budget=timedelta(seconds=10),
)

# Only for what surely was not carried out; a person is watching the card meanwhile.
PAID = Backoff(
    attempts=3,
    first=timedelta(seconds=0.5),
    longest=timedelta(seconds=2),
    budget=timedelta(seconds=5),
)


def read_retry_after(value: str | None, *, now: datetime) -> timedelta | None:
    """Read a Retry-After header, seconds or an HTTP date; None where it makes no sense."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=int(value[:9])), LONGEST_ASKED)
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return min(max(when - now, timedelta()), LONGEST_ASKED)
