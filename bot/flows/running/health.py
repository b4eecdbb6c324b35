"""Watch over the providers: write down incidents, tell on-call, probe, switch off and on."""

import structlog

from bot.desk import Desk
from bot.flows.asking import permission
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.asking.rights import Right
from bot.flows.telling import news
from bot.flows.telling.topics import Topic
from providers.contract.errors import ProviderError
from storage.custody import Act
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

TOLD = "unpaid told"  # a source of its own in the inbox: what on-call has heard already


async def learn(desk: Desk) -> None:
    """Take over what other processes, or an earlier one, wrote about providers."""
    turns = desk.health.turns
    async with desk.storage.reading() as work:
        rows = await work.health.all()
    if turns == desk.health.turns:
        desk.health.learn(rows)


async def watch(desk: Desk) -> None:
    """Write down what changed, and send probes to those in trouble."""
    await write_down(desk)
    for name in desk.health.to_probe():
        desk.errands.send(_probe(desk, name))


async def write_down(desk: Desk) -> None:
    """Write incidents and counts; on-call is told when one begins and when it is over."""
    changed, counted = sorted(desk.health.changed), desk.health.counted()
    if not changed and not counted:
        return
    async with desk.storage.begin() as work:
        for name in changed:
            circuit = desk.health.circuits[name]
            row = await work.health.of(name)
            before, began = row.trouble, row.since
            row.trouble, row.since = circuit.trouble, circuit.since
            row.try_again_at = circuit.try_again_at
            if row.trouble is not before:
                at = circuit.since or began
                await news.tell_on_call(
                    work,
                    desk,
                    Topic.TROUBLE if row.trouble is not None else Topic.TROUBLE_OVER,
                    key=f"{name}:{row.trouble}:{at}",
                    provider=title_of(desk, name),
                    trouble=row.trouble or before,
                )
        for one in counted:
            await work.health.add_traffic(one.provider, one.hour, one.ending, one.buckets)
    desk.health.changed.difference_update(changed)
    desk.health.turns += 1


async def tell_unpaid(work: UnitOfWork, desk: Desk, name: str) -> None:
    """Tell on-call that a provider could not charge us, once an hour however many orders fail.

    The circuit stays closed: that the next order is taken there would prove nothing.
    """
    now = desk.clock.now()
    key = f"{name}:{now:%Y-%m-%dT%H}"
    if await work.inbox.see(TOLD, key, at=now) is not None:
        title = title_of(desk, name)
        await news.tell_on_call(work, desk, Topic.UNPAID, key=key, provider=title)


async def test(desk: Desk, asker: Asker, name: str) -> str | None:
    """Make a read that costs nothing; gives what went wrong, or None. Raises RefusedRequest."""
    asker.demand(Right.MANAGE)
    provider = desk.catalog.get(name)
    if provider is None:
        raise RefusedRequest(Why.NO_SUCH_PROVIDER, detail=name)
    if not provider.has_probe:
        raise RefusedRequest(Why.NO_FREE_TEST, detail=provider.title)
    try:
        await provider.probe()
    except ProviderError as error:
        return str(error)
    finally:
        await write_down(desk)
    return None


async def switch(desk: Desk, asker: Asker, name: str, *, off: bool) -> None:
    """Let nothing new be ordered from a provider, or let it again. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker, Right.MANAGE)
        if desk.catalog.get(name) is None:
            raise RefusedRequest(Why.NO_SUCH_PROVIDER, detail=name)
        (await work.health.of(name)).is_switched_off = off
        said = f"{name} switched {'off' if off else 'on'}"
        work.custody.note(Act.RULE, at=desk.clock.now(), who=asker.person_id, words=said)
    desk.health.circuits[name].is_switched_off = off
    log.info("provider switched", provider=name, off=off, by=asker.person_id)


def title_of(desk: Desk, name: str) -> str:
    """Name a provider for people."""
    provider = desk.catalog.get(name)
    return provider.title if provider is not None else name


async def _probe(desk: Desk, name: str) -> None:
    provider = desk.catalog.get(name)
    if provider is None:
        return
    try:
        await provider.probe()
    except ProviderError as error:
        log.warning("provider still in trouble", provider=name, error=str(error))
    await write_down(desk)
