"""Gather what a card shows beside its session."""

from bot.desk import Desk
from bot.flows.choosing import has_another
from bot.flows.health import title_of
from bot.texts.cards import Facts
from storage.sessions import ChatSession


def facts_of(desk: Desk, session: ChatSession) -> Facts:
    """Gather it."""
    return Facts(
        provider=title_of(desk, session.provider),
        tries_allowed=desk.settings.limit_code_tries,
        has_other_ways=has_another(desk, session.method),
    )
