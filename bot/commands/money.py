"""Money: /budget, /stats, and the buttons of approvals and budgets."""

from bot.commands.asks import Ask
from bot.commands.budget_words import read_budget
from bot.commands.door import Tap, Tapped
from bot.desk import Desk
from bot.flows import approvals
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.money import budgets, periods, pricing
from bot.flows.money import stats as figures
from bot.flows.money.budgets import Verb
from bot.texts import budgets as words
from bot.texts import money_news
from bot.texts import stats as stats_words
from bot.texts.words import Words
from storage.budgets import Period, Scope

WEEK, MONTH = 7, 30  # days
SPANS = {"7": WEEK, "7d": WEEK, "week": WEEK, "30": MONTH, "30d": MONTH, "month": MONTH}


async def budget(desk: Desk, ask: Ask) -> Words:
    """Show budgets, set or end one, or read the prices anew."""
    command = read_budget(ask.text)
    if command.verb is Verb.RELOAD:
        return words.reloaded(await pricing.reload(desk, ask.asker))
    if command.verb is Verb.SHOW:
        now = desk.clock.now()
        told = await budgets.accounts(desk, ask.asker)
        zone = desk.settings.zone
        return words.accounts(told, periods.ends(Period.DAY, now, zone), now, zone.key)
    return words.outcome(await budgets.settle(desk, ask.asker, command, ask.author))


async def more(desk: Desk, tap: Tap) -> Tapped:
    """Ask the owners for more of a budget."""
    scope, whose, period, unit, person_id = tap.words
    key = (Scope(scope), int(whose), Period(period), unit)
    asked = await budgets.ask_more(desk, tap.asker, key, int(person_id))
    return Tapped(message=money_news.asked_more(asked))


async def grant(desk: Desk, tap: Tap) -> Tapped:
    """Grant more, or not."""
    approval_id, word = tap.words
    came = await budgets.grant(desk, tap.asker, approval_id, word)
    return Tapped(replacement=money_news.decided(came))


async def stats(desk: Desk, ask: Ask) -> Words:
    """Show the figures of a week, or of a month; the picture follows."""
    words = ask.text.lower().split()
    days = next((SPANS[word] for word in words if word in SPANS), None if words else WEEK)
    if days is None:
        raise RefusedRequest(Why.NO_SUCH_SPAN)
    return stats_words.stats(await figures.show(desk, ask.asker, days))


async def stats_span(desk: Desk, tap: Tap) -> Tapped:
    """Show those of other days."""
    told = await figures.show(desk, tap.asker, int(tap.words[0]))
    return Tapped(replacement=stats_words.stats(told))


async def stats_file(desk: Desk, tap: Tap) -> Tapped:
    """Send them as a file, as they were when they were shown."""
    days, what, until = tap.words
    moment = figures.read_moment(int(until))
    await figures.export(desk, tap.asker, int(days), what, moment)
    return Tapped()


async def approve(desk: Desk, tap: Tap) -> Tapped:
    """Say yes or no to somebody else's wish."""
    approval_id, word = tap.words
    came = await approvals.decide(desk, tap.asker, approval_id, agrees=word == "yes")
    return Tapped(replacement=money_news.decided(came.approval))
