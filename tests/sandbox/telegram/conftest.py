from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from sandbox.clock import WallClock
from sandbox.feed import Feed
from sandbox.serving import listen, serving
from sandbox.telegram.limits import Limits
from sandbox.telegram.world import Telegram

ANNA, BEN, BOT, FORUM = 1001, 1002, 7000000001, -1001000000001
TOKEN = f"{BOT}:TOY-TOWN-TOKEN-THAT-OPENS-NO-DOOR-0"
TOPIC = 2


@dataclass
class Served:
    """A Telegram on a real socket."""

    telegram: Telegram
    address: str


def populated(limits: Limits | None = None) -> Telegram:
    telegram = Telegram(WallClock(), Feed(), limits=limits or Limits.none())
    telegram.add_bot(TOKEN, user_id=BOT, username="judge_bot", name="Judge")
    telegram.add_person(ANNA, "Anna", username="anna")
    telegram.add_person(BEN, "Ben")
    telegram.add_group(
        FORUM,
        "Support",
        members=[ANNA, BEN],
        admins=[ANNA, BOT],
        bots=[BOT],
        topics={TOPIC: "Codes"},
    )
    return telegram


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    telegram = populated()
    async with serving(telegram.app, listen("127.0.0.1", 0)) as port:
        yield Served(telegram, f"http://127.0.0.1:{port}")
