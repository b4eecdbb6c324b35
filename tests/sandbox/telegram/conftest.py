from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from sandbox.clock import WallClock
from sandbox.feed import Feed
from sandbox.serving import listen, serving
from sandbox.telegram.limits import Limits
from sandbox.telegram.world import Telegram
from tests.sandbox.telegram.scene import Scene

ANNA, BEN, BOT, FORUM = 1001, 1002, 7000000001, -1001000000001
TOKEN = f"{BOT}:TOY-TOWN-TOKEN-THAT-OPENS-NO-DOOR-0"
TOPIC = 2
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "000002000001e221bc330000000049454e44ae426082"
)


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


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    scene = Scene()
    async with scene.http:
        yield scene


@pytest.fixture
async def strict_scene() -> AsyncIterator[Scene]:
    """A scene with Telegram's own flood limits."""
    scene = Scene(Limits.telegram())
    async with scene.http:
        yield scene


@pytest.fixture
async def judge(served: Served) -> AsyncIterator[Bot]:
    """Give aiogram's bot, with Anna having said hello."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(served.address))
    served.telegram.say(ANNA, BOT, "/start")
    async with Bot(TOKEN, session=session) as bot:
        yield bot
