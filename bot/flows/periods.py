"""Days and months of budgets, in UTC."""

from datetime import datetime, timedelta

from storage.budgets import Period


def began(period: Period, now: datetime) -> datetime:
    """Tell when the day or month began."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return day if period is Period.DAY else day.replace(day=1)


def ends(period: Period, now: datetime) -> datetime:
    """Tell when the next one begins."""
    begin = began(period, now)
    if period is Period.DAY:
        return begin + timedelta(days=1)
    return (begin + timedelta(days=32)).replace(day=1)
