"""The true processes over loopback, and a bot that is killed again and again."""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from sandbox.serving import listen, serving
from sandbox.telegram.limits import Limits
from sandbox.town import ANNA, BOT_ID, Town
from tests.journeys.stage import text_of

KILLS = 20
VERIFICATIONS = 50
NUMBERS = [f"+447700900{last}" for last in range(100, 100 + VERIFICATIONS)]
PATIENCE = 40.0  # seconds until everything has come to its end
FAST = {"LIMIT_SECONDS_BETWEEN_CALLS": "0", "LIMIT_SENDS_PER_NUMBER": "0"}


class Living:
    """A bot process that lives in a town."""

    def __init__(self, town: Town, environment: dict[str, str], folder: Path) -> None:
        self._town = town
        self._environment = environment
        self._folder = folder
        self.process: asyncio.subprocess.Process

    async def start(self) -> None:
        """Start it and wait until it polls."""
        self._town.polled.clear()
        with (self._folder / "bot.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "run",
                env={**os.environ, **self._environment, "NUMDESK_ENV_FILE": ""},
                stdout=log,
                stderr=log,
            )
        async with asyncio.timeout(20):
            await self._town.polled.wait()

    async def end(self, name: signal.Signals) -> int:
        """End it and give its exit code."""
        self.process.send_signal(name)
        async with asyncio.timeout(15):
            return await self.process.wait()


@asynccontextmanager
async def living(folder: Path, **settings: str) -> AsyncIterator[tuple[Town, Living]]:
    """Open a town on a socket, with a bot that has started."""
    town = Town(limits=Limits.none(), settles_after=timedelta(seconds=1), chance=Random(7))
    async with serving(town.app, listen("127.0.0.1", 0)) as port:
        environment = {**town.environment(port, folder / "desk.db"), **settings}
        bot = Living(town, environment, folder)
        await bot.start()
        try:
            yield town, bot
        finally:
            if bot.process.returncode is None:
                await bot.end(signal.SIGKILL)


def messages(town: Town) -> list[dict[str, Any]]:
    return list(town.telegram.history(BOT_ID, viewer=ANNA))


async def until(claim: Any, seconds: float = PATIENCE) -> None:  # noqa: ANN401 (a function of nothing)
    async with asyncio.timeout(seconds):
        while not claim():
            await asyncio.sleep(0.02)


async def test_a_desk_that_is_asked_to_stop_stops_cleanly(tmp_path: Path) -> None:
    async with living(tmp_path) as (town, bot):
        town.telegram.say(ANNA, BOT_ID, f"/verify {NUMBERS[0]}")
        await until(lambda: any("in progress" in text_of(one) for one in messages(town)))

        assert 0 == await bot.end(signal.SIGTERM)
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
            await bot.end(signal.SIGKILL)
            await bot.start()
        await people
        await until(lambda: {"succeeded", "unknown"} >= set(_states(tmp_path)))

        assert VERIFICATIONS == len(_states(tmp_path))
        assert all(len(town.handsets.calls_to(number)) <= 1 for number in NUMBERS)
        await until(lambda: _waiting(tmp_path) == 0)
        said = [text_of(one) for one in messages(town)]
        for session_id, state in _sessions(tmp_path).items():
            phrase = {"succeeded": "verified", "unknown": "outcome unknown"}[state]
            assert any(session_id in text and phrase in text for text in said), session_id
        assert [] == town.numcheck.complaints
        log = (tmp_path / "bot.log").read_text()
        assert not any(number[1:] in log for number in NUMBERS)


async def _fifty_verifications(town: Town, chance: Random) -> None:
    """Type fifty commands, and the digits of every phone that rings, more than once if need be."""
    for number in NUMBERS:
        town.telegram.say(ANNA, BOT_ID, f"/verify {number}")
        await asyncio.sleep(chance.uniform(0.0, 0.2))
    async with asyncio.timeout(PATIENCE * 2):
        while cards := _open_cards(town):
            for card in cards:
                await _type_the_code(town, card)
            await asyncio.sleep(0.5)


async def _type_the_code(town: Town, card: dict[str, Any]) -> None:
    """Type what the owner of the phone reads out; the card shows only the last three digits."""
    number = "+447700900" + text_of(card).split("\n")[1].split(" · ")[0][-3:]
    call = town.handsets.last_call(number)
    if call is not None:
        session_id = text_of(card).split("\n")[0].split(" · ")[1]
        town.telegram.say(ANNA, BOT_ID, f"/code {session_id} {call.caller[-4:]}")
        await asyncio.sleep(0)


def _open_cards(town: Town) -> list[dict[str, Any]]:
    """List the latest card of every session that still waits, or of none as yet."""
    cards: dict[str, dict[str, Any]] = {}
    for one in messages(town):
        if "Flash call · " in text_of(one):
            cards[text_of(one).split("\n")[0].split(" · ")[1]] = one
    ended = ("verified", "outcome unknown")
    open_ones = [one for one in cards.values() if not any(end in text_of(one) for end in ended)]
    return open_ones or ([] if len(cards) >= VERIFICATIONS else [{"text": "x\n+44 · "}])


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
