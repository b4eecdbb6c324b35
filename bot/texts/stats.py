"""Statistics in words; the picture follows by itself."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot.buttons import Button
from bot.flows.money.stats import SPANS, Fared, Stats, written_moment
from bot.texts.budgets import spent
from bot.texts.keyboards import button
from bot.texts.words import Words, duration, plain

SHOWN = 8  # lines of a kind in one message; the files have all
FILES = {"xlsx": "Workbook", "csv": "CSV"}


def stats(told: Stats) -> Words:
    """Show the figures of some days."""
    lines = [
        f"📊 <b>{told.days} days</b>, {told.since:%d %b} to {told.until:%d %b %H:%M %Z}",
        f"{spent(told.total)}",
    ]
    if told.unsettled.requests:
        lines.append(f"not settled yet: {spent(told.unsettled)}")
    lines += [f"{plain(name)}: {spent(sum_)}" for name, sum_ in told.by_provider.items()]
    lines += _block("Verified", told.verified, told.verifications)
    lines += _block("Numbers that got a code", told.received, told.numbers)
    until = str(written_moment(told.until))
    spans = [button(f"{days} days", Button.STATS, str(days)) for days in SPANS]
    files = [
        button(name, Button.STATS_FILE, str(told.days), what, until) for what, name in FILES.items()
    ]
    return Words("\n".join(lines), InlineKeyboardMarkup([spans, files]))


def caption(told: Stats) -> str:
    """Say what a picture or a file is about, as plain text."""
    return f"{told.days} days until {told.until:%d %b %H:%M %Z}: {spent(told.total)}"


def share(one: Fared) -> str:
    """Say how many of how many."""
    return f"{one.succeeded} of {one.ended} ({100 * one.succeeded / (one.ended or 1):.0f}\u00a0%)"


def pace(one: Fared) -> str:
    """Say how long codes took: half of them, and nearly all."""
    if one.half is None or one.most is None:
        return ""
    return f", half within {duration(one.half)}, 95\u00a0% within {duration(one.most)}"


def _block(title: str, whole: Fared, parts: Sequence[Fared]) -> list[str]:
    if not whole.ended:
        return []
    lines = ["", f"<b>{title}</b>: {share(whole)}{pace(whole)}"]
    if len(parts) > 1:
        lines += [
            f"{plain(one.provider)}, {plain(one.country)}: {share(one)}{pace(one)}"
            for one in parts[:SHOWN]
        ]
    if len(parts) > SHOWN:
        lines.append(f"and {len(parts) - SHOWN} more in the files")
    return lines
