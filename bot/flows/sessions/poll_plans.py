"""When a provider is asked next about an order."""

from datetime import datetime

from bot.desk import Desk
from providers.contract.pace import PollPlan
from storage.sessions import ChatSession


def next_look(desk: Desk, session: ChatSession, *, now: datetime) -> datetime | None:
    """Tell when the provider is to be asked next about this order, or never again."""
    plan = _plan(desk, session)
    if plan is None or session.reference is None:
        return None
    delay = plan.after(now - session.ordered_at)
    return None if delay is None else session.ordered_at + delay


def _plan(desk: Desk, session: ChatSession) -> PollPlan | None:
    provider = desk.catalog.get(session.provider)
    if provider is None:
        return None
    if session.method == "incoming":
        plan: PollPlan | None = getattr(provider, "incoming_poll_plan", None)
        return plan
    return provider.poll_plan
