"""The chain of custody: one chain however many write, and no change stays unseen."""

import asyncio

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from storage.custody import Act, Checked, Flaw, Wanted
from storage.database import Storage, open_storage
from storage.vault import Vault
from tests.storage.rows import NOON, NUMBER

SWAP = (
    "UPDATE custody_record SET seq = 99 WHERE seq = 2",
    "UPDATE custody_record SET seq = 2 WHERE seq = 3",
    "UPDATE custody_record SET seq = 3 WHERE seq = 99",
)
END_EARLIER = """UPDATE custody_head SET seq = 4, digest =
    (SELECT digest FROM custody_record WHERE seq = 4)"""
ONE_MORE = """INSERT INTO custody_record SELECT 6, at, kind, person_id, chat_id, session_id, number,
    words, digest, digest FROM custody_record WHERE seq = 5"""
TAMPERING = (
    (("UPDATE custody_record SET words = 'nothing' WHERE seq = 3",), Flaw.CHANGED, 3),
    (("UPDATE custody_record SET person_id = 7 WHERE seq = 1",), Flaw.CHANGED, 1),
    (("DELETE FROM custody_record WHERE seq = 2",), Flaw.MISSING, 2),
    (("DELETE FROM custody_record WHERE seq = 5",), Flaw.MISSING, 5),
    (("DELETE FROM custody_record",), Flaw.MISSING, 1),
    (SWAP, Flaw.MOVED, 2),
    (("DELETE FROM custody_head",), Flaw.HEAD, None),
    (("UPDATE custody_head SET key = 'AAAA'",), Flaw.HEAD, None),
    (
        (
            "DELETE FROM custody_record WHERE seq = 5",
            END_EARLIER,
        ),
        Flaw.HEAD,
        None,
    ),
    (
        (ONE_MORE,),
        Flaw.SURPLUS,
        6,
    ),
)


async def write(storage: Storage, count: int = 5) -> None:
    for at in range(1, count + 1):
        async with storage.begin() as work:
            work.custody.note(Act.ORDERED, at=NOON, who=1001, number=NUMBER, words=f"order {at}")


async def verified(storage: Storage) -> Checked:
    async with storage.reading() as work:
        return await work.custody.verify()


async def test_an_untouched_chain_is_whole_and_counted(storage: Storage) -> None:
    assert Checked(0) == await verified(storage)
    await write(storage)
    checked = await verified(storage)

    assert (5, NOON, None) == (checked.count, checked.since, checked.flaw)


@pytest.mark.parametrize(("statements", "flaw", "at"), TAMPERING)
async def test_whatever_is_changed_behind_our_back_is_found_and_named(
    storage: Storage, statements: tuple[str, ...], flaw: Flaw, at: int | None
) -> None:
    await write(storage)
    async with storage.engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    checked = await verified(storage)

    assert (flaw, at) == (checked.flaw, checked.at)


async def test_a_chain_without_its_head_does_not_heal_by_going_on(storage: Storage) -> None:
    await write(storage)
    async with storage.engine.begin() as connection:
        await connection.execute(text("DELETE FROM custody_head"))
    await write(storage, 1)
    checked = await verified(storage)

    assert (Flaw.MOVED, 6) == (checked.flaw, checked.at)


async def test_many_writers_make_one_chain(storage: Storage) -> None:
    async def one() -> None:
        async with storage.begin() as work:
            work.custody.note(Act.TAKEN, at=NOON)
            work.custody.note(Act.REVEALED, at=NOON)

    await asyncio.gather(*(one() for _ in range(12)))
    checked = await verified(storage)

    assert (24, None) == (checked.count, checked.flaw)


async def test_what_is_rolled_back_leaves_no_record(storage: Storage) -> None:
    async def fail() -> None:
        async with storage.begin() as work:
            work.custody.note(Act.TAKEN, at=NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert Checked(0) == await verified(storage)


async def test_a_long_chain_is_read_page_by_page(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.custody.PAGE", 3)
    await write(storage, 7)
    async with storage.reading() as work:
        latest = await work.custody.page(Wanted(person_id=1001), limit=2)
        before = await work.custody.page(Wanted(number=NUMBER.masked), before=6, limit=2)

    assert 7 == (await verified(storage)).count
    assert [7, 6] == [one.seq for one in latest]
    assert [5, 4] == [one.seq for one in before]


async def test_the_chain_stays_whole_when_keys_change(url: str) -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    checked = Checked(0)
    for keys in ([old], [new, old]):
        async with open_storage(url, Vault(keys)) as storage:
            await write(storage)
            checked = await verified(storage)
    assert (10, None) == (checked.count, checked.flaw)


async def test_no_whole_number_stands_in_a_record(storage: Storage) -> None:
    await write(storage, 1)
    async with storage.engine.connect() as connection:
        rows = (await connection.execute(text("SELECT * FROM custody_record"))).all()

    assert "000" in str(rows)
    assert NUMBER.digits not in str(rows)
