"""How the town opens and closes; a bot stands in for the bot."""

import asyncio
import os
import shlex
import signal
import sys
from pathlib import Path

import httpx
import pytest

from sandbox.__main__ import watch
from sandbox.bot_process import BotProcess
from sandbox.town import BOT_TOKEN

HERE = "http://127.0.0.1:8900"
ASLEEP = ("-c", "import signal; signal.pause()")


def left_behind(home: Path) -> list[Path]:
    return list(home.iterdir())


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_the_town_is_announced_once_the_bot_polls(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    polled, stopping = asyncio.Event(), asyncio.Event()
    async with BotProcess({}, tmp_path, command=ASLEEP) as bot:
        watching = asyncio.create_task(watch(bot, polled, stopping, HERE))
        await settle()
        silence = capsys.readouterr().out
        polled.set()
        await settle()
        stopping.set()
        code = await watching

    assert code == 0
    assert silence == ""
    assert capsys.readouterr().out == (
        f"Open {HERE}  (Anna owns the desk; type /verify +447700900000; Ctrl+C stops)\n"
    )


async def test_a_bot_that_dies_leaves_its_last_words_and_closes_the_town(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ("-c", "raise SystemExit('OWNER_IDS is missing')")
    async with BotProcess({}, tmp_path, command=command) as bot:
        code = await watch(bot, asyncio.Event(), asyncio.Event(), HERE)

    assert code == 1
    assert capsys.readouterr().err.splitlines() == [
        "The bot ended.",
        "  OWNER_IDS is missing",
        f"Its whole log: {tmp_path / 'bot.log'}",
    ]


async def test_without_a_bot_the_town_prints_its_environment_and_ends_on_sigterm(
    tmp_path: Path,
) -> None:
    town = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox", "--no-bot", "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert town.stdout
    try:
        async with asyncio.timeout(30):
            lines = [(await town.stdout.readline()).decode() for _ in range(10)]
            words = [shlex.split(line) for line in lines]
            environment = dict(word.split("=", 1) for _, word in words)
            async with httpx.AsyncClient(base_url=environment["TELEGRAM_API_URL"]) as client:
                calls = await client.get("/town/calls")
            town.send_signal(signal.SIGTERM)
            code = await town.wait()
    finally:
        if town.returncode is None:
            town.kill()
            await town.wait()

    assert {export for export, _ in words} == {"export"}
    assert environment["TELEGRAM_BOT_TOKEN"] == BOT_TOKEN
    assert calls.json() == {"calls": []}
    assert code == 0
    assert left_behind(tmp_path) == []
