"""Running the desk: /providers, /country, /guard, and the buttons below them."""

from bot.commands.asks import Ask
from bot.commands.door import Tap, Tapped
from bot.commands.parsing import read_country_rule, read_guard_rule, read_lift
from bot.desk import Desk
from bot.flows import reporting
from bot.flows.running import health, lifting, ruling
from bot.texts import running
from bot.texts.words import Words


async def providers(desk: Desk, _: Ask) -> Words:
    """Show how the providers are doing."""
    await health.write_down(desk)
    return running.providers(await reporting.providers(desk))


async def probe(desk: Desk, tap: Tap) -> Tapped:
    """Test a provider without spending money."""
    name = tap.words[0]
    trouble = await health.test(desk, tap.asker, name)
    return Tapped(running.tested(health.title_of(desk, name), trouble))


async def switch(desk: Desk, tap: Tap) -> Tapped:
    """Switch a provider off or on."""
    name, word = tap.words
    await health.switch(desk, tap.asker, name, off=word == "off")
    report = await reporting.providers(desk)
    return Tapped(replacement=running.providers(report))


async def country(desk: Desk, ask: Ask) -> Words:
    """Decide about a country, or show what was decided."""
    rule = read_country_rule(ask.text)
    if rule is not None:
        await ruling.decide_country(desk, ask.asker, *rule)
    return running.countries(await ruling.countries(desk))


async def guard(desk: Desk, ask: Ask) -> Words:
    """Set a rule of the pumping guard, lift a block, or show them."""
    whom = read_lift(ask.text)
    if whom is not None:
        return running.lifted(await lifting.lift_said(desk, ask.asker, whom, ask.author))
    rule = read_guard_rule(ask.text)
    if rule is not None:
        await ruling.set_guard(desk, ask.asker, *rule)
    return running.guards(await ruling.guards(desk), await ruling.shadows(desk))


async def lift(desk: Desk, tap: Tap) -> Tapped:
    """Lift the block this button is about."""
    kind, whose = tap.words
    return Tapped(replacement=running.lifted(await lifting.lift(desk, tap.asker, kind, whose)))
