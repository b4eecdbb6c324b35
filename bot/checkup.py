"""`numdesk check`: what is configured, reachable and missing, in plain words and for free."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx
from telegram.error import InvalidToken, TelegramError

from bot.clock import SystemClock
from bot.pace import Pace
from bot.prices import Prices, PricesError
from bot.settings import Settings, SettingsError, read_settings
from bot.telegram_client import make_bot
from providers.catalog import Catalog, ProviderSettingsError, find_providers
from providers.contract.errors import ProviderError
from providers.wire.client import make_transport, open_client
from storage.database import DatabaseError, open_storage
from storage.vault import UndecipherableError, Vault


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    is_good: bool | None  # None: neither good nor bad, just so
    subject: str
    sentence: str

    @property
    def sign(self) -> str:
        """A mark one sees from afar."""
        return {True: "✔", False: "✘", None: "·"}[self.is_good]


async def checkup(variables: Mapping[str, str]) -> list[Finding]:
    """Look at everything; nothing that costs money is done."""
    findings: list[Finding] = []
    async with make_transport() as transport, open_client(transport) as client:
        try:
            settings = read_settings(variables)
        except SettingsError as error:
            findings += [Finding(False, *line.split(": ", 1)) for line in str(error).splitlines()]
        else:
            findings.append(Finding(True, "Settings", "complete"))
            findings.append(await _telegram(settings, transport))
            findings.append(await _database(settings))
            findings.append(await _public_address(settings, client))
            findings.append(_prices(settings))
        findings += await _providers(variables, client)
    return findings


async def _telegram(settings: Settings, transport: httpx.AsyncBaseTransport) -> Finding:
    bot = make_bot(settings, transport, Pace(), SystemClock())
    try:
        me = await bot.get_me()
    except InvalidToken:
        return Finding(False, "Telegram", "TELEGRAM_BOT_TOKEN is not a token Telegram knows")
    except TelegramError as error:
        return Finding(False, "Telegram", f"does not answer ({error.message})")
    return Finding(True, "Telegram", f"this is @{me.username}")


async def _database(settings: Settings) -> Finding:
    vault = Vault([key.get_secret_value() for key in settings.secrets_key])
    try:
        async with open_storage(settings.database_url, vault) as storage:
            await storage.check_keys()
    except DatabaseError as error:
        return Finding(False, "Database", str(error))
    except UndecipherableError:
        return Finding(False, "Database", "SECRETS_KEY does not open what it holds")
    return Finding(True, "Database", "opens and is up to date")


def _prices(settings: Settings) -> Finding:
    try:
        count = Prices(settings.prices_file, (kind.name for kind in find_providers())).reload()
    except PricesError as error:
        return Finding(False, "Prices", str(error))
    if not count:
        return Finding(None, "Prices", "none, so requests are counted and money is not")
    return Finding(True, "Prices", f"{count} are known")


async def _public_address(settings: Settings, client: httpx.AsyncClient) -> Finding:
    if not settings.public_url:
        return Finding(None, "Public address", "none, so providers cannot call back (PUBLIC_URL)")
    try:
        answer = await client.get(f"{settings.public_url}/healthz")
    except httpx.HTTPError as error:
        return Finding(False, "Public address", f"cannot be reached ({type(error).__name__})")
    if answer.is_success:
        return Finding(True, "Public address", "reaches the running desk")
    return Finding(False, "Public address", f"answers {answer.status_code}; is the desk running?")


async def _providers(variables: Mapping[str, str], client: httpx.AsyncClient) -> list[Finding]:
    clock = SystemClock()
    try:
        catalog = Catalog.open(variables, client=client, now=clock.now, sleep=clock.sleep)
    except ProviderSettingsError as error:
        return [Finding(False, *line.split(": ", 1)) for line in str(error).splitlines()]
    findings = []
    for kind in find_providers():
        provider = catalog.get(kind.name)
        if provider is None:
            findings.append(Finding(None, kind.title, "not configured"))
            continue
        if not provider.has_probe:
            findings.append(Finding(None, kind.title, "set up; its first order will test the key"))
            continue
        try:
            await provider.probe()
        except ProviderError as error:
            findings.append(Finding(False, kind.title, str(error)))
        else:
            findings.append(Finding(True, kind.title, "reachable, and the key is accepted"))
    if not len(catalog):
        findings.append(
            Finding(False, "Providers", "none is configured; /verify has no way to call")
        )
    return findings
