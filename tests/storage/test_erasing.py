"""A number is taken out of every place, on both databases, and old ones fade."""

from datetime import timedelta

import pytest

from providers.contract.phone import PhoneNumber
from storage.codes import ReceivedCode
from storage.custody import Act
from storage.database import Storage
from storage.erasing import Erasure, written_as
from storage.faded import FADED, FadedNumber
from storage.inbox import Sighting
from storage.ledger import Charge
from storage.lifecycle import SessionState
from storage.numbers import Lease
from storage.questions import Question
from storage.rules import GuardState
from tests.storage.rows import NOON, NUMBER, notice, session

OTHER = PhoneNumber.parse("+447700900001")
LATER = NOON + timedelta(days=1)


def charge(session_id: str, number: PhoneNumber) -> Charge:
    return Charge(
        session_id=session_id,
        order=1,
        provider="numcheck",
        capability="flash",
        number=number,
        person_id=1001,
        chat_id=1001,
        at=NOON,
    )


@pytest.fixture
async def full(storage: Storage) -> Storage:
    """Two numbers, each in every kind of place."""
    for number, name in ((NUMBER, "A2A"), (OTHER, "B2B")):
        async with storage.begin() as work:
            done = session(name, number=number, prefix=number.digits[:-3], ended_at=NOON)
            done.state, done.wish = SessionState.SUCCEEDED, f'{{"said": "{number.e164}"}}'
            await work.sessions.open(done)
            work.ledger.reserve(charge(name, number))
            lease = Lease(
                session_id=name,
                provider="lanck",
                number=number,
                country="GB",
                chat_id=1001,
                leased_at=NOON,
                ended_at=NOON,
            )
            work.numbers.put(lease)
            await work.numbers.flush()
            assert lease.id is not None
            work.codes.put(
                ReceivedCode(lease_id=lease.id, code="004217", text="004217", received_at=NOON)
            )
            await work.outbox.put(notice(body=f"about {number.e164}"))
            await work.inbox.put(
                Sighting(source="telegram", key=name, body=f'"{number.e164}"', seen_at=NOON)
            )
            work.questions.put(
                Question(
                    id=name,
                    chat_id=1001,
                    person_id=1001,
                    topic="way",
                    body=f'"{number.e164}"',
                    asked_at=NOON,
                    expires_at=LATER,
                )
            )
            await work.rules.guard(number.digits, GuardState.EXEMPT, now=NOON)
    return storage


async def walk(storage: Storage, number: PhoneNumber, *, erase: bool) -> dict[str, int]:
    """Go through every place, and count."""
    counts: dict[str, int] = {}
    async with storage.reading() as work:
        places = work.erasing.places()
    for place in places:
        after = None
        while True:
            async with storage.begin() as work:
                bite = await work.erasing.bite(place, number, after, erase=erase)
            if bite.count:
                name = f"{place.table.name}.{place.name}"
                counts[name] = counts.get(name, 0) + bite.count
            after = bite.after
            if after is None:
                break
    return counts


async def test_one_number_goes_and_the_other_stays(
    full: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.erasing.BITE", 1)  # so that every row is a bite of its own
    before = await walk(full, OTHER, erase=False)
    erased = await walk(full, NUMBER, erase=True)

    assert before == erased
    assert len(erased) == 8
    assert {} == await walk(full, NUMBER, erase=False)
    assert before == await walk(full, OTHER, erase=False)
    async with full.reading() as work:
        found = await work.sessions.get("A2A")
        codes = [await work.codes.get(at) for at in (1, 2)]
    assert found is not None
    assert isinstance(found.number, FadedNumber)
    assert "forgotten number" == found.number.masked
    assert [None, "004217"] == [code.code if code else "" for code in codes]


async def test_a_number_something_needs_is_named(full: Storage) -> None:
    async with full.begin() as work:
        assert await work.erasing.is_in_use(NUMBER) is None
        await work.sessions.open(session("C2C"))
    async with full.reading() as work:
        assert "C2C" == await work.erasing.is_in_use(NUMBER)


async def test_old_numbers_fade_once_and_can_still_be_forgotten(full: Storage) -> None:
    async with full.begin() as work:
        assert 0 == await work.erasing.fade(before=NOON)
    async with full.begin() as work:
        faded = await work.erasing.fade(before=LATER)
        await work.erasing.blur(before=LATER)
    async with full.begin() as work:
        again = await work.erasing.fade(before=LATER)
        found = await work.sessions.get("A2A")
        rows = await work.ledger.of_order("A2A", 1)
        known = await work.sessions.open_here(1001, NUMBER)
    erased = await walk(full, NUMBER, erase=True)

    assert (6, 0) == (faded, again)
    assert found is not None
    assert found.number is not None
    assert "•••000" == found.number.masked
    assert (None, None) == (found.prefix, found.wish)
    assert rows is not None
    assert rows.number == found.number
    assert known is None
    assert {"chat_session.number", "charge.number", "lease.number"} < set(erased)


async def test_a_faded_number_calls_nobody(full: Storage) -> None:
    async with full.begin() as work:
        await work.erasing.fade(before=LATER)
    async with full.reading() as work:
        found = await work.sessions.get("A2A")
    assert found is not None
    number = found.number
    assert number is not None

    assert not number.is_callable
    assert not number.is_assigned
    assert (None, 0) == (number.region, number.country_code)
    assert not written_as(NUMBER).search(number.e164)
    assert FADED not in number.masked


async def test_an_erasure_outlives_the_process(full: Storage) -> None:
    async with full.begin() as work:
        work.erasing.put(
            Erasure(
                id="one", number=NUMBER, masked=NUMBER.masked, person_id=7,
                begun_at=NOON, due_at=NOON,
            )
        )  # fmt: skip
        work.custody.note(Act.DELETED, at=NOON, number=NUMBER)
    async with full.begin() as work:
        assert ["one"] == list(await work.erasing.due(now=NOON))
        assert [] == list(await work.erasing.due(now=NOON - timedelta(seconds=1)))
