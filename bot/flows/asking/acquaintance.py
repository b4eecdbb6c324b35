"""Know people by their names: find whom somebody means.

find       several: whoever may be called for help, and nobody else
meant      one of everybody the desk has met, also by number or by a reply
recognise  those whom texts speak of, where that is certain
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.desk import Desk
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.asking.rights import Right, may
from storage.unit_of_work import UnitOfWork

LONGEST_NAME = 4  # words
BETWEEN = re.compile(r"[^\w@]+")
FILLING = frozenset({"and", "then", "&", "->", "→", "with"})
MYSELF = frozenset({"me", "myself"})


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody as Telegram shows them; `written` is how a message names them, if it does."""

    person_id: int
    name: str
    username: str | None = None  # in lower case
    written: str = ""


async def everybody(work: UnitOfWork, desk: Desk) -> frozenset[int]:
    """List who may be called for help: a code is shown to nobody else."""
    now = desk.clock.now()
    return desk.settings.owner_ids | {
        one.id for one in await work.people.allowed() if may(one.role_at(now), Right.ORDER)
    }


async def name_of(work: UnitOfWork, person_id: int | None) -> str | None:
    """Tell how somebody is called."""
    person = None if person_id is None else await work.people.find(person_id)
    return None if person is None else person.name


async def names(work: UnitOfWork, among: Collection[int] | None = None) -> dict[str, set[int]]:
    """Index people by what they can be called: full name, first name, username.

    `among`: whom to look for; None: everybody the desk has met.
    """
    by_name: dict[str, set[int]] = {}
    for one in await work.people.all():
        if among is not None and one.id not in among:
            continue
        for name in {one.name.strip(), *one.name.split()[:1], one.username or ""} - {""}:
            by_name.setdefault(name.casefold(), set()).add(one.id)
        if one.username:
            by_name[f"@{one.username.casefold()}"] = {one.id}
    return by_name


async def find(
    work: UnitOfWork, desk: Desk, asker: Asker, words: Sequence[str], faces: Sequence[Face] = ()
) -> list[int]:
    """Find the people some words name, in order. Raises RefusedRequest.

    `faces`: people the message points at without a username.
    """
    allowed = await everybody(work, desk)
    by_name = await names(work, allowed)
    for name in MYSELF:
        by_name[name] = {asker.person_id}
    for face in faces:
        if face.person_id not in allowed:
            raise RefusedRequest(Why.NO_SUCH_PERSON, detail=face.name)
        by_name[face.written.casefold()] = {face.person_id}
    return _read(by_name, [word for word in words if word.casefold() not in FILLING])


async def meant(
    work: UnitOfWork, desk: Desk, asker: Asker, whom: str, replied: Face | None
) -> tuple[int, str]:
    """Find the one person a word names, or whose message was replied to; gives id and name.

    Raises RefusedRequest.
    """
    if not whom:
        if replied is None:
            raise RefusedRequest(Why.NOT_A_BUDGET)
        return replied.person_id, replied.name
    if whom.casefold() in MYSELF:
        return asker.person_id, asker.name
    people = {one.id: one.name for one in await work.people.all()}
    if whom.isascii() and whom.isdecimal():
        person_id = int(whom)
        if person_id not in people.keys() | desk.settings.owner_ids:
            raise RefusedRequest(Why.NOBODY_CALLED, detail=whom)
        return person_id, people.get(person_id, whom)
    found = (await names(work)).get(whom.casefold(), set())
    if not found:
        raise RefusedRequest(Why.NOBODY_CALLED, detail=whom[:40])
    if len(found) > 1:
        choices = tuple(str(one) for one in sorted(found))
        raise RefusedRequest(Why.SEVERAL_CALLED, detail=whom[:40], choices=choices)
    person_id = min(found)
    return person_id, people[person_id]


async def recognise(work: UnitOfWork, desk: Desk, texts: Iterable[str]) -> dict[str, int]:
    """Find the one person each text speaks of, like `On call: Ben`; who is not sure is left out."""
    by_name = await names(work, await everybody(work, desk))
    found = {}
    for text in texts:
        words = [word for word in BETWEEN.split(text.casefold()) if word]
        phrases = {
            " ".join(words[at : at + length])
            for length in range(1, LONGEST_NAME + 1)
            for at in range(len(words) - length + 1)
        }
        whole = by_name.get(text.strip().casefold(), set())
        meant = whole or {one for phrase in phrases for one in by_name.get(phrase, ())}
        if len(meant) == 1:
            found[text] = meant.pop()
    return found


def _read(by_name: dict[str, set[int]], words: Sequence[str]) -> list[int]:
    """Read names, the longest first."""
    found: list[int] = []
    at = 0
    while at < len(words):
        for length in range(min(LONGEST_NAME, len(words) - at), 0, -1):
            meant = by_name.get(" ".join(words[at : at + length]).casefold(), set())
            if len(meant) > 1:
                raise RefusedRequest(Why.WHICH_PERSON, detail=words[at])
            if meant:
                found.extend(meant)
                at += length
                break
        else:
            raise RefusedRequest(Why.NO_SUCH_PERSON, detail=words[at])
    return found
