"""The true processes over loopback, and a bot that is killed again and again."""

import asyncio
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from sandbox.serving import listen, serving
from sandbox.telegram.limits import Limits
from sandbox.town import ANNA, BOT_ID, Town
from tests.journeys.forked_desk import ForkedDesk
from tests.journeys.stage import text_of

KILLS = 20
VERIFICATIONS = 50
NUMBERS = [f"+447700900{last}" for last in range(100, 100 + VERIFICATIONS)]
PATIENCE = 40.0  # seconds until everything has come to its end
PEOPLE = range(2001, 2011)  # each in their own chat, for Telegram takes one message a second there
FAST = {
    "OWNER_IDS": ",".join(map(str, PEOPLE)),
    "LIMIT_SECONDS_BETWEEN_CALLS": "0",
    "LIMIT_SENDS_PER_NUMBER": "0",
}


class Living:
    """A bot process that lives in a town."""

    def __init__(self, town: Town, desk: ForkedDesk) -> None:
        self._town = town
        self.desk = desk

    async def start(self) -> None:
        """Start it and wait until it polls."""
        self._town.polled.clear()
        await self.desk.start()
        async with asyncio.timeout(20):
            await self._town.polled.wait()


@asynccontextmanager
async def living(folder: Path, **settings: str) -> AsyncIterator[tuple[Town, Living]]:
    """Open a town on a socket, with a bot that has started."""
    town = Town(limits=Limits.none(), settles_after=timedelta(seconds=1), chance=Random(7))
    for person in PEOPLE:
        town.telegram.add_person(person, "Anna")
    async with serving(town.app, listen("127.0.0.1", 0)) as port:
        environment = {**town.environment(port, folder / "desk.db"), **settings}
        desk = ForkedDesk(environment | {"NUMDESK_ENV_FILE": ""}, folder / "bot.log")
        bot = Living(town, desk)
        await bot.start()
        try:
            yield town, bot
        finally:
            if desk.is_running:
                await desk.end(signal.SIGKILL)


def everything_said(town: Town) -> list[str]:
    return [
        text_of(one) for person in PEOPLE for one in town.telegram.history(BOT_ID, viewer=person)
    ]


def messages(town: Town) -> list[dict[str, Any]]:
    return list(town.telegram.history(BOT_ID, viewer=ANNA))


async def until(claim: Callable[[], object], seconds: float = PATIENCE) -> None:
    async with asyncio.timeout(seconds):
        while not claim():
            await asyncio.sleep(0.02)


async def test_a_desk_that_is_asked_to_stop_stops_cleanly(tmp_path: Path) -> None:
    async with living(tmp_path) as (town, bot):
        town.telegram.say(ANNA, BOT_ID, f"/verify {NUMBERS[0]} flash")
        await until(lambda: any("in progress" in text_of(one) for one in messages(town)))

        assert 0 == await bot.desk.end(signal.SIGTERM)
        await bot.start()
        await until(lambda: any("waiting for the code" in text_of(one) for one in messages(town)))
        assert 1 == len(town.handsets.calls_to(NUMBERS[0]))


async def test_killed_twenty_times_nothing_is_lost_and_nobody_is_called_twice(
    tmp_path: Path,
) -> None:
    chance = Random(20261121)
    async with living(tmp_path, **FAST) as (town, bot):
        people = asyncio.create_task(_fifty_verifications(town, chance))
        for _ in range(KILLS):
            await asyncio.sleep(chance.uniform(0.0, 0.5))
            await bot.desk.end(signal.SIGKILL)
            await bot.start()
        await people
        await until(lambda: {"succeeded", "unknown"} >= set(_states(tmp_path)))

        assert VERIFICATIONS == len(_states(tmp_path))
        assert all(len(town.handsets.calls_to(number)) <= 1 for number in NUMBERS)
        await until(lambda: _waiting(tmp_path) == 0)
        said = everything_said(town)
        for session_id, state in _sessions(tmp_path).items():
            phrase = {"succeeded": "verified", "unknown": "outcome unknown"}[state]
            assert any(session_id in text and phrase in text for text in said), session_id
        assert [] == town.vendors["numcheck"].complaints
        log = (tmp_path / "bot.log").read_text()
        assert not any(number[1:] in log for number in NUMBERS)


async def _fifty_verifications(town: Town, chance: Random) -> None:
    """Type fifty commands, and once the digits of every phone that rings."""
    for at, number in enumerate(NUMBERS):
        town.telegram.say(PEOPLE[at % len(PEOPLE)], BOT_ID, f"/verify {number} flash")
        await asyncio.sleep(chance.uniform(0.0, 0.4))
    typed: set[str] = set()
    async with asyncio.timeout(PATIENCE * 4):
        while len(ended := _cards(town, "verified", "outcome unknown")) < VERIFICATIONS:
            for session_id, (person, card) in _cards(town, "in progress", "waiting for").items():
                if session_id not in typed | ended.keys():
                    typed.add(session_id)
                    code = _code_on_the_phone(town, card)
                    town.telegram.say(person, BOT_ID, f"/code {session_id} {code}")
            await asyncio.sleep(0.1)


def _cards(town: Town, *phrases: str) -> dict[str, tuple[int, str]]:
    """Find the sessions whose card has one of these phrases: whose it is, and the card."""
    return {
        text.split("\n", 1)[0].split(" · ", 1)[1]: (person, text)
        for person in PEOPLE
        for text in map(text_of, town.telegram.history(BOT_ID, viewer=person))
        if "Flash call · " in text and any(phrase in text for phrase in phrases)
    }


def _code_on_the_phone(town: Town, card: str) -> str:
    """Read the code as the phone's owner does; the card shows the last three digits only."""
    shown = card.split("\n")[1].split(" · ", maxsplit=1)[0]
    call = town.handsets.last_call(f"+447700900{shown[-3:]}")
    assert call is not None
    return call.caller[-4:]


def _rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "desk.db", timeout=5)) as database:
        return database.execute(query).fetchall()


def _states(folder: Path) -> list[str]:
    return [state for (state,) in _rows(folder, "SELECT state FROM chat_session")]


def _sessions(folder: Path) -> dict[str, str]:
    return dict(_rows(folder, "SELECT id, state FROM chat_session"))


def _waiting(folder: Path) -> int:
    ((count,),) = _rows(folder, "SELECT count(*) FROM notice WHERE buried_at IS NULL")
    return int(count)
