"""`numdesk rotate`, as somebody at a terminal uses it."""

import asyncio
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from typer.testing import CliRunner

from bot.cli import app
from storage.database import open_storage
from storage.presence import Presence, present
from storage.vault import Vault
from tests.storage.rows import NUMBER, session

TERMINAL = CliRunner()
OLD = Fernet.generate_key().decode()


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a `.env` and a database with one session."""
    monkeypatch.chdir(tmp_path)
    for name in ("SECRETS_KEY", "NUMDESK_ENV_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RECEIVER_PORT", "0")
    address = f"sqlite+aiosqlite:///{tmp_path}/desk.db"
    lines = ("TELEGRAM_BOT_TOKEN=7000000001:toy", "OWNER_IDS=1001", f"DATABASE_URL={address}")
    (tmp_path / ".env").write_text("\n".join([*lines, f"SECRETS_KEY={OLD}", "# the end", ""]))
    asyncio.run(_fill(address))
    return tmp_path


async def _fill(address: str) -> None:
    async with open_storage(address, Vault([OLD])) as storage:
        await storage.check_keys()
        async with storage.begin() as work:
            await work.sessions.open(session())


def keys(folder: Path) -> list[str]:
    line = next(
        one for one in (folder / ".env").read_text().splitlines() if one.startswith("SECRETS_KEY=")
    )
    return line.removeprefix("SECRETS_KEY=").split(",")


def test_one_run_makes_a_key_and_writes_everything_anew(at_home: Path) -> None:
    ended = TERMINAL.invoke(app, ["rotate"])
    new, old = keys(at_home)

    async def found() -> object:
        address = f"sqlite+aiosqlite:///{at_home}/desk.db"
        async with open_storage(address, Vault([new])) as storage, storage.reading() as work:
            await storage.check_keys()
            return await work.sessions.open_here(1001, NUMBER)

    assert 0 == ended.exit_code
    assert OLD == old
    assert "Nothing is left under an older key" in ended.stdout
    assert new not in ended.stdout
    assert 0o600 == (at_home / ".env").stat().st_mode & 0o777
    assert "# the end" in (at_home / ".env").read_text()
    assert asyncio.run(found()) is not None


def test_a_key_in_place_is_taken_and_none_is_made(at_home: Path) -> None:
    TERMINAL.invoke(app, ["rotate"])
    before = keys(at_home)
    ended = TERMINAL.invoke(app, ["rotate"])

    assert before == keys(at_home)
    assert "0 of " in ended.stdout


def test_a_key_from_the_environment_is_shown_not_written(
    at_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Fernet.generate_key().decode()
    monkeypatch.setenv("SECRETS_KEY", other)
    ended = TERMINAL.invoke(app, ["rotate"])

    assert [OLD] == keys(at_home)
    assert f",{other}" in ended.stdout
    assert "Nothing was changed yet" in ended.stdout


@pytest.mark.parametrize("port", ["0", "9"])
def test_keys_never_change_beneath_a_running_desk(
    at_home: Path, monkeypatch: pytest.MonkeyPatch, port: str
) -> None:
    """Wherever it listens, and also the second time, when the new key is in place already."""
    monkeypatch.setenv("RECEIVER_PORT", port)
    address = f"sqlite+aiosqlite:///{at_home}/desk.db"

    async def rotate_beneath(key: str) -> tuple[int, str]:
        async with present(address, Presence.DESK, Vault([key]).mark):
            ended = await asyncio.to_thread(lambda: TERMINAL.invoke(app, ["rotate"]))
            return ended.exit_code, ended.stdout

    for _ in range(2):
        code, said = asyncio.run(rotate_beneath(OLD))
        assert 1 == code
        assert "Restart the desk" in said
        assert "written anew" not in said
        assert 2 == len(keys(at_home))

    code, said = asyncio.run(rotate_beneath(keys(at_home)[0]))
    assert 0 == code
    assert "Nothing is left under an older key" in said
