"""Statistics: what was spent, by day; how verifications and numbers fared, and how fast.

The figures are the ledger's own sums, so that they agree with it to the last cent.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot.desk import Desk
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.asking.rights import Right
from bot.flows.money import periods
from bot.flows.running.health import title_of
from bot.flows.telling import news
from storage.figures import Ended, SpentOn, Took
from storage.ledger import ChargeState, Spent
from storage.money import by_currency
from storage.sessions import Kind

SPANS = (7, 30)  # days, today among them
HALF, MOST = 0.5, 0.95
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Fared:
    """How sessions fared at one provider for one country."""

    provider: str  # its title
    country: str
    ended: int
    succeeded: int
    half: timedelta | None = None  # half of the codes came within it
    most: timedelta | None = None  # 95 % of them


@dataclass(frozen=True, slots=True)
class Stats:
    """All figures of some days."""

    days: int
    since: datetime
    until: datetime
    total: Spent
    unsettled: Spent  # of it: reserved, or of unknown outcome
    by_day: dict[date, Spent]
    by_provider: dict[str, Spent]
    verifications: tuple[Fared, ...]
    numbers: tuple[Fared, ...]
    verified: Fared  # all of them together
    received: Fared
    rows: tuple[SpentOn, ...]


async def gather(desk: Desk, days: int, until: datetime) -> Stats:
    """Add everything up."""
    zone = desk.settings.zone
    calendar = list(periods.days(days, until, zone))
    since = calendar[0][1]
    span = {"since": since, "until": until}
    async with desk.storage.reading() as work:
        rows = []
        for day, begin, end in calendar:
            last = min(until, end - timedelta.resolution)
            rows += _of_day(day, await work.figures.spent(since=begin, until=last))
        proven = await work.figures.endings(Kind.VERIFICATION, **span)
        proofs = await work.figures.proofs(**span)
        leased = await work.figures.endings(Kind.NUMBER, **span)
        codes = await work.figures.first_codes(**span)
    titles = {one.provider: title_of(desk, one.provider) for one in rows}
    by_provider = {
        title: _sum([one for one in rows if titles[one.provider] == title])
        for title in sorted(set(titles.values()))
    }
    return Stats(
        days=days,
        since=since.astimezone(zone),
        until=until.astimezone(zone),
        total=_sum(rows),
        unsettled=_sum([one for one in rows if one.state is not ChargeState.COMMITTED]),
        by_day={day: _sum([one for one in rows if one.day == day]) for day, *_ in calendar},
        by_provider=by_provider,
        verifications=_fared(desk, proven, proofs),
        numbers=_fared(desk, leased, codes),
        verified=_together(proven, proofs),
        received=_together(leased, codes),
        rows=tuple(rows),
    )


async def show(desk: Desk, asker: Asker, days: int) -> Stats:
    """Give the figures, and have the picture of them sent. Raises RefusedRequest."""
    now = desk.clock.now()
    await export(desk, asker, days, "picture", now)
    return await gather(desk, days, now)


async def export(desk: Desk, asker: Asker, days: int, what: str, until: datetime) -> None:
    """Have the figures sent as a picture or a file. Raises RefusedRequest."""
    asker.demand(Right.OWN)
    if days not in SPANS:
        raise RefusedRequest(Why.QUESTION_GONE)
    async with desk.storage.begin() as work:
        moment = written_moment(until)
        await news.tell_stats(work, asker, what, days, until=moment, now=desk.clock.now())


def written_moment(moment: datetime) -> int:
    """Write a moment for a button, to the microsecond: the figures of files are those shown."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def read_moment(written: int) -> datetime:
    """Read it again."""
    return EPOCH + timedelta(microseconds=written)


def percentile(spans: Sequence[timedelta], share: float) -> timedelta | None:
    """Give the span within which that share of them lies."""
    if not spans:
        return None
    return sorted(spans)[math.ceil(share * len(spans)) - 1]


def _of_day(day: date, rows: Sequence[SpentOn]) -> list[SpentOn]:
    """Add up what lies in one day of ours, and perhaps in two of the database's."""
    found: dict[object, SpentOn] = {}
    for one in rows:
        key = (one.provider, one.capability, one.state, one.currency)
        known = found.get(key)
        found[key] = replace(
            one,
            day=day,
            requests=one.requests + (known.requests if known is not None else 0),
            amount=one.amount + (known.amount if known is not None else Decimal()),
        )
    return list(found.values())


def _sum(rows: Sequence[SpentOn]) -> Spent:
    money = by_currency((one.currency, one.amount) for one in rows)
    return Spent(sum(one.requests for one in rows), money)


def _fared(desk: Desk, ended: Sequence[Ended], took: Sequence[Took]) -> tuple[Fared, ...]:
    spans: dict[tuple[str, str], list[timedelta]] = defaultdict(list)
    for one in took:
        spans[one.provider, one.country].append(one.span)
    found = [
        Fared(
            title_of(desk, one.provider),
            one.country,
            one.ended,
            one.succeeded,
            percentile(spans[one.provider, one.country], HALF),
            percentile(spans[one.provider, one.country], MOST),
        )
        for one in ended
    ]
    return tuple(sorted(found, key=lambda one: (-one.ended, one.provider, one.country)))


def _together(ended: Sequence[Ended], took: Sequence[Took]) -> Fared:
    spans = [one.span for one in took]
    return Fared(
        "",
        "",
        sum(one.ended for one in ended),
        sum(one.succeeded for one in ended),
        percentile(spans, HALF),
        percentile(spans, MOST),
    )
