"""Take in what providers tell us unasked: one transaction from first sight to notice.

callback ──trusts, read (pure)──▶ events ──tx──▶ first sight? ──▶ settled, or kept waiting
                                                                      │
         a report that overtook the answer to its order waits here ◀──┘ and is tried again;
         what belongs to nothing in the end is an orphan, and on-call hears of it once
"""

import base64
import json
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from bot.desk import Desk
from bot.flows import watching
from bot.flows.batches import batch_orders
from bot.flows.numbers import orphans, receiving
from bot.flows.telling import news
from bot.flows.telling.topics import Topic
from providers.contract.capabilities import CallbackReader
from providers.contract.events import (
    Callback,
    CallEnded,
    Event,
    OtpReceived,
    SmsReceipt,
    SmsReceived,
    UnreadableCallbackError,
)
from storage.inbox import Sighting
from storage.sessions import Kind
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

SOURCE = "callback"
TOLD = "orphans told"  # a source of its own in the inbox: what on-call has heard already
PATIENCE = timedelta(seconds=60)  # for the order's answer to name the reference
CODE_PATIENCE = timedelta(seconds=10)
REPEATS_WITHIN = timedelta(minutes=10)  # the panel posts a code again for about as long
AGAIN = timedelta(seconds=1)
AT_ONCE = 100


class NobodyHomeError(Exception):
    """No provider of this name calls back here."""


class UntrustedError(Exception):
    """The callback is not the vendor's own."""


async def hear(desk: Desk, name: str, callback: Callback) -> None:
    """Take in one callback. Raises NobodyHomeError, UntrustedError, UnreadableCallbackError."""
    provider = desk.catalog.get(name)
    if provider is None or not isinstance(provider, CallbackReader):
        raise NobodyHomeError
    if not provider.trusts(callback):
        raise UntrustedError
    events = provider.read_callback(callback)
    now = desk.clock.now()
    async with desk.storage.begin(brisk=True) as work:
        for event in events:
            seen = await _seen_first(work, name, event, now)
            if seen is None:
                log.info("callback seen before", provider=name)
            elif not await take(work, desk, name, event):
                await work.inbox.keep(seen, body=_written(name, callback), until=now + AGAIN)


async def _seen_first(work: UnitOfWork, name: str, event: Event, now: datetime) -> int | None:
    """Note what was seen; None where it is a repeat.

    A code is known by its number and text alone, and a service may well send the same one again.
    """
    key = f"{name}:{event.key}"
    seen = await work.inbox.see(SOURCE, key, at=now)
    if seen is None and isinstance(event, OtpReceived):
        return await work.inbox.see_again(SOURCE, key, at=now, before=now - REPEATS_WITHIN)
    return seen


async def take(work: UnitOfWork, desk: Desk, name: str, event: Event) -> bool:
    """Write down what an event means; False where nothing here fits it yet."""
    if isinstance(event, CallEnded | SmsReceipt):
        return await watching.settle(work, desk, name, event.report, number=event.number)
    if isinstance(event, OtpReceived | SmsReceived):
        return await receiving.take_message(work, desk, name, event)
    return await batch_orders.accept(work, desk, event)


async def try_again(desk: Desk) -> int:
    """Take up what waited for its order; gives how many."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        waiting = await work.inbox.claim_due(source=SOURCE, now=now, lease=AGAIN, limit=AT_ONCE)
        for sighting in waiting:
            assert sighting.id is not None
            name, event = _event_of(desk, sighting)
            if event is None or await take(work, desk, name, event):
                await work.inbox.done(sighting.id)
            elif now - sighting.seen_at >= _patience(event) and not await _is_awaited(
                work, name, event, since=sighting.seen_at
            ):
                if isinstance(event, OtpReceived | SmsReceived) and await orphans.bring(
                    work, desk, name, event
                ):
                    await work.inbox.done(sighting.id)
                    continue
                await work.inbox.set_aside(sighting.id)
                await _tell_of_orphan(work, desk, name, now)
    return len(waiting)


def _patience(event: Event) -> timedelta:
    """Say how long the order's answer may still explain an event; a code cannot wait long."""
    return CODE_PATIENCE if isinstance(event, OtpReceived | SmsReceived) else PATIENCE


async def _is_awaited(work: UnitOfWork, name: str, event: Event, *, since: datetime) -> bool:
    """Whether the number of a code may be in an answer that has not come yet."""
    is_code = isinstance(event, OtpReceived | SmsReceived)
    return is_code and await work.sessions.is_asking(name, Kind.NUMBER, since=since)


async def _tell_of_orphan(work: UnitOfWork, desk: Desk, name: str, now: datetime) -> None:
    """Tell on-call, once an hour for each provider however many there are."""
    log.warning("callback belongs to nothing we know", provider=name)
    key = f"{name}:{now:%Y-%m-%dT%H}"
    if await work.inbox.see(TOLD, key, at=now) is not None:
        provider = desk.catalog.get(name)
        title = provider.title if provider is not None else name
        await news.tell_on_call(work, desk, Topic.ORPHAN, key=key, provider=title)


def _written(name: str, callback: Callback) -> str:
    """Keep a callback so that it can be read again; trust was checked before."""
    kept = {
        "provider": name,
        "method": callback.method,
        "type": callback.headers.get("content-type", ""),
        "query": dict(callback.query),
        "body": base64.b64encode(callback.body).decode(),
        "at": callback.received_at.isoformat(),
    }
    return json.dumps(kept)


def _event_of(desk: Desk, sighting: Sighting) -> tuple[str, Event | None]:
    kept = json.loads(sighting.body or "{}")
    name: str = kept.get("provider", "")
    provider: object = desk.catalog.get(name)
    if not isinstance(provider, CallbackReader):
        return name, None
    callback = Callback(
        method=kept["method"],
        headers={"content-type": kept["type"]},
        query=kept["query"],
        body=base64.b64decode(kept["body"]),
        received_at=datetime.fromisoformat(kept["at"]),
    )
    try:
        events: Sequence[Event] = provider.read_callback(callback)
    except UnreadableCallbackError:  # a newer reading may have changed its mind
        return name, None
    return name, next((one for one in events if f"{name}:{one.key}" == sighting.key), None)
