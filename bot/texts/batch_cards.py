"""Batches: the quote, the living message, and the words below the files."""

from collections.abc import Sequence
from datetime import timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.buttons import Button
from bot.flows.batches.batches import settled
from bot.flows.facts import BatchFacts
from bot.flows.lookups.levels import LEVELS
from bot.texts.cards import REASONS
from bot.texts.keyboards import button
from bot.texts.money import money
from bot.texts.phrases import phrase
from bot.texts.words import Words, clock_time, counted, duration, plain
from storage.batches import Batch, LineState
from storage.lifecycle import SessionState
from storage.sessions import ChatSession, Reason

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
PARTS = {"bad": ", only the bad ones", "reachable": ", only the reachable ones"}
FILES = {"csv": "results.csv", "xlsx": "results.xlsx", "picture": "summary.png"}


def batch_card(session: ChatSession, facts: BatchFacts) -> Words:
    """Draw a batch as it is now."""
    batch = facts.batch
    size = counted(batch.total, "number") if batch and batch.total else "list"
    head = [
        f"📋 Batch · <code>{session.id}</code>",
        f"{size} · <b>{phrase(session)}</b>",
        "",
    ]
    if batch is None:
        return Words("\n".join(head))
    counts = facts.counts
    here = sum(counts.values())
    open_lines = counts.get(LineState.WAITING, 0) + counts.get(LineState.ASKED, 0)
    done = here - open_lines
    lines = [*head, f"{plain(batch.name)} · {LEVELS[batch.level].title}"]
    if batch.total:  # of a list that the provider has, nobody knows before it is read
        full = round(done / batch.total * BAR)
        lines.append(f"{'▰' * full}{'▱' * (BAR - full)} {done} of {batch.total}")
    if session.state is SessionState.FAILED:
        lines.append(plain(REASONS[session.reason or Reason.REFUSED].format(provider="NXCloud")))
    elif batch.ended_at is None:
        lines.append(_now(batch, facts, settled(counts), max(batch.total - done, 0)))
    if counts.get(LineState.KNOWN):
        lines.append(f"{counts[LineState.KNOWN]} were known already")
    told = [
        f"{SIGNS.get(name, '·')} {name.replace('_', ' ')}: {count}"
        for name, count in sorted(facts.verdicts.items(), key=lambda one: -one[1])
    ]
    failed = counts.get(LineState.FAILED, 0)
    if failed:
        told.append(f"✖️ not asked: {failed}")
    lines += told
    if facts.cost:
        lines.append(f"<i>{money(facts.cost)}{'' if batch.ended_at else ' so far'}</i>")
    if batch.is_forgotten:
        lines.append("<i>The lines have been forgotten; these counts are left.</i>")
    return Words("\n".join(lines), InlineKeyboardMarkup(_rows(session, batch)))


def started(session_id: str | None) -> Words:
    """Answer *Start*."""
    if session_id is None:
        return Words("A second person has been asked. It begins once one agrees.")
    return Words(f"Started as <code>{session_id}</code>. The card follows.")


def caption(session: ChatSession, only: str, part: int, parts: int) -> str:
    """Say what a file is."""
    which = PARTS.get(only, "")
    return f"{session.id}{which}{f', {part} of {parts}' if parts > 1 else ''}"


def filename(session: ChatSession, what: str, part: int, parts: int) -> str:
    """Name a file, or one of its parts."""
    stem, _, ending = FILES[what].rpartition(".")
    return f"{session.id}-{stem}{f' {part} of {parts}' if parts > 1 else ''}.{ending}"


def nothing_of(session: ChatSession, only: str) -> Words:
    """Say that there is no such line."""
    return Words(f"<code>{session.id}</code>{PARTS.get(only, '')}: there are none.")


def listing(batches: Sequence[tuple[ChatSession, Batch]], empty: str) -> Words:
    """List batches with where they stand."""
    lines = [
        f"<code>{session.id}</code> {plain(batch.name)} · {batch.total} numbers, "
        f"{LEVELS[batch.level].title} · <b>{_state(session, batch)}</b> · "
        f"{session.created_at:%d %b} {clock_time(session.created_at)}"
        for session, batch in batches
    ]
    return Words("\n".join(lines) or empty)


def _state(session: ChatSession, batch: Batch) -> str:
    if batch.is_paused and batch.ended_at is None:
        return "paused"
    return phrase(session)


def _now(batch: Batch, facts: BatchFacts, done: int, left: int) -> str:
    if batch.is_paused:
        return "<i>Paused.</i>"
    if facts.waits_for is not None:
        whom = plain(facts.waits_for or "a provider")
        return f"<i>Waiting for {whom}, which cannot be used just now.</i>"
    if facts.now is None or batch.mark_at is None:
        return "<i>just begun</i>"
    spent = (facts.now - batch.mark_at).total_seconds()
    rate = (done - batch.mark_done) / spent if spent > 0 else 0
    if rate <= 0:
        return "<i>just begun</i>"
    return f"<i>{rate:.0f} a second, {duration(timedelta(seconds=left / rate))} left</i>"


def _rows(session: ChatSession, batch: Batch) -> list[list[InlineKeyboardButton]]:
    if batch.is_forgotten or (batch.ended_at is not None and not batch.total):
        return []
    if batch.ended_at is None and session.state.is_final:
        return []
    if batch.ended_at is None:
        hold = (
            button("Resume", Button.PAUSE_BATCH, session.id, "no")
            if batch.is_paused
            else button("Pause", Button.PAUSE_BATCH, session.id, "yes")
        )
        return [[hold, button("Cancel", Button.CANCEL_BATCH, session.id)]]
    return [
        [
            button("Only bad ones", Button.EXPORT_BATCH, session.id, "bad"),
            button("Only reachable", Button.EXPORT_BATCH, session.id, "reachable"),
        ],
        [button("All results", Button.EXPORT_BATCH, session.id, "all")],
    ]
