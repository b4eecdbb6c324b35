"""/audit: who did what, as pages, as a file, and whether the record is whole."""

import re
from dataclasses import replace
from datetime import UTC, datetime

from bot.commands.asks import Ask
from bot.commands.door import Tap, Tapped
from bot.commands.parsing import read_number
from bot.commands.spans import read_span
from bot.desk import Desk
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.custody import auditing
from bot.ids import looks_like_session, tidied
from bot.texts import auditing as texts
from bot.texts.words import Words
from storage.custody import Act, Wanted

VERIFY, SINCE, TODAY = "verify", "since", "today"
KINDS = {str(act).replace("_", "-"): act for act in Act} | {str(act): act for act in Act}
DIGEST = re.compile(r"[0-9a-fA-F]{8,64}")
LARGEST = 10**15  # a number of Telegram's or of ours is smaller


async def audit(desk: Desk, ask: Ask) -> Words:
    """Show records, or check them all."""
    words = ask.text.split()
    if words and words[0].lower() == VERIFY:
        return texts.checked(await auditing.verify(desk, ask.asker, read_known(words[1:])))
    wanted = read_wanted(ask.text, desk.clock.now())
    return texts.page(await auditing.begin(desk, ask.asker, wanted))


async def page(desk: Desk, tap: Tap) -> Tapped:
    """Show older records."""
    question_id, before = tap.words
    shown = await auditing.turn(desk, tap.asker, question_id, int(before))
    return Tapped(message=texts.page(shown))


async def export(desk: Desk, tap: Tap) -> Tapped:
    """Send them as a file."""
    await auditing.export(desk, tap.asker, *tap.words)
    return Tapped(texts.SENT)


def read_known(words: list[str]) -> tuple[int, str] | None:
    """Read `1204 9f3c…`: a record and its digest, kept elsewhere. Raises RefusedRequest."""
    match words:
        case []:
            return None
        case [record, digest] if _is_id(record) and DIGEST.fullmatch(digest):
            return int(record), digest
    raise _unknown(" ".join(words))


def read_wanted(text: str, now: datetime) -> Wanted:
    """Read `revealed 7F3K since 2h`, in any order. Raises RefusedRequest."""
    words = text.replace(",", " ").split()
    spaced: list[str] = []
    wanted = Wanted()
    while words:
        word = words.pop(0)
        if word.lower() in KINDS:
            wanted = replace(wanted, kind=KINDS[word.lower()])
        elif word.lower() == SINCE and words:
            wanted = replace(wanted, since=_since(words.pop(0), now))
        elif word.lower() == TODAY:
            wanted = replace(wanted, since=_since(TODAY, now))
        elif word.startswith("+") or spaced:
            spaced.append(word)
        elif _is_id(word):
            wanted = replace(wanted, person_id=int(word))
        elif looks_like_session(word):
            wanted = replace(wanted, session_id=tidied(word))
        else:
            raise _unknown(word)
    if spaced:
        wanted = replace(wanted, number=read_number(" ".join(spaced)).masked)
    return wanted


def _since(word: str, now: datetime) -> datetime:
    if (span := read_span(word)) is not None:
        return now - span
    if word.lower() == TODAY:
        return now.replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        return datetime.fromisoformat(word).replace(tzinfo=UTC)
    except ValueError:
        raise _unknown(word) from None


def _is_id(word: str) -> bool:
    return word.isascii() and word.isdigit() and int(word) < LARGEST


def _unknown(word: str) -> RefusedRequest:
    return RefusedRequest(Why.NOT_AN_AUDIT, detail=word[:40], choices=tuple(map(str, Act)))
