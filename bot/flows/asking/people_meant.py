"""Find the person somebody means: by @name, name, number, "me", or the message replied to."""

from bot.desk import Desk
from bot.flows.asking.acquaintance import MYSELF, names
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from storage.unit_of_work import UnitOfWork


async def meant(
    work: UnitOfWork, desk: Desk, asker: Asker, whom: str, replied: tuple[int, str] | None
) -> tuple[int, str]:
    """Give their id, and a name to say. Raises RefusedRequest."""
    if not whom:
        if replied is None:
            raise RefusedRequest(Why.NOT_A_BUDGET)
        return replied
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
