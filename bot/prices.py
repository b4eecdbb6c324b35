"""What paid requests cost: `prices.toml`, read into a value, and reloaded on demand.

    currency = "EUR"                       the whole file, unless a provider or a price says other
    [numcheck]
    flash = { "*" = "0.02", "44" = "0.015" }   by the beginning of the number; the longest one wins

What nobody knows the price of counts as a request only.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from providers.contract.reports import Price
from storage.money import ISO_CURRENCY, PLACES, Money, by_currency

ANYWHERE = "*"
LONGEST_PREFIX = 15  # digits of the longest number
MOST = Decimal(1_000_000)  # for one request; more is a slip of the finger
# What can have a price: ways of verifying, questions, numbers, and levels of handed-in lists.
PRICED = (
    "flash", "password", "pin", "incoming", "sms", "message", "speech", "hlr", "fraud", "number",
    "basic", "live",
)  # fmt: skip


class PricesError(Exception):
    """The file of prices is wrong; the text names the file, the key, and what is wrong."""


@dataclass(frozen=True, slots=True)
class PriceList:
    """The prices of a file: by provider and capability, then by the beginning of the number."""

    prices: Mapping[tuple[str, str], Mapping[str, Price]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def price(self, provider: str, capability: str, digits: str) -> Price | None:
        """Tell what a request about a number costs; None where nobody knows.

        `digits`: of the number, or as many as are known, from the left.
        """
        known = self.prices.get((provider, capability), {})
        for length in range(len(digits), 0, -1):
            if digits[:length] in known:
                return known[digits[:length]]
        return known.get(ANYWHERE)

    def total(self, provider: str, capability: str, numbers: Iterable[str]) -> tuple[Money, int]:
        """Add up one request for each number (digits): sums by currency, and how many have none."""
        amounts: list[tuple[str, Decimal]] = []
        unknown = 0
        longest = max(map(len, self.prices.get((provider, capability), {})), default=0)
        for beginning, count in Counter(digits[:longest] for digits in numbers).items():
            price = self.price(provider, capability, beginning)
            if price is None:
                unknown += count
            else:
                amounts.append((price.currency, price.amount * count))
        return by_currency(amounts), unknown

    @property
    def count(self) -> int:
        """Tell how many prices there are."""
        return sum(len(known) for known in self.prices.values())

    @property
    def currencies(self) -> frozenset[str]:
        """Name the currencies in it."""
        return frozenset(one.currency for known in self.prices.values() for one in known.values())


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file said when it was read."""

    prices: PriceList
    digest: str


class Prices:
    """The prices in force: those of the last good file."""

    def __init__(self, path: str, providers: Iterable[str]) -> None:
        self._path = path
        self._providers = frozenset(providers)
        self.now = PriceList()
        self.version: int | None = None  # which reading of all processes it is; None: our own

    def reload(self) -> int:
        """Read the file and go by it; gives how many prices there are. Raises PricesError."""
        fresh = self.read()
        self.adopt(fresh, self.version)
        return fresh.prices.count

    def adopt(self, fresh: Reading, version: int | None) -> None:
        """Go by what was read from now on."""
        self.now, self.version = fresh.prices, version

    def read(self) -> Reading:
        """Read the file, and change nothing. Raises PricesError."""
        if not self._path:
            return Reading(PriceList(), "")
        try:
            text = Path(self._path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise PricesError(f"{self._path}: cannot be read: {reason}") from None
        prices = read_prices(text, self._path, self._providers)
        return Reading(prices, sha256(text.encode()).hexdigest())


def read_prices(text: str, name: str, providers: frozenset[str]) -> PriceList:
    """Read a file of prices; raises PricesError."""
    try:
        said = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise PricesError(f"{name}: is not TOML: {error}") from None
    currency = said.pop("currency", None)
    if currency is not None:
        currency = _currency(currency, name, "currency")
    prices: dict[tuple[str, str], Mapping[str, Price]] = {}
    for provider, entries in said.items():
        if provider not in providers:
            known = ", ".join(sorted(providers))
            raise PricesError(f"{name}: {provider}: is no provider; there are {known}")
        if not isinstance(entries, dict):
            raise PricesError(f"{name}: {provider}: should be a table, like [{provider}]")
        own = entries.pop("currency", None)
        theirs = currency if own is None else _currency(own, name, f"{provider}.currency")
        for capability, entry in entries.items():
            key = f"{provider}.{capability}"
            if capability not in PRICED:
                raise PricesError(f"{name}: {key}: has no price; {', '.join(PRICED)} have")
            by_prefix = entry if isinstance(entry, dict) else {ANYWHERE: entry}
            prices[provider, capability] = MappingProxyType(
                {
                    _prefix(prefix, name, key): _price(price, theirs, name, f"{key}.{prefix}")
                    for prefix, price in by_prefix.items()
                }
            )
    return PriceList(MappingProxyType(prices))


def _currency(said: object, name: str, key: str) -> str:
    if not isinstance(said, str) or not ISO_CURRENCY.fullmatch(said):
        raise PricesError(f"{name}: {key}: should be three capital letters, like EUR")
    return said


def _prefix(said: str, name: str, key: str) -> str:
    digits = said.removeprefix("+")
    if said == ANYWHERE:
        return said
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST_PREFIX):
        raise PricesError(
            f'{name}: {key}.{said}: should be how numbers begin, like "44", or "*" for the rest'
        )
    return digits


def _price(said: object, currency: str | None, name: str, key: str) -> Price:
    if isinstance(said, str):
        written, _, own = said.strip().partition(" ")
        currency = _currency(own.strip(), name, key) if own else currency
    elif isinstance(said, int | Decimal) and not isinstance(said, bool):
        written = str(said)
    else:
        raise PricesError(f'{name}: {key}: should be an amount, like "0.02"')
    if currency is None:
        raise PricesError(f'{name}: {key}: has no currency; write currency = "EUR" above')
    try:
        amount = Decimal(written)
    except InvalidOperation:
        raise PricesError(f'{name}: {key}: {written} is no amount; write it like "0.02"') from None
    if not amount.is_finite() or not 0 <= amount <= MOST:
        raise PricesError(f"{name}: {key}: should be between 0 and {MOST}")
    if amount != round(amount, PLACES):
        raise PricesError(f"{name}: {key}: has more than {PLACES} decimal places")
    return Price(amount, currency)
