"""Days and months of budgets and figures, in the desk's zone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from storage.budgets import Period

LONGER_THAN_A_MONTH = timedelta(days=32)


def began(period: Period, now: datetime, zone: tzinfo) -> datetime:
    """Tell when the day or month began."""
    today = now.astimezone(zone).date()
    return _begin(today if period is Period.DAY else today.replace(day=1), zone)


def ends(period: Period, now: datetime, zone: tzinfo) -> datetime:
    """Tell when the next one begins."""
    today = now.astimezone(zone).date()
    if period is Period.DAY:
        return _begin(today + timedelta(days=1), zone)
    return _begin((today.replace(day=1) + LONGER_THAN_A_MONTH).replace(day=1), zone)


def days(count: int, until: datetime, zone: tzinfo) -> Iterator[tuple[date, datetime, datetime]]:
    """List the last days, today among them: the day, when it began, when the next one began."""
    today = until.astimezone(zone).date()
    for back in range(count - 1, -1, -1):
        day = today - timedelta(days=back)
        yield day, _begin(day, zone), _begin(day + timedelta(days=1), zone)


def _begin(day: date, zone: tzinfo) -> datetime:
    """Give the midnight with which a day begins; days of 23 and 25 hours have theirs too."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
