"""Many at once: two hundred taps on one button, a thousand webhooks in one moment."""

import asyncio
import json
from pathlib import Path

import httpx

from providers.contract.phone import PhoneNumber
from sandbox.town import SUPPORT
from storage.numbers import Lease
from storage.people import Person, Role, Standing
from tests.journeys.stage import Stage, opened_stage, text_of

RENTED = "+447700900500"
CROWD = range(2001, 2201)
PEOPLE = range(2001, 2051)


async def move_in(stage: Stage, people: range) -> None:
    """Let people come to the town whom the desk knows already."""
    now = stage.clock.now()
    for person in people:
        stage.telegram.add_person(person, f"Anna {person}")
    async with stage.app.desk.storage.begin() as work:
        for person in people:
            known = Person(
                id=person,
                name="Anna",
                standing=Standing.ALLOWED,
                role=Role.OPERATOR,
                since=now,
            )
            work.people.put(known)


async def test_of_two_hundred_who_take_a_number_one_has_it_and_the_others_hear_who(
    tmp_path: Path,
) -> None:
    async with opened_stage(tmp_path, vendors=("lanck",)) as stage:
        await move_in(stage, CROWD)
        for person in CROWD:
            stage.telegram.join(person, SUPPORT)
        await stage.says(f"/pool add {RENTED}", where=SUPPORT)
        card = stage.last(where=SUPPORT)
        queries = [
            stage.telegram.press(person, SUPPORT, card["message_id"], "Take …0500")
            for person in CROWD
        ]
        await stage.settle()
        answers = [await stage.telegram.answer_to(query, timeout=0) for query in queries]
        said = [(one or {}).get("text", "") for one in answers]
        await stage.advance(10)

        yours = "+44•••••••500 is yours now."
        assert 1 == said.count(yours)
        winner = f"Anna {CROWD[said.index(yours)]}"
        assert {yours, f"{winner} holds this."} == set(said)
        assert winner in text_of(stage.last(where=SUPPORT))


async def test_a_thousand_codes_at_once_are_all_taken_and_all_delivered(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("virtual_numbers",)) as stage:
        await move_in(stage, PEOPLE)
        for person in PEOPLE:
            await stage.says("/start", who=person)
        numbers = [f"+447700900{last:03}" for last in range(1000)]
        await lend(stage, numbers)
        hook = stage.town.vendors["virtual_numbers"].hook
        async with httpx.AsyncClient(transport=httpx.ASGITransport(stage.app.web())) as client:
            answers = await asyncio.gather(
                *(client.post(hook, content=received(number)) for number in numbers)
            )
        await stage.settle()

        assert {200} == {one.status_code for one in answers}
        for place, person in enumerate(PEOPLE):
            told = [text_of(one) for one in stage.seen(who=person)]
            theirs = numbers[place :: len(PEOPLE)]
            assert [code_of(one) for one in theirs] == [
                one.split()[1] for one in told if one.startswith("🔑")
            ]


async def lend(stage: Stage, numbers: list[str]) -> None:
    """Write down who holds which number."""
    now = stage.clock.now()
    async with stage.app.desk.storage.begin() as work:
        for each, number in enumerate(numbers):
            person = PEOPLE[each % len(PEOPLE)]
            work.numbers.put(
                Lease(
                    provider="virtual_numbers",
                    number=PhoneNumber.parse(number),
                    country="United Kingdom",
                    chat_id=person,
                    holder_id=person,
                    leased_at=now,
                )
            )


def code_of(number: str) -> str:
    return f"5{number[-3:]}93"


def received(number: str) -> bytes:
    code = code_of(number)
    text = f"Your code is {code}. Do not share it."
    data = {"phone_number": number, "otp_code": code, "provider": "TOY", "sms_text": text}
    return json.dumps({"event": "otp_received", "data": data}).encode()
