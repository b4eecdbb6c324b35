"""Pools: numbers a group shares. Each is free or held by exactly one person."""

from collections.abc import Sequence

from bot.desk import Desk
from bot.flows import leasing, permission
from bot.flows.asking import Asker, RefusedRequest, Why
from bot.flows.rights import Right
from providers.contract.capabilities import CallbackReader, SmsSender
from providers.contract.phone import PhoneNumber
from storage.custody import Act
from storage.numbers import Lease
from storage.unit_of_work import UnitOfWork


async def register(desk: Desk, asker: Asker, number: PhoneNumber) -> None:
    """Make a rented number a permanent member of this chat's pool. Raises RefusedRequest."""
    if not asker.may(Right.MANAGE):
        raise RefusedRequest(Why.ADMINS_ONLY)
    inlet = next(
        (
            one.name
            for one in desk.catalog
            if isinstance(one, CallbackReader) and isinstance(one, SmsSender)
        ),
        None,
    )
    if inlet is None:
        raise RefusedRequest(Why.NO_PROVIDER, detail="incoming messages on rented numbers")
    async with desk.storage.begin() as work:
        await work.alone(f"number:{number.digits}")
        known = await work.numbers.held(number)
        if known is not None and known.ended_at is None:
            raise RefusedRequest(Why.IN_A_POOL)
        work.numbers.put(
            Lease(
                provider=inlet,
                number=number,
                country=number.region or "",
                chat_id=asker.chat_id,
                topic_id=asker.topic_id,
                is_permanent=True,
                leased_at=desk.clock.now(),
            )
        )
        _note(work, desk, asker.chat_id, number, asker.person_id, "added to the pool")


async def members(desk: Desk, asker: Asker) -> Sequence[Lease]:
    """List the numbers of this chat's pool."""
    async with desk.storage.reading() as work:
        running = await work.numbers.running(chat_id=asker.chat_id)
    return [lease for lease in running if lease.is_permanent]


async def take(desk: Desk, asker: Asker, lease_id: int) -> Lease:
    """Become the one holder of a free number; of two at once, one wins. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker)
        lease = await _of_chat(work, asker, lease_id)
        if lease.holder_id not in {None, asker.person_id}:
            raise RefusedRequest(Why.TAKEN, detail=lease.holder_name or "Somebody else")
        lease.holder_id, lease.holder_name = asker.person_id, asker.name
        _note(work, desk, lease.chat_id, lease.number, asker.person_id, "taken from the pool")
    return lease


async def give_back(desk: Desk, asker: Asker, lease_id: int) -> Lease:
    """Let a number be free again; its codes need nobody any more. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        lease = await _of_chat(work, asker, lease_id)
        if lease.holder_id != asker.person_id and not asker.may(Right.MANAGE):
            raise RefusedRequest(Why.TAKEN, detail=lease.holder_name or "Nobody")
        _note(work, desk, lease.chat_id, lease.number, asker.person_id, "given back to the pool")
        lease.holder_id = lease.holder_name = None
        await work.numbers.take_all(lease_id, now=desk.clock.now())
    return lease


async def leave(desk: Desk, chat_id: int, person_id: int) -> int:
    """End what somebody holds in a chat they are no longer in; gives how much it was."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        held = [
            lease
            for lease in await work.numbers.running(chat_id=chat_id)
            if lease.holder_id == person_id
        ]
        for lease in held:
            assert lease.id is not None
            await work.numbers.take_all(lease.id, now=now)
            _note(work, desk, chat_id, lease.number, person_id, "left the chat, holds it no more")
            lease.holder_id = lease.holder_name = None
            if not lease.is_permanent:
                session = await work.sessions.get(lease.session_id or "")
                await leasing.end(work, desk, lease, session)
    return len(held)


def _note(
    work: UnitOfWork, desk: Desk, chat_id: int, number: PhoneNumber, who: int, words: str
) -> None:
    now = desk.clock.now()
    work.custody.note(Act.TAKEN, at=now, who=who, chat=chat_id, number=number, words=words)


async def _of_chat(work: UnitOfWork, asker: Asker, lease_id: int) -> Lease:
    lease = await work.numbers.lease(lease_id)
    if lease is None or lease.ended_at is not None or lease.chat_id != asker.chat_id:
        raise RefusedRequest(Why.NUMBER_GONE, session_id=str(lease_id))
    return lease
