"""Waiting for something, but not for ever, by the town's clock."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from sandbox.clock import Clock


async def within(
    clock: Clock, seconds: float, awaited: asyncio.Future[Any] | Coroutine[Any, Any, Any]
) -> bool:
    """Wait for it that long; tell whether it came, and raise what it raised."""
    event: asyncio.Future[Any] = asyncio.ensure_future(awaited)
    alarm = asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait({event, alarm}, return_when=asyncio.FIRST_COMPLETED)
        if event.done():
            event.result()
            return True
        return False
    finally:
        event.cancel()
        alarm.cancel()
