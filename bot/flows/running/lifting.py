"""Lift a block: whatever a rule has counted so far counts no more. Only administrators, on record.

number  the pause between calls to it, and how often it may be called
person  their paid requests of a day
chat    those of a chat
guard   numbers that begin alike
"""

from dataclasses import dataclass

from bot.desk import Desk
from bot.flows.asking import acquaintance, permission
from bot.flows.asking.acquaintance import Face
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.asking.rights import Right
from bot.flows.running import blocking, guard
from bot.ids import tidied
from providers.contract.phone import PhoneNumber
from storage.custody import Act
from storage.faded import FadedNumber
from storage.unit_of_work import UnitOfWork

NUMBER, PERSON, CHAT, GUARD = "number", "person", "chat", "guard"
HERE = frozenset({"chat", "here"})


@dataclass(frozen=True, slots=True)
class Lifted:
    """What was lifted; `whose`: a name, a masked number, or how numbers begin."""

    kind: str
    whose: str


async def lift(desk: Desk, asker: Asker, kind: str, whose: str) -> Lifted:
    """Lift the block that a button names. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker, Right.MANAGE)
        if kind == NUMBER:
            session = await work.sessions.get(tidied(whose))
            if session is None or session.number is None:
                raise RefusedRequest(Why.QUESTION_GONE)
            return _number(work, desk, asker, session.number)
        if kind == PERSON:
            person = await work.people.find(int(whose))
            name = whose if person is None else person.name
            return _id(work, desk, asker, kind, blocking.person(int(whose)), name)
        if kind == CHAT:
            return _id(work, desk, asker, kind, blocking.chat(int(whose)), whose)
        await work.rules.unguard(whose)
        work.protection.lift(whose, at=desk.clock.now(), by=asker.person_id)
        _note(work, desk, asker, f"lifted: guard {guard.masked(whose)}")
        return Lifted(GUARD, whose)


async def lift_said(
    desk: Desk, asker: Asker, whom: str | PhoneNumber, replied: Face | None
) -> Lifted:
    """Lift what somebody has put in words: a number, a person, or this chat."""
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker, Right.MANAGE)
        if isinstance(whom, PhoneNumber):
            return _number(work, desk, asker, whom)
        if whom.lower() in HERE:
            return _id(work, desk, asker, CHAT, blocking.chat(asker.chat_id), "")
        if not whom and replied is None:
            raise RefusedRequest(Why.NOT_TO_BE_LIFTED)
        try:
            person_id, name = await acquaintance.meant(work, desk, asker, whom, replied)
        except RefusedRequest as refused:
            if refused.why is Why.NOBODY_CALLED:
                raise RefusedRequest(Why.NOT_TO_BE_LIFTED) from refused
            raise
        return _id(work, desk, asker, PERSON, blocking.person(person_id), name)


def _number(work: UnitOfWork, desk: Desk, asker: Asker, number: PhoneNumber) -> Lifted:
    if isinstance(number, FadedNumber):
        raise RefusedRequest(Why.NUMBER_FORGOTTEN)
    work.protection.lift(number.digits, at=desk.clock.now(), by=asker.person_id)
    _note(work, desk, asker, "lifted: pause and cap of a number", number)
    return Lifted(NUMBER, number.masked)


def _id(work: UnitOfWork, desk: Desk, asker: Asker, kind: str, subject: str, whose: str) -> Lifted:
    work.protection.lift(subject, at=desk.clock.now(), by=asker.person_id)
    _note(work, desk, asker, f"lifted: cap of {subject}")
    return Lifted(kind, whose)


def _note(
    work: UnitOfWork, desk: Desk, asker: Asker, words: str, number: PhoneNumber | None = None
) -> None:
    work.custody.note(
        Act.RULE,
        at=desk.clock.now(),
        who=asker.person_id,
        chat=asker.chat_id,
        number=number,
        words=words,
    )
