"""That the check at the end of every journey sees what it is there to see."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import structlog

from tests.journeys.stage import Stage, opened_stage

GOOD = "+447700900000"
Leak = Callable[[Stage, str], Awaitable[None]]
log = structlog.get_logger()


async def into_the_log(_: Stage, what: str) -> None:
    log.info("careless", leaked=what)


async def into_the_database(stage: Stage, what: str) -> None:
    async with stage.app.desk.storage.begin() as work:
        session = await work.sessions.get(stage.session_id())
        assert session is not None
        session.cause = what


async def to_telegram(stage: Stage, what: str) -> None:
    await stage.app.bot.send_message(1001, f"It is {what}.")


def secret(stage: Stage, what: str) -> str:
    return {
        "code": stage.code_on(GOOD),
        "number": GOOD,
        "key": stage.town.environment(0, Path())["NUMCHECK_SECRET_KEY"],
    }[what]


async def a_careless_evening(folder: Path, leak: Leak, what: str) -> None:
    async with opened_stage(folder) as stage:
        await stage.says(f"/verify {GOOD}")
        await leak(stage, secret(stage, what))


@pytest.mark.parametrize(
    ("leak", "what", "words"),
    [
        (into_the_log, "code", "an expected code in the log"),
        (into_the_log, "number", "a number in the log"),
        (into_the_log, "key", "a key in the log"),
        (into_the_database, "code", "an expected code in the database"),
        (into_the_database, "number", "a number in the database"),
        (to_telegram, "code", "an expected code said to Telegram"),
        (to_telegram, "key", "a key said to Telegram"),
    ],
)
async def test_a_leak_is_found_when_the_lights_go_out(
    tmp_path: Path, leak: Leak, what: str, words: str
) -> None:
    with pytest.raises(AssertionError, match=words):
        await a_careless_evening(tmp_path, leak, what)
