"""What questions about numbers cost, and a second person's yes where that is much."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from bot.desk import Desk
from bot.flows.asking.asking import Asker
from bot.flows.money import seconding
from bot.flows.running import serving
from bot.flows.telling.topics import Json
from providers.contract.capabilities import FraudChecker, NumberLookup
from providers.contract.phone import PhoneNumber
from storage.lookups import LookupKind
from storage.money import Money, by_currency

CAPABILITIES: dict[LookupKind, type] = {
    LookupKind.HLR: NumberLookup,
    LookupKind.FRAUD: FraudChecker,
}


def cost_of(desk: Desk, kinds: Sequence[LookupKind], numbers: Sequence[PhoneNumber]) -> Money:
    """Add up what asking costs at most, by currency."""
    amounts: list[tuple[str, Decimal]] = []
    for kind in kinds:
        provider = next((one.name for one in serving.set_up(desk, CAPABILITIES[kind])), "")
        sums, _ = desk.prices.now.total(provider, kind, (one.digits for one in numbers))
        amounts += sums.items()
    return by_currency(amounts)


async def demand_second(
    desk: Desk, asker: Asker, wish: dict[str, Any], numbers: Sequence[PhoneNumber]
) -> None:
    """Ask the owners first where the questions together are dear. Raises RefusedRequest."""
    method = wish["method"]
    kinds = [LookupKind(method)] if method in set(LookupKind) else list(LookupKind)
    count = len(numbers)
    about: Mapping[str, Json] = {"number": numbers[0].masked} if count == 1 else {"count": count}
    cost = cost_of(desk, kinds, numbers)
    await seconding.demand(desk, asker, seconding.LOOKUP, wish, cost, about)
