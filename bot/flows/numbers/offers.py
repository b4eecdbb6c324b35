"""Where numbers can be had: what the panel says, remembered."""

import json
from datetime import timedelta

import structlog

from bot.desk import Desk
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.running import serving
from providers.contract.capabilities import NumberLessor
from providers.contract.errors import ProviderError
from providers.contract.reports import Country, Offer, Operator
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

FRESH = timedelta(minutes=10)  # after it the panel is asked anew; until it answers, this is served


def lessor(desk: Desk) -> str:
    """Name the panel that can be used now. Raises RefusedRequest."""
    return serving.demand(desk, NumberLessor, "virtual numbers")


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
