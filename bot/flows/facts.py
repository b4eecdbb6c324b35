"""Gather what a card shows beside its session."""

from bot.desk import Desk
from bot.flows.lookups import levels
from bot.flows.numbers.holding import facts_of_number
from bot.flows.running.health import title_of
from bot.flows.verifying.choosing import has_another
from bot.texts.batch_cards import BatchFacts, batch_card
from bot.texts.cards import Facts, card
from bot.texts.lookup_cards import LookupFacts, lookup_card
from bot.texts.message_cards import message_card
from bot.texts.number_cards import number_card
from bot.texts.words import Words
from storage.sessions import ChatSession, Kind


async def session_card(desk: Desk, session: ChatSession) -> Words:
    """Draw the card of a session of any kind, as it is now."""
    if session.kind is Kind.NUMBER:
        return number_card(session, await facts_of_number(desk, session))
    if session.kind is Kind.LOOKUP:
        return lookup_card(session, await facts_of_lookup(desk, session))
    if session.kind is Kind.BATCH:
        return batch_card(session, await facts_of_batch(desk, session))
    if session.kind is Kind.MESSAGE:
        return message_card(session, title_of(desk, session.provider))
    return card(session, facts_of(desk, session))


async def facts_of_batch(desk: Desk, session: ChatSession) -> BatchFacts:
    """Gather what the card of a batch shows."""
    async with desk.storage.reading() as work:
        batch = await work.batches.get(session.id)
        return BatchFacts(
            batch=batch,
            counts=await work.batches.counts(session.id),
            verdicts=await work.batches.verdicts(session.id),
            now=desk.clock.now(),
            cost=(await work.ledger.spent(session_id=session.id)).money,
            waits_for=levels.missing(desk, batch.level) if batch is not None else None,
        )


async def facts_of_lookup(desk: Desk, session: ChatSession) -> LookupFacts:
    """Gather what the card of a lookup shows."""
    async with desk.storage.reading() as work:
        rows = await work.lookups.of_session(session.id)
        cost = (await work.ledger.spent(session_id=session.id)).money
    titles = {row.provider: title_of(desk, row.provider) for row in rows}
    return LookupFacts(rows, titles, desk.clock.now(), cost)


def facts_of(desk: Desk, session: ChatSession) -> Facts:
    """Gather it."""
    return Facts(
        provider=title_of(desk, session.provider),
        tries_allowed=desk.settings.limit_code_tries,
        has_other_ways=has_another(desk, session.method),
    )
