"""The living card of a pool: what a group or topic shares, who holds it, and who waits."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.buttons import Button
from bot.flows.numbers.pools import PoolNumber
from bot.texts.keyboards import button
from bot.texts.words import Words, countdown, counted, plain
from storage.numbers import Lease

MOST_SHOWN = 20  # numbers on one card: Telegram takes a hundred buttons
MOST_NAMED = 3  # of a queue
LONGEST_NAME = 20  # characters; the card has to fit into one message

OFFER = "offer"  # on the button of an offer, whose message has nothing more to say once it is taken

NO_POOL = (
    "This chat has no pool yet. An administrator adds a rented number: "
    "<code>/pool add +44 7700 900123</code>"
)
EMPTY = "No number is left. An administrator adds one: <code>/pool add +44 7700 900123</code>"
KEPT = "All right, you keep it."
NOT_QUEUED = "You were not in this queue."
LEFT_QUEUE = "You have left the queue."
LET_GO = "You have let it go."
PASSED_ON = "Whoever was first in the queue has it now."


def pool_card(numbers: Sequence[PoolNumber]) -> Words:
    """Draw a pool as it is now; the free numbers come first where not all can be shown."""
    if not numbers:
        return Words(f"👥 Pool\n{EMPTY}")
    shown = numbers
    if len(numbers) > MOST_SHOWN:
        shown = sorted(numbers, key=lambda one: one.lease.holder_id is not None)[:MOST_SHOWN]
    lines = [f"👥 Pool · {counted(len(numbers), 'number')}", *(_line(one) for one in shown)]
    if len(numbers) > len(shown):
        lines.append(f"<i>and {len(numbers) - len(shown)} more</i>")
    rows = [row for one in shown for row in _rows(one)]
    return Words("\n".join(lines), InlineKeyboardMarkup(rows))


def offered(lease: Lease) -> Words:
    """Offer a number to whoever taps first."""
    return Words(
        f"{plain(lease.holder_name or 'Its holder')} hands over {lease.number.masked}. "
        "Who takes it?",
        InlineKeyboardMarkup.from_button(button("Take", Button.POOL_TAKE, str(lease.id), OFFER)),
    )


def taken(lease: Lease) -> Words:
    """Say who has taken what was offered."""
    return Words(f"{plain(lease.holder_name or 'Somebody')} holds {lease.number.masked} now.")


def yours(lease: Lease) -> str:
    """Tell somebody that they hold a number."""
    return f"{lease.number.masked} is yours now."


def queued(place: int | None) -> str:
    """Say where somebody stands."""
    if place is None:
        return "It is yours."
    return f"You are number {place} in the queue. The group hears when it is your turn."


def _line(one: PoolNumber) -> str:
    lease = one.lease
    parts = [f"<code>{lease.number.e164}</code>"]
    if lease.session_id is not None:
        parts[0] = f"<code>{lease.session_id}</code> {parts[0]}"
    parts.append(_name(lease.holder_name or "somebody") if lease.holder_id else "free")
    if lease.offered_at is not None:
        parts.append("offered")
    if lease.expires_at is not None:
        parts.append(f"<i>{countdown(lease.expires_at)}</i>")
    if one.waiting:
        parts.append(f"<b>{one.waiting} waiting</b>")
    if one.queue:
        more = f" and {len(one.queue) - MOST_NAMED} more" if len(one.queue) > MOST_NAMED else ""
        parts.append(f"queue: {', '.join(map(_name, one.queue[:MOST_NAMED]))}{more}")
    return " · ".join(parts)


def _name(name: str) -> str:
    return plain(name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…")


def _rows(one: PoolNumber) -> list[list[InlineKeyboardButton]]:
    lease_id, tail = str(one.lease.id), f"…{one.lease.number.e164[-4:]}"
    take = button(f"Take {tail}", Button.POOL_TAKE, lease_id)
    if one.lease.holder_id is None:
        return [[take]]
    wait = [button(f"Queue me {tail}", Button.POOL_QUEUE, lease_id)]
    if one.lease.offered_at is not None:
        wait = [take]
    if one.queue:
        wait.append(button(f"Leave queue {tail}", Button.POOL_LEAVE_QUEUE, lease_id))
    return [
        wait,
        [
            button(f"Release {tail}", Button.POOL_RELEASE, lease_id),
            button(f"Hand over {tail}", Button.POOL_HAND_OVER, lease_id),
        ],
    ]
