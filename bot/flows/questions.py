"""Ask before acting: a question is a row, and its buttons carry only the row's id."""

import json
from datetime import timedelta

from bot.desk import Desk
from bot.flows import limits, verification
from bot.flows.asking import Asker, RefusedRequest, Why
from providers.contract.phone import PhoneNumber
from storage.questions import Question

LIFE = timedelta(minutes=10)
UNASSIGNED = "unassigned"


async def ask_about_unassigned(desk: Desk, asker: Asker, number: PhoneNumber, method: str) -> str:
    """Keep the wish to call a number that looks unassigned; gives the question's id."""
    limits.check_number(desk.settings, number)
    now = desk.clock.now()
    question = Question(
        id=desk.ids.question(),
        chat_id=asker.chat_id,
        person_id=asker.person_id,
        topic=UNASSIGNED,
        body=json.dumps({"number": number.e164, "method": method}),
        asked_at=now,
        expires_at=now + LIFE,
    )
    async with desk.storage.begin() as work:
        work.questions.put(question)
    return question.id


async def answer(desk: Desk, asker: Asker, question_id: str, *, yes: bool) -> str | None:
    """Act on the answer to a question; gives the session it started. Raises RefusedRequest.

    The session's request is the question, so a second tap on *Call* starts nothing.
    """
    async with desk.storage.begin() as work:
        question = await work.questions.get(question_id)
    if question is None or question.expires_at <= desk.clock.now():
        raise RefusedRequest(Why.QUESTION_GONE)
    if question.person_id != asker.person_id:
        raise RefusedRequest(Why.NOT_YOURS)
    if not yes:
        return None
    wish = json.loads(question.body)
    number = PhoneNumber.parse(wish["number"])
    return await verification.start(
        desk, asker.because(f"question:{question_id}"), number, wish["method"]
    )
