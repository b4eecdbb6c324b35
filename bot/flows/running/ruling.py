"""Rules that administrators set while the desk runs: countries and the guard."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum

from bot.desk import Desk
from bot.flows.asking import permission
from bot.flows.asking.asking import Asker
from bot.flows.asking.rights import Right
from bot.flows.running import guard
from storage.custody import Act
from storage.protection import Rule
from storage.rules import CountryRule, CountryState, GuardRule, GuardState

LATELY = timedelta(days=7)  # what rules in shadow have counted is shown for so long


class GuardVerb(StrEnum):
    """What can be done about numbers that begin alike."""

    ALLOW = "allow"  # vouch for them
    BLOCK = "block"
    CLEAR = "clear"  # forget what was decided


async def decide_country(desk: Desk, asker: Asker, country: str, state: CountryState) -> None:
    """Allow a country, switch it off, or demand a second person. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker, Right.MANAGE)
        await work.rules.decide_country(country, state, by=asker.person_id, now=desk.clock.now())
        said = f"country {country}: {state}"
        work.custody.note(Act.RULE, at=desk.clock.now(), who=asker.person_id, words=said)


async def countries(desk: Desk) -> Sequence[CountryRule]:
    """List what was decided."""
    async with desk.storage.reading() as work:
        return await work.rules.countries()


async def set_guard(desk: Desk, asker: Asker, verb: GuardVerb, prefix: str) -> None:
    """Vouch for a prefix, block it, or forget about it. Raises RefusedRequest."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker, Right.MANAGE)
        said = f"guard {verb} {guard.masked(prefix)}"
        work.custody.note(Act.RULE, at=now, who=asker.person_id, words=said)
        if verb is GuardVerb.CLEAR:
            await work.rules.unguard(prefix)
            work.protection.lift(prefix, at=now, by=asker.person_id)  # what was counted is over
        elif verb is GuardVerb.ALLOW:
            await work.rules.guard(prefix, GuardState.EXEMPT, now=now)
        else:
            until = now + guard.BLOCKED_FOR
            await work.rules.guard(prefix, GuardState.BLOCKED, now=now, until=until)


async def guards(desk: Desk) -> Sequence[GuardRule]:
    """List the guard's rules that hold."""
    now = desk.clock.now()
    async with desk.storage.reading() as work:
        rules = await work.rules.guards()
    return [rule for rule in rules if rule.until is None or rule.until > now]


async def shadows(desk: Desk) -> Mapping[Rule, int]:
    """Tell of each rule in shadow how much it would have blocked lately."""
    async with desk.storage.reading() as work:
        counted = await work.protection.counted(since=desk.clock.now() - LATELY)
    return {rule: counted.get(rule, 0) for rule in sorted(desk.settings.in_shadow)}
