"""Choose who does it and how: the possible ways for a number, and the route through them.

A route is a list of ways, each at one provider, written `flash@numcheck flash@lanck pin@lanck`. The
first is taken; the next one only after a sure failure, or when a person asks for another way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.desk import Desk
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.running import serving
from bot.flows.sessions.ways import WAYS
from bot.flows.sessions.whose import mine
from providers.contract.phone import PhoneNumber
from providers.contract.reports import Price
from storage.unit_of_work import UnitOfWork

AUTO = "auto"  # walk the ways in order, the next one after a sure failure
AUTOMATIC = ("flash", "pin", "password")  # those that need nothing but the called phone


@dataclass(frozen=True, slots=True)
class Option:
    """One way that is possible now."""

    method: str
    providers: tuple[str, ...]  # preferred first
    usual: timedelta
    price: Price | None = None  # at the first of them; None where nobody knows it


def step(method: str, provider: str) -> str:
    """Write one step of a route."""
    return f"{method}@{provider}"


def read_step(written: str) -> tuple[str, str]:
    """Read one step of a route: method and provider."""
    method, _, provider = written.partition("@")
    return method, provider


async def options(
    work: UnitOfWork, desk: Desk, chat_id: int, number: PhoneNumber
) -> Sequence[Option]:
    """List the ways possible for a number now, those the chat prefers first."""
    preferred = await work.rules.preferred(chat_id, number.region or "")
    order = [one for one in dict.fromkeys((*preferred, *WAYS)) if one in WAYS]
    found = []
    for method in order:
        if providers := able(desk, method):
            price = desk.prices.now.price(providers[0], method, number.digits)
            found.append(Option(method, providers, WAYS[method].usual, price))
    return found


def has_another(desk: Desk, method: str) -> bool:
    """Whether anything but this way is possible now."""
    return any(able(desk, one) for one in WAYS if one != method)


def able(desk: Desk, method: str) -> tuple[str, ...]:
    """Name the providers that can do it now, best first.

    One that can be asked how a call went comes before one that only calls back, for callbacks get
    lost; otherwise by name.
    """
    if method == "sms" and not desk.settings.allow_sms_codes:
        return ()
    usable = serving.usable(desk, WAYS[method].capability)
    return tuple(
        one.name for one in sorted(usable, key=lambda one: (one.poll_plan is None, one.name))
    )


async def other_ways(desk: Desk, asker: Asker, session_id: str) -> tuple[Option, ...]:
    """List the ways a session has not taken just now. Raises RefusedRequest."""
    async with desk.storage.reading() as work:
        session = await mine(work, asker, session_id)
        assert session.number is not None
        found = await options(work, desk, session.chat_id, session.number)
    others = tuple(one for one in found if one.method != session.method)
    if not others:
        raise RefusedRequest(Why.NO_OTHER_WAY)
    return others


async def route(
    work: UnitOfWork, desk: Desk, chat_id: int, number: PhoneNumber, method: str
) -> list[str]:
    """Plan the steps for one method, or for a walk through several. Raises RefusedRequest."""
    possible = {one.method: one for one in await options(work, desk, chat_id, number)}
    if method == AUTO:
        methods = [one for one in possible if one in AUTOMATIC]
    else:
        methods = [method] if method in possible else []
    if not methods:
        raise _nobody(desk, method)
    return [step(way, provider) for way in methods for provider in possible[way].providers]


def _nobody(desk: Desk, method: str) -> RefusedRequest:
    """Say why nobody can do it."""
    ways = AUTOMATIC if method == AUTO else (method,)
    if method == "sms" and not desk.settings.allow_sms_codes:
        return RefusedRequest(Why.SMS_OFF)
    set_up = [one for way in ways for one in serving.set_up(desk, WAYS[way].capability)]
    return serving.nobody(desk, set_up, method)
