"""Say who can do something now: the providers that serve a wish and, if none does, why not.

set up   they can do it and have an account; in the order of their names
usable   neither switched off nor in trouble besides: something new may be ordered there
"""

from collections.abc import Sequence

from bot.desk import Desk
from bot.flows.asking.asking import RefusedRequest, Why
from providers.contract.provider import Provider


def set_up(desk: Desk, capability: type) -> Sequence[Provider]:
    """List those that can do it at all."""
    return desk.catalog.offering(capability)


def usable(desk: Desk, capability: type) -> Sequence[Provider]:
    """List those that can do it now."""
    return [one for one in set_up(desk, capability) if desk.health.is_usable(one.name)]


def first(desk: Desk, capability: type) -> str | None:
    """Name the one that does it now; None where nobody can."""
    return next((one.name for one in usable(desk, capability)), None)


def demand(desk: Desk, capability: type, what: str) -> str:
    """Name the one that does it now. Raises RefusedRequest where nobody can."""
    name = first(desk, capability)
    if name is None:
        raise nobody(desk, set_up(desk, capability), what)
    return name


def nobody(desk: Desk, able: Sequence[Provider], what: str) -> RefusedRequest:
    """Say why nobody can do it: none is set up, or those who are cannot just now."""
    if not able:
        return RefusedRequest(Why.NO_PROVIDER, detail=what)
    is_off = desk.health.circuits[able[0].name].is_switched_off
    why = Why.PROVIDER_OFF if is_off else Why.PROVIDER_IN_TROUBLE
    return RefusedRequest(why, detail=able[0].title)
