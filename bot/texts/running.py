"""What those who run the desk read: providers, countries, the guard."""

from collections.abc import Mapping, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.buttons import Button
from bot.flows.reporting import ProviderReport
from bot.flows.running.lifting import GUARD, Lifted
from bot.texts.keyboards import button, paired
from bot.texts.news import TROUBLES
from bot.texts.words import Words, beginning, clock_time, counted, plain
from storage.protection import Rule
from storage.rules import CountryRule, CountryState, GuardRule, GuardState

COUNTRY_STATES = {
    CountryState.OFF: "off",
    CountryState.ALLOWED: "allowed",
    CountryState.NEEDS_APPROVAL: "needs a second person",
}
MOST_BUTTONS = 10
LONGEST_PREFIX = 10  # digits a button may carry; more could be somebody's number
LIFTED = {
    "number": "Lifted: calls to {whose} are counted from now on.",
    "person": "Lifted: the paid requests of {whose} are counted from now on.",
    "chat": "Lifted: the paid requests of this chat are counted from now on.",
    "guard": "Lifted: numbers that begin with {whose} may be called again.",
}
GUARD_STATES = {GuardState.BLOCKED: "blocked", GuardState.EXEMPT: "vouched for"}


def providers(reports: Sequence[ProviderReport]) -> Words:
    """Show all providers, a paragraph each."""
    rows = [row for one in reports if one.is_configured for row in paired(_buttons(one))]
    return Words("\n\n".join(_paragraph(one) for one in reports), InlineKeyboardMarkup(rows))


def tested(title: str, trouble: str | None) -> str:
    """Say how a test went."""
    return f"{title}: {trouble}" if trouble else f"{title} answers, and accepts our key."


def countries(rules: Sequence[CountryRule]) -> Words:
    """Show what was decided about countries."""
    if not rules:
        return Words("No country has a rule of its own. /country MV approval makes one.")
    return Words("\n".join(f"{one.country}: {COUNTRY_STATES[one.state]}" for one in rules))


def guards(rules: Sequence[GuardRule], shadows: Mapping[Rule, int]) -> Words:
    """Show the guard's rules, and which rules of all are in shadow."""
    lines = [
        f"<code>{beginning(one.prefix)}</code>…: {GUARD_STATES[one.state]}"
        + (f" until {one.until:%d %b} {clock_time(one.until)}" if one.until else "")
        for one in rules
    ]
    if not rules:
        lines = ["No numbers are blocked or vouched for. /guard allow +44 7700 vouches."]
    if shadows:
        lines += ["", "In shadow, so these block nothing:"]
    lines += [
        f"{rule}: would have blocked {count} in the last 7 days" for rule, count in shadows.items()
    ]
    liftable = [one.prefix for one in rules if one.state is GuardState.BLOCKED]
    rows = [
        [button(f"Lift {beginning(one)}", Button.LIFT_BLOCK, "guard", one)]
        for one in liftable[:MOST_BUTTONS]
        if len(one) <= LONGEST_PREFIX
    ]
    return Words("\n".join(lines), InlineKeyboardMarkup(rows) if rows else None)


def lifted(what: Lifted) -> Words:
    """Say what was lifted."""
    whose = beginning(what.whose) if what.kind == GUARD else what.whose
    return Words(LIFTED[what.kind].format(whose=plain(whose)))


def _paragraph(one: ProviderReport) -> str:
    if not one.is_configured:
        return f"· <b>{plain(one.title)}</b>: not configured\n{', '.join(one.abilities)}"
    lines = [f"{_sign(one)} <b>{plain(one.title)}</b>: {_health(one)}", ", ".join(one.abilities)]
    if one.requests or one.median is not None:
        speed = (
            f", half within {one.median:g} s, 95\u00a0% within {one.slowest:g} s"
            if one.median
            else ""
        )
        lines.append(f"{counted(one.requests, 'request')} today{speed}")
    if one.failures:
        told = ", ".join(f"{count} {name.removesuffix('Error')}" for name, count in one.failures)
        lines.append(f"Last day: {told}")
    if one.balance is not None:
        lines.append(f"Balance: {one.balance.amount} {one.balance.currency or ''}".rstrip())
    return "\n".join(lines)


def _buttons(one: ProviderReport) -> list[InlineKeyboardButton]:
    test = [button(f"Test {one.title}", Button.PROBE, one.name)] if one.has_probe else []
    word, verb = ("Switch on", "on") if one.is_switched_off else ("Switch off", "off")
    return [*test, button(f"{word} {one.title}", Button.SWITCH, one.name, verb)]


def _sign(one: ProviderReport) -> str:
    return "⚪" if one.is_switched_off else "🔴" if one.trouble else "🟢"


def _health(one: ProviderReport) -> str:
    if one.is_switched_off:
        return "switched off"
    if one.trouble is not None:
        since = f" since {clock_time(one.since)}" if one.since else ""
        return f"circuit open{since}, {TROUBLES[one.trouble]}"
    return "well"
