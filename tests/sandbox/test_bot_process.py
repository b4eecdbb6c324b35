import asyncio
import signal
from pathlib import Path

from sandbox.bot_process import BotProcess, clean


def test_nothing_of_a_real_desk_reaches_the_bot_of_the_town() -> None:
    inherited = {
        "PATH": "/bin",
        "TELEGRAM_BOT_TOKEN": "real",
        "telegram_mode": "webhook",
        "LANCK_ACCESS_TOKEN": "real",
        "PUBLIC_URL": "https://desk.example",
        "LIMIT_CODE_TRIES": "0",
        "NUMDESK_ENV_FILE": ".env",
    }

    mixed = clean(inherited, {"TELEGRAM_BOT_TOKEN": "toy"})

    mixed.pop("PYTHONPATH")
    assert mixed == {"PATH": "/bin", "TELEGRAM_BOT_TOKEN": "toy", "NUMDESK_ENV_FILE": ""}


async def test_a_bot_is_asked_to_end_and_its_words_are_kept(tmp_path: Path) -> None:
    words = "import os; print(os.environ['OWNER_IDS'], os.getcwd(), flush=True)"

    async with BotProcess({"OWNER_IDS": "1001"}, tmp_path, command=("-c", words)) as bot:
        assert await bot.ended() == 0

    assert bot.last_lines() == [f"1001 {tmp_path}"]


async def test_a_bot_that_will_not_end_is_ended(tmp_path: Path) -> None:
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print('ready', flush=True); time.sleep(60)"
    )

    async with BotProcess({}, tmp_path, command=("-c", stubborn), grace=0.2) as bot:
        async with asyncio.timeout(20):
            while not bot.last_lines():
                await asyncio.sleep(0.01)

    assert await bot.ended() == -signal.SIGKILL
