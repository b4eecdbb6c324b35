"""A number somebody sent without a word: remembered until they say what it is for."""

import json

from bot.desk import Desk
from bot.flows.asking import questions
from bot.flows.asking.asking import Asker
from bot.flows.asking.rights import Right
from bot.flows.lookups.lookup_costs import CAPABILITIES
from bot.flows.running import serving
from providers.contract.phone import PhoneNumber
from storage.lookups import LookupKind

WHAT_FOR = "what_for"
VERIFY, CHECK = "verify", "check"


async def keep(desk: Desk, asker: Asker, number: PhoneNumber) -> str:
    """Remember a number; gives the question's id."""
    question = questions.new(desk, asker, WHAT_FOR, json.dumps(number.e164))
    async with desk.storage.begin() as work:
        work.questions.put(question)
    return question.id


async def kept(desk: Desk, asker: Asker, question_id: str) -> PhoneNumber:
    """Give it back to whoever sent it. Raises RefusedRequest."""
    question = await questions.asked_of(desk, asker, question_id, WHAT_FOR)
    return PhoneNumber.parse(json.loads(question.body))


def uses(desk: Desk, asker: Asker) -> tuple[str, ...]:
    """List what can be done with a number here."""
    if not asker.may(Right.ORDER):
        return ()
    asked = [kind for kind in LookupKind if serving.set_up(desk, CAPABILITIES[kind])]
    return (VERIFY, *asked, *([CHECK] if len(asked) > 1 else []))
