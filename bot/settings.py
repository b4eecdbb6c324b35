"""Everything that can be set, read once at the start from the environment or `.env`.

Provider variables are not here: each provider declares its own, and `providers.catalog` reads them.
"""

import re
from collections.abc import Mapping
from datetime import time, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.rota.hours import (
    QuietHours,
    read_day_time,
    read_quiet_hours,
    read_steps,
    read_zone,
)
from providers.contract.provider import safe_address
from storage.money import ISO_CURRENCY, Money
from storage.protection import Rule, read_rules
from storage.templates import FreeText
from storage.vault import MOST_KEYS

ISO_COUNTRY = re.compile(r"[A-Za-z]{2}")  # ISO 3166 alpha-2


class SettingsError(Exception):
    """A setting is missing or wrong; the text names it and says what it should be."""


class TelegramMode(StrEnum):
    """How updates come in."""

    POLLING = "polling"  # we ask
    WEBHOOK = "webhook"  # Telegram calls PUBLIC_URL


def _words(value: object) -> object:
    """Split "1001, 1002" as people write it."""
    return value.replace(",", " ").split() if isinstance(value, str) else value


class Settings(BaseModel):
    """The settings of the desk; `.env.example` explains each."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    telegram_bot_token: SecretStr
    telegram_api_url: str = "https://api.telegram.org"
    telegram_mode: TelegramMode = TelegramMode.POLLING
    public_url: str | None = None
    receiver_host: str = "127.0.0.1"
    receiver_port: int = Field(default=8080, ge=0, le=65535)
    database_url: str = "sqlite+aiosqlite:///numdesk.db"
    owner_ids: Annotated[frozenset[int], BeforeValidator(_words)]
    throttle_url: str = ""
    secrets_key: Annotated[tuple[SecretStr, ...], BeforeValidator(_words)]
    hook_secret: SecretStr | None = None

    limit_sends_per_number: int = Field(default=5, ge=0)
    limit_seconds_between_calls: int = Field(default=60, ge=0)
    limit_code_tries: int = Field(default=5, ge=0)
    limit_code_minutes: int = Field(default=10, ge=0)
    limit_person_per_day: int = Field(default=200, ge=0)
    limit_chat_per_day: int = Field(default=1000, ge=0)
    limit_own_steps: int = Field(default=3, ge=0)
    limit_unverified_per_prefix: int = Field(default=40, ge=0)
    limit_requests_per_hour: int = Field(default=10, ge=0)
    shadow_rules: str = ""
    incoming_key: bool = False
    allow_unassigned_numbers: bool = False
    allow_sms_codes: bool = False
    allowed_countries: Annotated[frozenset[str] | None, BeforeValidator(_words)] = None
    prices_file: str = ""
    approval_above: str = ""
    free_text: FreeText = FreeText.OFF
    pool_idle_minutes: int = Field(default=30, ge=0)
    retention_hours_codes: int = Field(default=24, ge=1)
    retention_days_batches: int = Field(default=30, ge=1)
    retention_days_numbers: int = Field(default=90, ge=1)
    time_zone: str = "UTC"
    escalation_steps: str = "30,60,90"
    quiet_hours: str = ""
    digest_at: str = "09:00"
    low_funds: Decimal = Field(default=Decimal(0), ge=0)

    @property
    def zone(self) -> ZoneInfo:
        """The desk's own zone, where nothing else is said."""
        return read_zone(self.time_zone)

    @property
    def steps(self) -> tuple[timedelta, ...]:
        """How long after a code came the next person is called for help."""
        return read_steps(self.escalation_steps)

    @property
    def quiet(self) -> QuietHours | None:
        """When only codes may ring."""
        return read_quiet_hours(self.quiet_hours, self.zone)

    @property
    def digest_time(self) -> time:
        """When daily digests leave, in the desk's zone."""
        return read_day_time(self.digest_at)

    @property
    def in_shadow(self) -> frozenset[Rule]:
        """The rules that block nothing and only count what they would have blocked."""
        return read_rules(self.shadow_rules)

    @property
    def code_life(self) -> timedelta:
        """How long a code is accepted; with no limit, a day, after which it is forgotten anyway."""
        return timedelta(minutes=self.limit_code_minutes or 24 * 60)

    @property
    def pool_idle(self) -> timedelta:
        """How long a number of a pool is kept for a holder who does not use it; zero: for ever."""
        return timedelta(minutes=self.pool_idle_minutes)

    @property
    def code_retention(self) -> timedelta:
        """How long codes and texts are kept."""
        return timedelta(hours=self.retention_hours_codes)

    @property
    def batch_retention(self) -> timedelta:
        """How long results of lookups and batches are kept."""
        return timedelta(days=self.retention_days_batches)

    @property
    def number_retention(self) -> timedelta:
        """How long the numbers of what is over are kept whole."""
        return timedelta(days=self.retention_days_numbers)

    @property
    def approval_limits(self) -> Money:
        """Above which price, by currency, a second person has to agree."""
        return _amounts(self.approval_above)

    @field_validator("approval_above")
    @classmethod
    def _prices_have_currencies(cls, value: str) -> str:
        _amounts(value)
        return value

    @field_validator("owner_ids")
    @classmethod
    def _somebody_owns_the_desk(cls, value: frozenset[int]) -> frozenset[int]:
        if not value:
            raise ValueError("name at least one Telegram user id")
        return value

    @field_validator("secrets_key")
    @classmethod
    def _keys_are_fernet_keys(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if not value:
            raise ValueError("needs a key; `numdesk init` makes one")
        if len(value) > MOST_KEYS:
            raise ValueError(f"takes {MOST_KEYS} keys at most; `numdesk rotate` frees the older")
        for key in value:
            try:
                Fernet(key.get_secret_value())
            except ValueError as error:
                raise ValueError("is not a Fernet key; `numdesk init` makes one") from error
        return value

    @field_validator("telegram_api_url", "public_url")
    @classmethod
    def _addresses_are_safe(cls, value: str | None) -> str | None:
        return None if value is None else safe_address(value, "https://desk.example")

    @field_validator("database_url")
    @classmethod
    def _database_is_one_of_two(cls, value: str) -> str:
        drivers = ("sqlite+aiosqlite", "postgresql+asyncpg")
        try:
            driver = make_url(value).drivername
        except ArgumentError:
            driver = ""
        if driver not in drivers:
            raise ValueError(f"should begin with {drivers[0]}:/// or {drivers[1]}://")
        return value

    @field_validator("allowed_countries")
    @classmethod
    def _countries_are_iso(cls, value: frozenset[str] | None) -> frozenset[str] | None:
        if value is None:
            return None
        for country in value:
            if not ISO_COUNTRY.fullmatch(country):
                raise ValueError(f"{country} is not a two-letter country code")
        return frozenset(country.upper() for country in value)

    @field_validator("time_zone")
    @classmethod
    def _the_zone_is_known(cls, value: str) -> str:
        return read_zone(value).key

    @field_validator("escalation_steps", "digest_at", "quiet_hours", "shadow_rules")
    @classmethod
    def _words_can_be_read(cls, value: str, field: ValidationInfo) -> str:
        match field.field_name:
            case "escalation_steps":
                read_steps(value)
            case "digest_at":
                read_day_time(value)
            case "shadow_rules":
                read_rules(value)
            case _:
                read_quiet_hours(value, ZoneInfo("UTC"))
        return value

    @model_validator(mode="after")
    def _what_is_public_is_guarded(self) -> "Settings":
        if self.public_url and self.hook_secret is None:
            raise ValueError(
                "HOOK_SECRET: needed where PUBLIC_URL is set; `numdesk init` makes one"
            )
        if self.telegram_mode is TelegramMode.WEBHOOK and not self.public_url:
            raise ValueError("PUBLIC_URL: needed where TELEGRAM_MODE is webhook")
        return self


def read_settings(variables: Mapping[str, str]) -> Settings:
    """Make the settings of environment variables; raises SettingsError, naming what is wrong."""
    known = {name.upper(): name for name in Settings.model_fields}
    given: dict[str, Any] = {
        known[name.upper()]: value.strip()
        for name, value in variables.items()
        if name.upper() in known and value.strip()
    }
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(dict(wrong)) for wrong in error.errors())) from None


def _sentence(wrong: dict[str, Any]) -> str:
    message = str(wrong["msg"]).removeprefix("Value error, ")
    if not wrong["loc"]:
        return message
    name = str(wrong["loc"][0]).upper()
    if wrong["type"] == "missing":
        return f"{name}: is required and not set"
    return f"{name}: {message[:1].lower()}{message[1:]}"


def _amounts(value: str) -> Money:
    """Read "5 EUR, 6 USD"."""
    words = value.replace(",", " ").split()
    amounts = {}
    for written, currency in zip(words[::2], words[1::2], strict=False):
        try:
            amount = Decimal(written)
        except InvalidOperation:
            raise ValueError("should be an amount and its currency, like 5 EUR") from None
        if not amount.is_finite() or amount < 0 or not ISO_CURRENCY.fullmatch(currency):
            raise ValueError("should be an amount and its currency, like 5 EUR")
        amounts[currency] = amount
    if len(words) % 2:
        raise ValueError("should be an amount and its currency, like 5 EUR")
    return amounts
