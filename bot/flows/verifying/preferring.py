"""Remember how a chat likes its verifications: which ways, for a country or for all, and with what.

fraud  fraud lists are asked before a number is called; administrators alone switch it off again
key    who proves a phone by calling presses a key as well
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.desk import Desk
from bot.flows.asking import permission
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.asking.rights import Right
from bot.flows.lookups import lookup
from bot.flows.running import serving
from providers.contract.capabilities import IncomingCallVerifier
from storage.custody import Act
from storage.lookups import LookupKind
from storage.unit_of_work import UnitOfWork


class Care(StrEnum):
    """What a chat can ask for."""

    FRAUD = "fraud"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Preferred:
    """What is remembered of a chat."""

    methods: tuple[str, ...]
    checks_fraud: bool
    by_key: bool


async def prefer(desk: Desk, asker: Asker, country: str, methods: Sequence[str]) -> None:
    """Remember it; `none` forgets."""
    async with desk.storage.begin() as work:
        wanted = [] if list(methods) == ["none"] else methods
        await work.rules.prefer(asker.chat_id, country, wanted)
        work.custody.note(
            Act.RULE,
            at=desk.clock.now(),
            who=asker.person_id,
            chat=asker.chat_id,
            words=f"preferred{f' for {country}' if country else ''}: {' '.join(methods)}",
        )


async def ask_for(desk: Desk, asker: Asker, care: Care, *, on: bool) -> None:
    """Switch one of the two on or off for this chat. Raises RefusedRequest."""
    if care is Care.FRAUD and not on:
        asker.demand(Right.MANAGE)
    if care is Care.FRAUD and on:
        lookup.provider_for(desk, LookupKind.FRAUD)
    if care is Care.KEY and on and not serving.set_up(desk, IncomingCallVerifier):
        raise RefusedRequest(Why.NO_PROVIDER, detail="calls from the phone")
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker)
        await work.alone(f"chat:{asker.chat_id}")
        precaution = await work.protection.of_chat(asker.chat_id)
        if care is Care.FRAUD:
            precaution.checks_fraud = on
        else:
            precaution.by_key = on
        await work.protection.ask_for(precaution)
        work.custody.note(
            Act.RULE,
            at=desk.clock.now(),
            who=asker.person_id,
            chat=asker.chat_id,
            words=f"{care} first: {'on' if on else 'off'}",
        )


async def preferred(desk: Desk, asker: Asker, country: str) -> Preferred:
    """Tell what is remembered."""
    async with desk.storage.reading() as work:
        methods = await work.rules.preferred(asker.chat_id, country)
        precaution = await work.protection.of_chat(asker.chat_id)
        by_key = await is_by_key(work, desk, asker.chat_id)
    return Preferred(methods, precaution.checks_fraud, by_key)


async def is_by_key(work: UnitOfWork, desk: Desk, chat_id: int) -> bool:
    """Whether who calls us presses a key as well: as the chat says, else as the settings do."""
    said = (await work.protection.of_chat(chat_id)).by_key
    return desk.settings.incoming_key if said is None else said
