"""Countries and operators typed in answer to /number, instead of tapping their buttons."""

from bot.commands.asks import Ask
from bot.commands.numbers import confirmed, question
from bot.desk import Desk
from bot.flows.asking.asking import RefusedRequest
from bot.flows.asking.rights import Right
from bot.flows.numbers import offer_words, offers
from bot.texts import number_cards
from bot.texts.words import Words
from providers.contract.reports import Offer

MOST_WORDS = 4  # more of them are a sentence
SHORTEST = 4  # letters that are a country without having been asked: "no" and "us" are words


async def answered(desk: Desk, ask: Ask) -> Words | None:
    """Take a reply to *Which country?* or *which operator?*; nothing is ordered without a yes."""
    if ask.replied is None or not ask.replied.is_ours or not ask.asker.may(Right.ORDER):
        return None
    country = number_cards.asked_about(ask.replied.text)
    if country is None:
        return None
    offer = await offers.offer_of(desk, offers.lessor(desk))
    choice = offer_words.understand(offer, f"{country} {ask.text}".strip())
    if country and choice.is_one:
        return confirmed(desk, choice)
    return _said(desk, choice, offer)


async def said(desk: Desk, ask: Ask) -> Words | None:
    """Take a bare message that surely names a country we can have a number of."""
    text = ask.text.strip()
    if (
        len(text) < SHORTEST
        or len(text.split()) > MOST_WORDS
        or ask.replied is not None
        or not ask.asker.may(Right.ORDER)
    ):
        return None
    if any(sign.isdigit() for sign in text):
        return None
    try:
        offer = await offers.offer_of(desk, offers.lessor(desk))
        choice = offer_words.understand(offer, text)
    except RefusedRequest:
        return None
    return None if choice.is_guess else _said(desk, choice, offer)


def _said(desk: Desk, choice: offer_words.Choice, offer: Offer) -> Words:
    """Go on as after a tap: from several to one, from a country to its operators, to the price."""
    if len(choice.countries) == 1 and choice.any_operator:
        country = choice.countries[0]
        there = [one for one in offer.operators if one.country_id == country.id]
        if there:
            return number_cards.operators(country, there)
    return question(desk, choice) or confirmed(desk, choice)
