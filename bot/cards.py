"""Draw the card of a session of any kind, as it is now."""

from bot.desk import Desk
from bot.flows.facts import facts_of_batch, facts_of_lookup, facts_of_verification
from bot.flows.numbers.holding import facts_of_number
from bot.flows.running.health import title_of
from bot.texts.batch_cards import batch_card
from bot.texts.cards import card
from bot.texts.lookup_cards import lookup_card
from bot.texts.message_cards import message_card
from bot.texts.number_cards import number_card
from bot.texts.words import Words
from storage.sessions import ChatSession, Kind


async def session_card(desk: Desk, session: ChatSession) -> Words:
    """Gather what it shows, and draw it."""
    match session.kind:
        case Kind.NUMBER:
            return number_card(session, await facts_of_number(desk, session))
        case Kind.LOOKUP:
            return lookup_card(session, await facts_of_lookup(desk, session))
        case Kind.BATCH:
            return batch_card(session, await facts_of_batch(desk, session))
        case Kind.MESSAGE:
            return message_card(session, title_of(desk, session.provider))
        case Kind.VERIFICATION:
            return card(session, facts_of_verification(desk, session))
