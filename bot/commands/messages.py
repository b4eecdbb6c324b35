"""/sms and /say: a text to a phone, written or spoken."""

import re

from bot.commands.asks import Ask
from bot.commands.parsing import read_number
from bot.desk import Desk
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.messages import messages
from bot.flows.messages.messages import Draft
from bot.texts import message_cards as texts
from bot.texts.words import Words
from providers.contract.phone import PhoneNumber
from storage.templates import FreeText

SWITCHES = {
    "enable": FreeText.TEMPLATES,
    "on": FreeText.TEMPLATES,
    "disable": FreeText.OFF,
    "off": FreeText.OFF,
    "free": FreeText.FREE,
}
TEMPLATE, REMOVED = frozenset({"template", "templates"}), "off"
IN_ONE = re.compile(r"(\+\d{8,15})(?:\s+(?![\d(])|$)")
BEGINS = re.compile(r"\+\d{8,15}\s+[\d(]")
SPACED = re.compile(r"([+(\d][\d\s().\-/]*)(?:\s|$)")


async def sms(desk: Desk, ask: Ask) -> Words | None:
    """Send a message, or decide what may be sent."""
    return await _said(desk, ask, "message")


async def say(desk: Desk, ask: Ask) -> Words | None:
    """Have a text spoken, or decide what may be."""
    return await _said(desk, ask, "speech")


async def _said(desk: Desk, ask: Ask, method: str) -> Words | None:
    verb, _, rest = ask.text.partition(" ")
    if verb.lower() in SWITCHES and not rest:
        await messages.switch(desk, ask.asker, SWITCHES[verb.lower()])
    elif verb.lower() in TEMPLATE:
        name, _, body = rest.strip().partition(" ")
        if name and not body:
            return Words(texts.TEMPLATE_USAGE)
        if name:
            body = body.strip()
            await messages.word(
                desk, ask.asker, name.lower(), None if body.lower() == REMOVED else body
            )
    elif ask.text:
        number, words, is_one_word = read_draft(ask.text)
        await messages.start(desk, ask.asker, Draft(method, number, words, is_one_word))
        return None
    return texts.overview(method, *await messages.look(desk, ask.asker))


def read_draft(text: str) -> tuple[PhoneNumber, str, bool]:
    """Read a number and what follows; True where the number is one word. Raises RefusedRequest.

    Of a number with blanks nobody can tell where a text that begins with digits would begin.
    """
    if (found := IN_ONE.match(text)) is not None:
        return read_number(found[1]), text[found.end() :].strip(), True
    spaced = SPACED.match(text)
    written = spaced[1] if spaced is not None else text.split(maxsplit=1)[0]
    try:
        return read_number(written), text[len(written) :].strip(), False
    except RefusedRequest:
        if BEGINS.match(text):
            raise RefusedRequest(Why.NUMBER_IN_ONE) from None
        raise
