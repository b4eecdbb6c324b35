"""/watch: what this chat hears about."""

from bot.commands.asks import Ask
from bot.commands.door import Tap, Tapped
from bot.desk import Desk
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.oncall import audiences
from bot.texts import duty
from bot.texts.words import Words
from storage.audiences import Heard

WORDS = {str(one): one for one in Heard}


async def watch(desk: Desk, ask: Ask) -> Words:
    """Show what this chat listens to, as buttons."""
    return duty.listening(await audiences.heard_here(desk, ask.asker))


async def toggle(desk: Desk, tap: Tap) -> Tapped:
    """Listen to something, or no more, as the button said when it was made."""
    word, wanted = tap.words
    if word not in WORDS:
        raise RefusedRequest(Why.QUESTION_GONE)
    heard = await audiences.listen(desk, tap.asker, WORDS[word], on=wanted == "on")
    return Tapped(replacement=duty.listening(heard))
