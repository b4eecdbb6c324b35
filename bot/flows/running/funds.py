"""Watch what is left on our accounts: on-call hears before one is empty, once each time."""

import structlog

from bot.desk import Desk
from bot.flows.running import serving
from bot.flows.running.health import title_of
from bot.flows.telling import news
from bot.flows.telling.topics import Topic
from providers.contract.capabilities import BalanceReader
from providers.contract.errors import ProviderError

log = structlog.get_logger()


async def look(desk: Desk) -> int:
    """Send an errand to every account that can be asked; gives how many."""
    if not desk.settings.low_funds:
        return 0
    asked = serving.usable(desk, BalanceReader)
    for one in asked:
        desk.errands.send(_look_at(desk, one.name))
    return len(asked)


async def _look_at(desk: Desk, name: str) -> None:
    account: object = desk.catalog.get(name)
    assert isinstance(account, BalanceReader)
    try:
        balance = await account.fetch_balance()
    except ProviderError as error:
        log.warning("balance not told", provider=name, error=str(error))
        return
    now = desk.clock.now()
    is_low = balance.amount + (balance.credit or 0) < desk.settings.low_funds
    async with desk.storage.begin() as work:
        row = await work.health.of(name)
        if is_low and row.low_since is None:
            await news.tell_on_call(
                work,
                desk,
                Topic.LOW_FUNDS,
                key=f"{name}:{now.isoformat()}",
                provider=title_of(desk, name),
                amount=str(balance.amount),
                currency=balance.currency or "",
                credit=str(balance.credit) if balance.credit else "",
            )
        if is_low != (row.low_since is not None):
            row.low_since = now if is_low else None
