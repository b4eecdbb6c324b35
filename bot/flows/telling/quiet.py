"""Quiet hours of a rota: what can wait does so until the morning.

codes, calls for help, rehearsals    never wait
incidents                            wait where people chose that
all else on-call hears about         waits
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.flows.telling.topics import INCIDENTS, SOFT, Topic
from bot.rota.hours import QuietHours, read_quiet_hours
from bot.rota.turns import next_time
from storage.rotas import Rota


def hours_of(rota: Rota) -> QuietHours | None:
    """Tell when the people of a rota are left alone."""
    return read_quiet_hours(rota.quiet, ZoneInfo(rota.zone))


def morning(rota: Rota | None, topic: Topic, *, now: datetime) -> datetime | None:
    """Say until when something has to wait; None: it may be told now."""
    if rota is None or topic not in SOFT or (topic in INCIDENTS and not rota.quiet_incidents):
        return None
    hours = hours_of(rota)
    if hours is None or not hours.hold(now):
        return None
    return next_time(now, hours.ends, hours.zone)


def waiting_key(rota: Rota, key: str) -> str:
    """Name a notice that waits for the morning of a rota, so that all of them can be found."""
    return f"{waiting_keys(rota)}{key}"


def waiting_keys(rota: Rota) -> str:
    """Say how the keys of all that waits for the morning of a rota begin."""
    return f"morning:{rota.id}:"
