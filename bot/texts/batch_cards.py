"""Batches: the quote, the living message, and the words below the files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.flows.batches import Quote
from bot.flows.levels import LEVELS
from bot.texts.keyboards import button
from bot.texts.money import money
from bot.texts.words import Words, duration, plain
from storage.batches import Batch, LineState
from storage.lifecycle import SessionState
from storage.sessions import ChatSession

PHRASES = {
    SessionState.REQUESTED: "in progress",
    SessionState.PENDING: "in progress",
    SessionState.AWAITING_CODE: "in progress",
    SessionState.SUCCEEDED: "done",
    SessionState.FAILED: "failed",
    SessionState.EXPIRED: "expired",
    SessionState.CANCELLED: "cancelled",
    SessionState.UNKNOWN: "outcome unknown",
}
SIGNS = {
    "reachable": "🟢",
    "unreachable": "🟠",
    "valid": "🔵",
    "unassigned": "🟡",
    "invalid": "🔴",
    "unknown": "⚪",
    "clean": "🟢",
    "not_mobile": "🟡",
    "suspicious": "🟠",
    "fraudulent": "🔴",
}
BAR = 12  # squares of the progress bar
FILES = {"csv": "results.csv", "xlsx": "results.xlsx", "picture": "summary.png"}


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """What the card of a batch shows beside its session."""

    batch: Batch | None
    counts: Mapping[LineState, int] = field(default_factory=dict)
    verdicts: Mapping[str, int] = field(default_factory=dict)
    now: datetime | None = None
    cost: Mapping[str, Decimal] = field(default_factory=dict)  # so far


def quote(told: Quote) -> Words:
    """Say what a list would cost before anything is spent."""
    level = LEVELS[told.level]
    lines = [
        f"📋 <b>{plain(told.name)}</b>: {told.lines} lines, {told.valid} numbers",
        f"{told.duplicates} duplicates and {told.invalid} invalid ones are not asked about.",
    ]
    if told.needs_region:
        lines.append(
            f"{told.needs_region} are in national form: send the file again with its country, "
            "like <code>/batch DE</code>."
        )
    paid = "free" if not level.capabilities else f"{told.cost.requests} paid requests"
    if told.cost.money:
        paid += f" for {money(told.cost.money)} at most"
    if told.cost.money and told.cost.unknown:
        paid += f", and {told.cost.unknown} whose price nobody knows"
    lines.append(f"{level.title}: {paid}, about {duration(told.takes)}.")
    if told.needs_another:
        lines.append("This needs a second person's yes.")
    others = [
        button(LEVELS[name].title, "bl", told.question_id, name)
        for name in told.levels
        if name != told.level
    ]
    rows: list[list[InlineKeyboardButton]] = []
    if told.valid:
        rows.append([button("Start", "bs", told.question_id), button("No", "nn")])
        rows += [others[at : at + 2] for at in range(0, len(others), 2)]
    return Words("\n".join(lines), InlineKeyboardMarkup(rows) if rows else None)


def batch_card(session: ChatSession, facts: BatchFacts) -> Words:
    """Draw a batch as it is now."""
    batch = facts.batch
    head = [
        f"📋 Batch · <code>{session.id}</code>",
        f"{batch.total if batch else 0} numbers · <b>{PHRASES[session.state]}</b>",
        "",
    ]
    if batch is None:
        return Words("\n".join(head))
    open_lines = facts.counts.get(LineState.WAITING, 0) + facts.counts.get(LineState.ASKED, 0)
    settled = batch.total - open_lines
    share = settled / batch.total if batch.total else 1.0
    full = round(share * BAR)
    lines = [
        *head,
        f"{plain(batch.name)} · {LEVELS[batch.level].title}",
        f"{'▰' * full}{'▱' * (BAR - full)} {settled} of {batch.total}",
    ]
    if batch.is_paused and batch.ended_at is None:
        lines.append("<i>Paused.</i>")
    elif batch.ended_at is None and facts.now is not None:
        lines.append(_pace(batch, settled, open_lines, facts.now))
    told = [
        f"{SIGNS.get(name, '·')} {name.replace('_', ' ')}: {count}"
        for name, count in sorted(facts.verdicts.items(), key=lambda one: -one[1])
    ]
    failed = facts.counts.get(LineState.FAILED, 0)
    if failed:
        told.append(f"✖️ not asked: {failed}")
    lines += told
    if facts.cost:
        lines.append(f"<i>{money(facts.cost)} so far</i>")
    return Words("\n".join(lines), InlineKeyboardMarkup(_rows(session, batch)))


def started(session_id: str | None) -> Words:
    """Answer *Start*."""
    if session_id is None:
        return Words("A second person has been asked. It begins once one agrees.")
    return Words(f"Started as <code>{session_id}</code>. The card follows.")


def caption(session: ChatSession, only: str) -> str:
    """Say what a file is."""
    part = {"bad": ", only the bad ones", "reachable": ", only the reachable ones"}.get(only, "")
    return f"{session.id}{part}"


def header_of(batch: Batch) -> list[str] | None:
    """Give the header of the list as it was sent."""
    return json.loads(batch.header) if batch.header else None


def _pace(batch: Batch, settled: int, open_lines: int, now: datetime) -> str:
    spent = (now - batch.began_at).total_seconds()
    rate = settled / spent if spent else 0
    if not rate:
        return "<i>just begun</i>"
    return f"<i>{rate:.0f} a second, {duration(timedelta(seconds=open_lines / rate))} left</i>"


def _rows(session: ChatSession, batch: Batch) -> list[list[InlineKeyboardButton]]:
    if batch.ended_at is None:
        hold = (
            button("Resume", "bp", session.id, "no")
            if batch.is_paused
            else button("Pause", "bp", session.id, "yes")
        )
        return [[hold, button("Cancel", "bc", session.id)]]
    return [
        [
            button("Only bad ones", "be", session.id, "bad"),
            button("Only reachable", "be", session.id, "reachable"),
        ]
    ]
