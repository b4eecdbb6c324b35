"""The command line, as somebody at a terminal uses it."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from typer.testing import CliRunner

from bot.cli import app
from bot.first_steps import ask_settings
from bot.settings import read_settings

TERMINAL = CliRunner()
ENOUGH = {
    "TELEGRAM_BOT_TOKEN": "7000000001:toy",
    "TELEGRAM_API_URL": "http://127.0.0.1:9",  # nobody listens there
    "OWNER_IDS": "1001",
    "SECRETS_KEY": Fernet.generate_key().decode(),
}


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder, with a database of its own and no `.env`."""
    monkeypatch.chdir(tmp_path)
    for name, value in ENOUGH.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/desk.db")
    return tmp_path


def test_a_wrong_setting_stops_the_start_and_names_the_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OWNER_IDS", "anna")
    monkeypatch.delenv("SECRETS_KEY")
    ended = TERMINAL.invoke(app, ["migrate"])

    assert 2 == ended.exit_code
    assert "OWNER_IDS:" in ended.stderr
    assert "SECRETS_KEY: is required and not set" in ended.stderr
    assert "anna" not in ended.stdout


def test_half_set_provider_variables_name_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://desk.example")
    monkeypatch.setenv("HOOK_SECRET", "a secret")
    monkeypatch.setenv("NUMCHECK_BASE_URL", "https://numcheck.example/ru")
    ended = TERMINAL.invoke(app, ["hooks"])

    assert 2 == ended.exit_code
    assert "NUMCHECK_SECRET_KEY" in ended.stderr


def test_hooks_without_a_public_address_says_so() -> None:
    ended = TERMINAL.invoke(app, ["hooks"])

    assert 2 == ended.exit_code
    assert "PUBLIC_URL" in ended.stderr


def test_the_database_is_made_and_copied(at_home: Path) -> None:
    made = TERMINAL.invoke(app, ["migrate"])
    copied = TERMINAL.invoke(app, ["backup", "copy.db"])

    assert (0, 0) == (made.exit_code, copied.exit_code)
    assert "up to date" in made.stdout
    assert b"SQLite" in (at_home / "copy.db").read_bytes()[:16]


def test_only_an_embedded_database_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://desk@localhost/desk")

    assert 2 == TERMINAL.invoke(app, ["backup", "copy.db"]).exit_code


def test_check_says_in_plain_words_what_is_missing_and_costs_nothing() -> None:
    ended = TERMINAL.invoke(app, ["check"])

    assert 1 == ended.exit_code
    for line in (
        "✔ Settings: complete",
        "✘ Telegram: does not answer",
        "✔ Database: opens and is up to date",
        "· Public address: none",
        "· NumCheck: not configured",
        "✘ Providers: none is configured",
    ):
        assert line in ended.stdout


def test_check_goes_on_where_settings_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN")
    ended = TERMINAL.invoke(app, ["check"])

    assert 1 == ended.exit_code
    assert "✘ TELEGRAM_BOT_TOKEN: is required and not set" in ended.stdout
    assert "· NumCheck: not configured" in ended.stdout


def test_init_writes_settings_that_work_and_only_their_owner_reads(
    at_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    answers = ["7000000001:toy", "1001", "", *[""] * 20]
    ended = TERMINAL.invoke(app, ["init"], input="\n".join(answers))
    file = at_home / ".env"

    assert 0 == ended.exit_code
    assert 0o600 == file.stat().st_mode & 0o777
    written = dict(line.split("=", 1) for line in file.read_text().splitlines())
    assert frozenset({1001}) == read_settings(written).owner_ids


def test_init_leaves_a_file_alone_unless_told_otherwise(at_home: Path) -> None:
    (at_home / ".env").write_text("OWNER_IDS=1002\n")
    ended = TERMINAL.invoke(app, ["init"], input="n\n")

    assert 1 == ended.exit_code
    assert "OWNER_IDS=1002\n" == (at_home / ".env").read_text()


def test_init_asks_again_until_an_answer_makes_sense() -> None:
    answers = iter(["", "7000000001:toy", "nobody", "1001", "http://desk.example", "", *[""] * 20])
    complaints: list[str] = []
    written = ask_settings(lambda _question, _hidden: next(answers), complaints.append)

    assert 3 == len(complaints)
    assert "OWNER_IDS=1001\n" in written
    assert "PUBLIC_URL" not in written


def test_a_desk_that_cannot_start_ends_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.start_logging", lambda: None)  # it would keep this terminal
    ended = TERMINAL.invoke(app, ["run"], env={"OWNER_IDS": "anna"})

    assert 2 == ended.exit_code
    assert "OWNER_IDS" in ended.stderr
    assert "Traceback" not in ended.stderr
