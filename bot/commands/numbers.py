"""/number, /numbers, and the buttons of a number's card."""

from dataclasses import replace

from bot.commands.asks import Ask
from bot.commands.door import Tap, Tapped
from bot.desk import Desk
from bot.flows.asking.rights import Right
from bot.flows.numbers import giving, holding, leasing, offer_words, offers, receiving
from bot.texts import hand_over_cards, number_cards, pool_cards, replies
from bot.texts.words import Words
from providers.contract.reports import Country, Operator

ANY = "any"


async def number(desk: Desk, ask: Ask) -> Words | None:
    """Get a number: by words at once, or by buttons."""
    panel = offers.lessor(desk)
    offer = await offers.offer_of(desk, panel)
    if not ask.text:
        recent = await holding.recent_countries(desk, ask.asker, offer)
        return number_cards.countries(offer.countries, 0, recent)
    choice = offer_words.understand(offer, ask.text)
    unsure = question(desk, choice)
    if unsure is None:
        await leasing.start(desk, ask.asker, *choice.one)
    return unsure


def question(desk: Desk, choice: offer_words.Choice) -> Words | None:
    """Ask what is not clear yet; None where everything is."""
    if len(choice.countries) > 1:
        return number_cards.some_countries(choice.countries)
    if not choice.is_one:
        return number_cards.operators(choice.countries[0], choice.operators)
    return confirmed(desk, choice) if choice.is_guess else None


def confirmed(desk: Desk, choice: offer_words.Choice) -> Words:
    """Ask for a yes to one thing, with its price."""
    country, operator = choice.one
    return number_cards.confirm(country, operator, leasing.price(desk, country))


async def numbers(desk: Desk, ask: Ask) -> Words:
    """List my numbers and those of this chat."""
    held, waiting = await holding.held(desk, ask.asker), await holding.waiting(desk, ask.asker)
    return number_cards.listing(held, waiting, is_masked=not ask.asker.may(Right.ORDER))


async def page(desk: Desk, tap: Tap) -> Tapped:
    """Turn to another page of countries."""
    offer = await offers.offer_of(desk, offers.lessor(desk))
    recent = await holding.recent_countries(desk, tap.asker, offer)
    return Tapped(replacement=number_cards.countries(offer.countries, int(tap.words[0]), recent))


async def country(desk: Desk, tap: Tap) -> Tapped:
    """Choose a country; its operators are next."""
    offer = await offers.offer_of(desk, offers.lessor(desk))
    chosen = holding.country_of(offer, int(tap.words[0]))
    there = [one for one in offer.operators if one.country_id == chosen.id]
    if not there:
        return Tapped(replacement=number_cards.confirm(chosen, None, leasing.price(desk, chosen)))
    return Tapped(replacement=number_cards.operators(chosen, there))


async def operator(desk: Desk, tap: Tap) -> Tapped:
    """Choose an operator; the price is next."""
    chosen, whose = await _chosen(desk, tap)
    return Tapped(replacement=number_cards.confirm(chosen, whose, leasing.price(desk, chosen)))


async def yes(desk: Desk, tap: Tap) -> Tapped:
    """Order it; the same question orders once, however often its button is tapped."""
    chosen, whose = await _chosen(desk, tap)
    once = f"yes:{tap.asker.chat_id}:{tap.asker.message_id}:{':'.join(tap.words)}"
    await leasing.start(desk, tap.asker.because(once), chosen, whose)
    return Tapped(replacement=Words(replies.ORDERED))


async def no(desk: Desk, tap: Tap) -> Tapped:
    """Order nothing."""
    del desk, tap
    return Tapped(replacement=Words(replies.NOT_ORDERED))


async def extend(desk: Desk, tap: Tap) -> Tapped:
    """Hold it for longer; the card says so."""
    await leasing.extend(desk, tap.asker, tap.words[0])
    return Tapped()


async def release(desk: Desk, tap: Tap) -> Tapped:
    """Let it go; the card says so."""
    await leasing.release(desk, tap.asker, tap.words[0])
    return Tapped()


async def another(desk: Desk, tap: Tap) -> Tapped:
    """Let it go and get one like it."""
    await leasing.another(desk, tap.asker, tap.words[0])
    return Tapped()


async def hand_over(desk: Desk, tap: Tap) -> Tapped:
    """Offer it to the others in this chat; in private, ask who is to have it."""
    if tap.asker.chat_id > 0:
        people = await giving.takers(desk, tap.asker, tap.words[0])
        return Tapped(replacement=hand_over_cards.to_whom(tap.words[0], people))
    lease = await leasing.offer_hand_over(desk, tap.asker, tap.words[0])
    if lease is None:
        return Tapped(pool_cards.PASSED_ON, is_passing=True)
    return Tapped(message=number_cards.hand_over(tap.words[0], lease))


async def give(desk: Desk, tap: Tap) -> Tapped:
    """Hand it over to a teammate."""
    session_id, person_id = tap.words
    given = await giving.give(desk, tap.asker, session_id, int(person_id))
    return Tapped(replacement=hand_over_cards.given(session_id, given))


async def keep(desk: Desk, tap: Tap) -> Tapped:
    """Hand it over to nobody; the card is back."""
    await giving.keep(desk, tap.asker, tap.words[0])
    return Tapped()


async def take_over(desk: Desk, tap: Tap) -> Tapped:
    """Become its holder."""
    await leasing.take_over(desk, tap.asker, tap.words[0])
    return Tapped(replacement=Words(replies.holds(tap.asker.name, tap.words[0])))


async def show(desk: Desk, tap: Tap) -> Tapped:
    """Show a code to the one it is for."""
    return await _alone(desk, tap, await receiving.reveal(desk, tap.asker, int(tap.words[0])))


async def take(desk: Desk, tap: Tap) -> Tapped:
    """Take a code nobody holds, and see it."""
    seen, row, lease = await receiving.take(desk, tap.asker, int(tap.words[0]))
    tapped = await _alone(desk, tap, seen)
    return replace(tapped, replacement=number_cards.group_code_news(row, lease))


async def got(desk: Desk, tap: Tap) -> Tapped:
    """End the delivery of a code."""
    await receiving.got_it(desk, tap.asker, int(tap.words[0]))
    return Tapped(replies.GOT_IT, is_passing=True)


async def _chosen(desk: Desk, tap: Tap) -> tuple[Country, Operator | None]:
    """Find what a button names: a country, and an operator or any."""
    offer = await offers.offer_of(desk, offers.lessor(desk))
    chosen = holding.country_of(offer, int(tap.words[0]))
    whose = None if tap.words[1] == ANY else holding.operator_of(offer, int(tap.words[1]))
    return chosen, whose


async def _alone(desk: Desk, tap: Tap, seen: receiving.Revealed) -> Tapped:
    """Show a code in an alert; in private what does not fit, or if the alert comes too late."""
    code_id = int(tap.words[0])
    if not number_cards.fits_alert(seen.code, seen.candidates, seen.text):
        await receiving.bring_privately(desk, tap.asker, code_id)
    return Tapped(
        number_cards.alert(seen.code, seen.candidates, seen.text),
        unseen=lambda: receiving.bring_privately(desk, tap.asker, code_id),
    )
