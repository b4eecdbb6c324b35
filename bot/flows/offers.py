"""Where numbers can be had: what the panel says, remembered, and found by what people type."""

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from typing import TypeVar

import phonenumbers
import structlog

from bot.desk import Desk
from bot.flows.asking import RefusedRequest, Why
from providers.contract.capabilities import NumberLessor
from providers.contract.errors import ProviderError
from providers.contract.reports import Country, Offer, Operator
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

Named = TypeVar("Named", Country, Operator)

FRESH = timedelta(minutes=10)  # after it the panel is asked anew; until it answers, this is served
COUNTRY_CODE = re.compile(r"[A-Za-z]{2}")  # ISO 3166 alpha-2
LIKE = 0.72  # how alike a word and a name must be


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody's words may mean; one country and one operator (None: any) when it is sure."""

    countries: tuple[Country, ...]
    operators: tuple[Operator, ...] = ()
    any_operator: bool = True

    @property
    def is_sure(self) -> bool:
        """Whether nothing has to be asked."""
        return len(self.countries) == 1 and (self.any_operator or len(self.operators) == 1)


def lessor(desk: Desk) -> str:
    """Name the panel that can be used now. Raises RefusedRequest."""
    offering = [one.name for one in desk.catalog if isinstance(one, NumberLessor)]
    if not offering:
        raise RefusedRequest(Why.NO_PROVIDER, detail="virtual numbers")
    usable = [name for name in offering if desk.health.is_usable(name)]
    if not usable:
        provider = desk.catalog.get(offering[0])
        raise RefusedRequest(
            Why.PROVIDER_IN_TROUBLE, detail=provider.title if provider else offering[0]
        )
    return usable[0]


async def offer_of(desk: Desk, name: str) -> Offer:
    """Give what a panel has; served stale when it is down. Raises RefusedRequest."""
    now = desk.clock.now()
    async with desk.storage.reading() as work:
        cached = await work.numbers.offer(name)
    if cached is not None and now - cached.fetched_at < FRESH:
        return _read(cached.body)
    provider: object = desk.catalog.get(name)
    assert isinstance(provider, NumberLessor)
    try:
        offer = await provider.fetch_offer()
    except ProviderError as error:
        log.warning("offer not fetched", provider=name, error=str(error))
        if cached is None:
            raise RefusedRequest(Why.NO_OFFER) from None
        return _read(cached.body)
    async with desk.storage.begin() as work:
        await work.numbers.keep_offer(name, _written(offer), now=now)
    return offer


async def dialling_codes(work: UnitOfWork, name: str) -> dict[int, str]:
    """Give the dialling codes of a panel's countries by their ids, as far as it has told them."""
    cached = await work.numbers.offer(name)
    offer = _read(cached.body) if cached is not None else Offer((), ())
    return {one.id: one.phone_code for one in offer.countries if one.phone_code.isdigit()}


def understand(offer: Offer, text: str) -> Choice:
    """Find the country and the operator somebody means. Raises RefusedRequest."""
    words = text.replace(",", " ").split()
    for length in range(len(words), 0, -1):
        countries = find_countries(offer, " ".join(words[:length]))
        if countries:
            rest = " ".join(words[length:])
            break
    else:
        raise RefusedRequest(Why.NO_SUCH_COUNTRY, detail=text[:40])
    if not rest or rest.lower() == "any":
        return Choice(tuple(countries))
    if len(countries) > 1:
        return Choice(tuple(countries))
    there = [one for one in offer.operators if one.country_id == countries[0].id]
    operators = _alike(there, rest)
    if not operators:
        raise RefusedRequest(Why.NO_SUCH_OPERATOR, detail=rest[:40])
    return Choice((countries[0],), tuple(operators), any_operator=False)


def find_countries(offer: Offer, text: str) -> list[Country]:
    """Find countries by ISO code, dialling code, name, or something like a name."""
    word = text.strip().lstrip("+")
    if COUNTRY_CODE.fullmatch(word):
        code = str(phonenumbers.country_code_for_region(word.upper()))
        by_code = [one for one in offer.countries if one.phone_code == code]
        exact = [one for one in by_code if region_of(one) == word.upper()]
        return exact or by_code
    if word.isdigit():
        return [one for one in offer.countries if one.phone_code == word]
    return _alike(list(offer.countries), text)


def region_of(country: Country) -> str | None:
    """Tell the ISO code of a panel's country, as far as its dialling code tells it."""
    if not country.phone_code.isdigit():
        return None
    region = phonenumbers.region_code_for_country_code(int(country.phone_code))
    return region if region.isalpha() and region != "ZZ" else None


def flag(country: Country) -> str:
    """Draw the flag of a country; empty where it is not known."""
    region = region_of(country)
    return "".join(chr(0x1F1E6 + ord(sign) - ord("A")) for sign in region) if region else ""


def _alike(named: list[Named], text: str) -> list[Named]:
    """Find those whose name is the text, begins with it, contains it, or is like it."""
    wanted = _folded(text)
    names = {_folded(one.name): one for one in named}
    if wanted in names:
        return [names[wanted]]
    for fits in (str.startswith, str.__contains__):
        found = [one for name, one in names.items() if fits(name, wanted)]
        if found and len(wanted) > 1:
            return found
    return [names[name] for name in get_close_matches(wanted, names, n=3, cutoff=LIKE)]


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum())


def _written(offer: Offer) -> str:
    return json.dumps(
        {
            "countries": [[one.id, one.name, one.phone_code] for one in offer.countries],
            "operators": [[one.id, one.name, one.country_id] for one in offer.operators],
        }
    )


def _read(body: str) -> Offer:
    said = json.loads(body)
    return Offer(
        tuple(Country(*one) for one in said["countries"]),
        tuple(Operator(*one) for one in said["operators"]),
    )
