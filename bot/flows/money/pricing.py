"""Prices read anew: by one process when somebody says so, and by all others soon after.

/budget reload ──▶ read the file ──▶ a row with the number of the reading ──▶ in force here
                                      └─ ─ seen by the job of every other process ─ ─▶ and there
"""

import structlog

from bot.desk import Desk
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.asking.rights import Right
from bot.prices import PricesError
from storage.custody import Act

log = structlog.get_logger()


async def reload(desk: Desk, asker: Asker) -> int:
    """Read the prices anew; gives how many there are. Raises RefusedRequest, keeping the old."""
    asker.demand(Right.OWN)
    try:
        fresh = desk.prices.read()
    except PricesError as error:
        raise RefusedRequest(Why.BAD_PRICES, detail=str(error)) from None
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        await work.alone("prices")
        version = await work.price_readings.put(fresh.digest, now=now)
        said = f"prices read anew: {fresh.prices.count}"
        work.custody.note(Act.RULE, at=now, who=asker.person_id, words=said)
    desk.prices.adopt(fresh, version)
    return fresh.prices.count


async def follow(desk: Desk) -> None:
    """Read the prices where another process has read them since; wrong ones change nothing."""
    async with desk.storage.reading() as work:
        latest = await work.price_readings.latest()
    prices = desk.prices
    if latest is None or latest.version == prices.version:
        return
    is_first = prices.version is None  # what was read at the start may be newer
    try:
        fresh = prices.read()
    except PricesError as error:
        log.warning("prices not read", error=str(error))
        prices.version = latest.version
        return
    prices.adopt(fresh, latest.version)
    if fresh.digest != latest.digest and not is_first:
        log.warning("prices are not those another process has read", version=latest.version)
