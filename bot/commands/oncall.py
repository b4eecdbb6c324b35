"""/oncall, and the buttons of those who are called for help."""

from dataclasses import replace

from bot.commands.asks import Ask
from bot.commands.door import Tap, Tapped
from bot.commands.rota_words import read_cover, read_quiet, read_rota, read_span
from bot.desk import Desk
from bot.flows.asking.acquaintance import Face
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.asking.rights import Right
from bot.flows.oncall import escalation, oncall, rota_view
from bot.rota.calendar import LARGEST
from bot.rota.zones import find_zone
from bot.texts import duty
from bot.texts.words import Words

COVER = "cover"
QUIET = "quiet"
OFF = frozenset({"off", "none", "stop"})


async def rota(desk: Desk, ask: Ask) -> Words:
    """Show who is on call, or change it."""
    verb, rest = (*ask.text.split(maxsplit=1), "", "")[:2]
    unknown: tuple[str, ...] = ()
    match verb.lower():
        case "" if ask.document is None:
            pass
        case word if word in OFF:
            await oncall.switch_off(desk, ask.asker)
        case word if word == COVER and rest.strip().lower() in OFF:
            await oncall.end_cover(desk, ask.asker)
        case word if word == QUIET and ask.document is None:
            is_off = rest.strip().lower() in OFF
            await oncall.set_quiet(desk, ask.asker, None if is_off else read_quiet(rest))
        case word if word == COVER:
            await oncall.cover(desk, ask.asker, *_replying(ask, rest))
        case _ if ask.document is not None and (not rest or find_zone(ask.text) is not None):
            unknown = await _import(desk, ask)
        case _:
            await oncall.set_turns(desk, ask.asker, read_rota(ask.text), ask.faces)
    return duty.rota(await rota_view.view(desk, ask.asker), unknown)


async def cover(desk: Desk, tap: Tap) -> Tapped:
    """Stand in for a while."""
    rota_id, span = tap.words
    await oncall.cover_myself(desk, tap.asker, int(rota_id), read_span(span))
    return await _shown(desk, tap.asker)


async def end_cover(desk: Desk, tap: Tap) -> Tapped:
    """Stand in no more."""
    await oncall.end_cover(desk, tap.asker, int(tap.words[0]))
    return await _shown(desk, tap.asker)


async def refresh(desk: Desk, tap: Tap) -> Tapped:
    """Show how it is now."""
    return await _shown(desk, tap.asker)


async def take(desk: Desk, tap: Tap) -> Tapped:
    """Take a code one was called for; it follows in this private chat."""
    answered = await escalation.take_over(desk, tap.asker, int(tap.words[0]))
    return Tapped(replacement=duty.taken(answered))


async def got(desk: Desk, tap: Tap) -> Tapped:
    """Look after a code one was called for; nobody else is called."""
    answered = await escalation.acknowledge(desk, tap.asker, int(tap.words[0]))
    return Tapped(replacement=duty.noted(answered))


async def _shown(desk: Desk, asker: Asker) -> Tapped:
    return Tapped(replacement=duty.rota(await rota_view.view(desk, asker)))


async def _import(desk: Desk, ask: Ask) -> tuple[str, ...]:
    """Read the file that came with the command, with a zone after it or without."""
    assert ask.document is not None
    zone = find_zone(ask.text) if ask.text else None
    if ask.text and zone is None:
        raise RefusedRequest(Why.NO_SUCH_ZONE, detail=ask.text[:40])
    ask.asker.demand(Right.MANAGE)
    if (ask.document.document.file_size or 0) > LARGEST:
        raise RefusedRequest(
            Why.UNREADABLE_CALENDAR, detail=f"it is larger than {LARGEST // 1024} KB"
        )
    _, content = await ask.document.fetch()
    return await oncall.take_calendar(desk, ask.asker, content, zone)


def _replying(ask: Ask, rest: str) -> tuple[oncall.WantedCover, tuple[Face, ...]]:
    """Read a cover; who is replied to is meant where nobody is named."""
    wanted, faces = read_cover(rest), ask.faces
    if not wanted.people and ask.author is not None:
        meant = replace(ask.author, written=f"#{ask.author.person_id}")
        return oncall.WantedCover((meant.written,), wanted.span, wanted.until), (*faces, meant)
    return wanted, faces
