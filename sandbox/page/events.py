"""The feed as server-sent events, as far as one person may see it."""

import asyncio
import json
from collections.abc import AsyncIterator

from sandbox.feed import Feed

HEARTBEAT = 15.0  # seconds between signs of life on a silent stream


async def seen_by(person_id: int, feed: Feed) -> AsyncIterator[str]:
    """Yield what happens from now on; events without `viewers` are for everybody."""
    events = feed.listen()
    upcoming = asyncio.ensure_future(anext(events))
    try:
        yield ": hello\n\n"
        while True:
            done, _ = await asyncio.wait({upcoming}, timeout=HEARTBEAT)
            if not done:
                yield ": still here\n\n"
                continue
            event = upcoming.result()
            upcoming = asyncio.ensure_future(anext(events))
            if person_id in event.get("viewers", [person_id]):
                yield f"data: {json.dumps(event)}\n\n"
    finally:
        upcoming.cancel()
