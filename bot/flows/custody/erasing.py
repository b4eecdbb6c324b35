"""Forget one number, everywhere: asked, erased place by place, and looked for once more.

ask ──a question──▶ begin ──a row──▶ go_on: a bite of one place in each unit of work ──┐
                                       erased ◀── nothing found ── searched again ◀────┘

A killed desk goes on where it was. While something needs the number, it waits.
"""

import json
from datetime import timedelta

from bot.desk import Desk
from bot.flows.asking import questions
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.custody.auditing import demand_owner_alone
from bot.flows.telling import news
from bot.flows.telling.topics import Topic
from providers.contract.phone import PhoneNumber
from storage.custody import Act
from storage.erasing import Erasure
from storage.faded import FADED, FadedNumber
from storage.questions import Question
from storage.unit_of_work import UnitOfWork

FORGET = "forget"
LATER = timedelta(seconds=30)  # while something needs the number


async def ask(desk: Desk, asker: Asker, number: PhoneNumber) -> Question:
    """Ask whether it is meant; it cannot be undone. Raises RefusedRequest."""
    demand_owner_alone(asker)
    question = questions.new(desk, asker, FORGET, json.dumps(number.e164))
    async with desk.storage.begin() as work:
        await _check_free(work, number)
        work.questions.put(question)
    return question


async def begin(desk: Desk, asker: Asker, question_id: str) -> str:
    """Begin to erase; gives the number, masked. Raises RefusedRequest."""
    demand_owner_alone(asker)
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        known = await work.erasing.get(question_id)
        if known is not None:
            return known.masked
        question = await work.questions.get(question_id)
        if question is None or question.topic != FORGET or question.expires_at <= now:
            raise RefusedRequest(Why.QUESTION_GONE)
        if question.person_id != asker.person_id:
            raise RefusedRequest(Why.NOT_YOURS)
        number = PhoneNumber.parse(json.loads(question.body))
        await work.alone(f"number:{number.digits}")
        await _check_free(work, number)
        work.erasing.put(
            Erasure(
                id=question_id,
                number=number,
                masked=number.masked,
                person_id=asker.person_id,
                begun_at=now,
                due_at=now,
            )
        )
        work.custody.note(
            Act.DELETED, at=now, who=asker.person_id, number=number, words="to be erased everywhere"
        )
        work.afterwards(lambda: desk.errands.send(_work_on(desk, question_id)))
    return number.masked


async def go_on(desk: Desk) -> None:
    """Go on with whatever a dead process left, or what had to wait."""
    async with desk.storage.reading() as work:
        due = await work.erasing.due(now=desk.clock.now())
    for erasure_id in due:
        await _work_on(desk, erasure_id)


async def _work_on(desk: Desk, erasure_id: str) -> None:
    while await _step(desk, erasure_id):
        pass


async def _step(desk: Desk, erasure_id: str) -> bool:
    """Take one bite; False where nothing is left to do, or not now."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        erasure = await work.erasing.get(erasure_id)
        if erasure is None or erasure.due_at is None or erasure.due_at > now:
            return False
        number = erasure.number
        await work.alone(f"number:{number.digits}")
        is_in_use = await work.erasing.is_in_use(number) is not None
        if is_in_use or await work.erasing.is_reading_lists():
            erasure.due_at = now + LATER
            return False
        places = work.erasing.places()
        if erasure.place >= len(places):
            return await _turn(work, desk, erasure, len(places))
        place = places[erasure.place]
        after = tuple(json.loads(erasure.after)) if erasure.after else None
        bite = await work.erasing.bite(place, number, after, erase=not erasure.is_searching)
        if erasure.is_searching:
            erasure.found += bite.count
        elif bite.count:
            erased = json.loads(erasure.erased)
            erased[place.table.name] = erased.get(place.table.name, 0) + bite.count
            erasure.erased = json.dumps(erased)
        erasure.after = json.dumps(bite.after) if bite.after is not None else None
        erasure.place += bite.after is None
    return True


async def _turn(work: UnitOfWork, desk: Desk, erasure: Erasure, searched: int) -> bool:
    """Search after erasing; erase again where something was found, else say that all is done."""
    erasure.place = 0
    if not erasure.is_searching or erasure.found:
        erasure.is_searching, erasure.found = not erasure.is_searching, 0
        return True
    now = desk.clock.now()
    erased = json.loads(erasure.erased)
    said = f"erased in {sum(erased.values())} rows, searched again in {searched} places, 0 left"
    work.custody.note(Act.DELETED, at=now, who=erasure.person_id, number=erasure.number, words=said)
    await news.tell_privately(
        work,
        erasure.person_id,
        Topic.ERASED,
        now=now,
        key=f"erased:{erasure.id}",
        number=erasure.masked,
        erased=erased,
        searched=searched,
    )
    erasure.number, erasure.due_at = FadedNumber(FADED, FADED), None
    return False


async def _check_free(work: UnitOfWork, number: PhoneNumber) -> None:
    session_id = await work.erasing.is_in_use(number)
    if session_id is not None:
        raise RefusedRequest(Why.IN_USE, session_id=session_id)
