"""`numdesk run | init | check | hooks | migrate | backup | rotate`."""

import asyncio
import signal
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from cryptography.fernet import Fernet
from rich.console import Console

from bot import running
from bot.app import opened
from bot.backup import back_up
from bot.checkup import checkup
from bot.clock import SystemClock
from bot.environment import env_file, environment
from bot.first_steps import ask_settings
from bot.hooks import Hooks
from bot.logs import start_logging
from bot.rotation import Rekeyed, new_key_in, rekey
from bot.settings import Settings, SettingsError, read_settings
from providers.catalog import Catalog, ProviderSettingsError
from providers.contract.capabilities import CallbackReader
from providers.wire.client import make_transport, open_client
from storage.database import DatabaseError, open_storage
from storage.presence import Presence, PresenceError
from storage.vault import Vault

app = typer.Typer(
    help="A number desk inside Telegram.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False, soft_wrap=True)
err = Console(highlight=False, soft_wrap=True, stderr=True)


@app.command()
def run() -> None:
    """Run the desk until it is stopped."""
    start_logging()
    try:
        asyncio.run(_run_until_stopped())
    except (SettingsError, ProviderSettingsError) as error:
        _stop_over(str(error))


@app.command()
def init(
    file: Annotated[Path, typer.Option(help="Where to write the settings.")] = Path(".env"),
) -> None:
    """Write a good .env by asking few questions."""
    if file.exists() and not typer.confirm(f"{file} exists. Write it anew?"):
        raise typer.Exit(1)
    written = ask_settings(_ask, out.print)
    file.touch(mode=0o600)
    file.chmod(0o600)
    file.write_text(written)
    out.print(f"Written to {file}. Next: numdesk check, then numdesk run.")


@app.command()
def check() -> None:
    """Say what is configured, reachable and missing; costs nothing."""
    findings = asyncio.run(checkup(environment()))
    for finding in findings:
        out.print(f"{finding.sign} {finding.subject}: {finding.sentence}", markup=False)
    if any(finding.is_good is False for finding in findings):
        raise typer.Exit(1)


@app.command()
def hooks() -> None:
    """Print the address to paste into the console of each provider that calls back."""
    settings = _settings()
    if not settings.public_url:
        _stop_over("PUBLIC_URL: not set, so nobody can call back")
    addresses = asyncio.run(_hook_addresses(settings))
    for title, address in addresses:
        out.print(f"{title}: {address}", markup=False)
    if not addresses:
        out.print("No configured provider calls back.")


@app.command()
def migrate() -> None:
    """Bring the database up to date; `run` does it by itself."""
    settings = _settings()
    try:
        asyncio.run(_migrate(settings))
    except DatabaseError as error:
        _stop_over(f"DATABASE_URL: {error}")
    out.print("The database is up to date.")


@app.command()
def backup(file: Path) -> None:
    """Copy the SQLite database into a file while the desk runs."""
    try:
        back_up(_settings().database_url, file)
    except ValueError as error:
        _stop_over(str(error))
    out.print(f"Copied to {file}. Keep SECRETS_KEY with it, but elsewhere.")


@app.command()
def rotate() -> None:
    """Put a new key before the others and write everything anew under it."""
    settings, file = _settings(), env_file()
    keys = [key.get_secret_value() for key in settings.secrets_key]
    if len(keys) == 1:
        fresh = new_key_in(file, keys) if file is not None else None
        if fresh is None:
            fresh = Fernet.generate_key().decode()
            out.print("SECRETS_KEY is not in .env alone. Nothing was changed yet. Set it to this,")
            out.print("restart the desk, and run numdesk rotate again:")
            out.print(f"{fresh},{keys[0]}", markup=False)
            return
        out.print(f"A new key stands before the old one in {file}.", markup=False)
        keys.insert(0, fresh)
    try:
        done = asyncio.run(_rekey(settings, keys))
    except SettingsError as error:
        _stop_over(str(error))
    except PresenceError:
        out.print(
            "A desk, or another rotation, is at work under an older key. Restart the desk, so"
        )
        out.print("that it begins with the new key, then run numdesk rotate again.")
        raise typer.Exit(1) from None
    out.print(f"{done.changed} of {done.seen} values were written anew under the first key.")
    if done.lost:
        out.print(f"{done.lost} values open with none of these keys; they were left as they are.")
    if not done.is_complete:
        out.print("A desk still writes under an older key. Restart it, then run this again.")
        raise typer.Exit(1)
    out.print(
        "Nothing is left under an older key. Once every desk has been restarted with the new one "
        "in front, the older may be removed from SECRETS_KEY; keep them with older backups."
    )


def _ask(question: str, hidden: bool) -> str:
    answer: str = typer.prompt(question, default="", hide_input=hidden, show_default=False)
    return answer


async def _run_until_stopped() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    await running.run(environment(), stop)


async def _hook_addresses(settings: Settings) -> list[tuple[str, str]]:
    clock = SystemClock()
    async with make_transport() as transport, open_client(transport) as client:
        try:
            catalog = Catalog.open(environment(), client=client, now=clock.now, sleep=clock.sleep)
        except ProviderSettingsError as error:
            _stop_over(str(error))
        hooks = Hooks(settings)
        found = [(one.title, hooks.address(one.name)) for one in catalog if _calls_back(one)]
        return [(title, address) for title, address in found if address is not None]


def _calls_back(provider: object) -> bool:
    return isinstance(provider, CallbackReader)


async def _rekey(settings: Settings, keys: list[str]) -> Rekeyed:
    vault = Vault(keys)
    async with opened(settings.database_url, vault, lambda: None, Presence.ROTATION) as storage:
        return await rekey(storage, now=SystemClock().now())


async def _migrate(settings: Settings) -> None:
    vault = Vault([key.get_secret_value() for key in settings.secrets_key])
    async with open_storage(settings.database_url, vault):
        pass


def _settings() -> Settings:
    try:
        return read_settings(environment())
    except SettingsError as error:
        _stop_over(str(error))


def _stop_over(why: str) -> NoReturn:
    err.print(why, markup=False)
    raise typer.Exit(2)
