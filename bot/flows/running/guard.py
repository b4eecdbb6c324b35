"""The pumping guard: numbers that begin alike and are hardly ever verified get no more calls.

Fraud that earns on calls orders them to one range of numbers after the other, and never types a
code. So a prefix (a number without its last three digits) with many ended verifications and hardly
a proven one is blocked for half a day, and on-call hears why.
"""

from datetime import timedelta

from bot.desk import Desk
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.running import blocking
from bot.flows.telling import news
from bot.flows.telling.topics import Topic
from providers.contract.phone import PhoneNumber
from storage.custody import Act
from storage.protection import Rule
from storage.rules import GuardState
from storage.unit_of_work import UnitOfWork

LAST_DIGITS = 3
SHOWN = 4  # digits of a prefix on record
SHORTEST = 4  # digits of an exempt prefix; fewer would open a whole country
WINDOW = timedelta(days=1)
BLOCKED_FOR = timedelta(hours=12)
RARELY = 0.1  # share of verified ones below which it looks like fraud


def prefix_of(number: PhoneNumber) -> str:
    """Give what a number has in common with its thousand neighbours."""
    return number.digits[:-LAST_DIGITS]


def beginnings(number: PhoneNumber) -> list[str]:
    """List every prefix under which somebody may have vouched for a number or blocked it."""
    return [number.digits[:length] for length in range(SHORTEST, len(number.digits) + 1)]


async def is_vouched_for(work: UnitOfWork, desk: Desk, number: PhoneNumber) -> bool:
    """Whether an administrator has said that this very number is all right, not only its range."""
    now = desk.clock.now()
    return await work.rules.guarded([number.digits], GuardState.EXEMPT, now=now) is not None


async def check(work: UnitOfWork, desk: Desk, asker: Asker, number: PhoneNumber) -> None:
    """Refuse a number the guard blocks; raises RefusedRequest."""
    now = desk.clock.now()
    if await work.rules.guarded(beginnings(number), GuardState.EXEMPT, now=now) is not None:
        return
    blocked = await work.rules.guarded(beginnings(number), GuardState.BLOCKED, now=now)
    if blocked is None:
        return
    assert blocked.until is not None
    is_whole = len(blocked.prefix) > len(number.digits) - LAST_DIGITS
    refused = RefusedRequest(
        Why.GUARDED,
        wait=blocked.until - now,
        detail=number.masked if is_whole else blocked.prefix,
        lift="" if is_whole else blocking.button(asker, "guard", blocked.prefix),
    )
    blocking.block(work, desk.settings, Rule.GUARD, asker, refused, now=now)


def masked(prefix: str) -> str:
    """Write how numbers begin, fit for the record: the first four digits are shown."""
    return f"+{prefix[:SHOWN]}{'•' * (len(prefix) - SHOWN)}"


async def watch(work: UnitOfWork, desk: Desk, prefix: str | None) -> None:
    """Look at a prefix after one of its verifications has ended without a proof."""
    most = desk.settings.limit_unverified_per_prefix
    if prefix is None or not most:
        return
    now = desk.clock.now()
    lifted = await work.protection.lifted([prefix], since=now - WINDOW)
    begin = blocking.since(lifted, prefix, now - WINDOW)
    ended, verified = await work.history.endings(prefix, since=begin)
    if ended < most or verified >= RARELY * ended:
        return
    if await work.rules.guarded([prefix], GuardState.BLOCKED, now=now) is not None:
        return
    await work.rules.guard(prefix, GuardState.BLOCKED, now=now, until=now + BLOCKED_FOR)
    said = f"guard blocks {masked(prefix)}"
    work.custody.note(Act.RULE, at=now, words=said)
    await news.tell_on_call(
        work,
        desk,
        Topic.PUMPING,
        key=f"{now.isoformat()}",
        prefix=prefix,
        is_in_shadow=Rule.GUARD in desk.settings.in_shadow,
        lift="" if Rule.GUARD in desk.settings.in_shadow else f"guard:{prefix}",
        ended=ended,
        verified=verified,
    )
