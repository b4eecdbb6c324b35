"""Rehearsals: what is said when one begins, and how the earlier ones went."""

from collections.abc import Sequence
from datetime import timedelta

from bot.texts.words import Words, clock_time, duration
from storage.drills import Drill

BEGUN = (
    "🔔 A practice alarm is on its way to whoever is on call. Nothing is ordered or spent. "
    "You hear who tapped <i>Got it</i> and after how long, or that nobody did in 10 min."
)


def begun(earlier: Sequence[Drill]) -> Words:
    """Say that it has begun, and how the last ones went."""
    lines = [BEGUN]
    if earlier:
        lines.append("Before:")
        lines += [_line(one) for one in earlier]
    return Words("\n".join(lines))


def answered(took: timedelta) -> Words:
    """Answer *Got it*."""
    return Words(f"🔔 Practice alarm, taken after {duration(took)}. The alarm path works.")


def _line(one: Drill) -> str:
    when = f"{one.begun_at:%d %b} {clock_time(one.begun_at)}"
    if one.answered_at is not None:
        return f"{when}: taken after {duration(one.answered_at - one.begun_at)}"
    return f"{when}: {'nobody answered' if one.due_at is None else 'nobody yet'}"
