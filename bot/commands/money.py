"""Money: the buttons of approvals, /budget and /stats."""

from bot.commands.door import Tap, Tapped
from bot.desk import Desk
from bot.flows import approvals
from bot.texts import money_news


async def approve(desk: Desk, tap: Tap) -> Tapped:
    """Say yes or no to somebody else's wish."""
    approval_id, word = tap.words
    came = await approvals.decide(desk, tap.asker, approval_id, agrees=word == "yes")
    return Tapped(replacement=money_news.decided(came.approval, approvals.what(came.approval)))
