import asyncio
from datetime import timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from storage.database import Storage, open_storage
from storage.unit_of_work import UnitOfWork
from storage.vault import Vault
from tests.storage.conftest import Bell
from tests.storage.rows import NOON, NUMBER, notice, session

LONG = text(
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000000)"
    " SELECT count(*) FROM n"
)


async def test_the_migrations_make_exactly_the_tables_the_code_knows(storage: Storage) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, SQLModel.metadata))

    async with storage.engine.connect() as connection:
        found = await connection.run_sync(differences)

    assert [] == found


async def test_opening_a_database_again_keeps_what_is_in_it(url: str, vault: Vault) -> None:
    async with open_storage(url, vault) as storage, storage.begin() as work:
        await work.sessions.open(session())

    async with open_storage(url, vault) as storage, storage.begin() as work:
        found = await work.sessions.get("7F3K")

    assert found is not None
    assert session().number == found.number
    assert NOON == found.created_at


async def test_a_unit_that_raises_leaves_nothing_behind(storage: Storage) -> None:
    async def fail() -> None:
        async with storage.begin() as work:
            await work.sessions.open(session())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    async with storage.begin() as work:
        assert await work.sessions.get("7F3K") is None


async def test_units_that_run_together_keep_or_lose_their_own_work(storage: Storage) -> None:
    """On SQLite they share one transaction, and one that fails must not take the others along."""

    async def one(index: int) -> None:
        async with storage.begin() as work:
            await work.sessions.open(session(f"S{index:03}", request=str(index)))
            if index % 5 == 0:
                raise ZeroDivisionError

    results = await asyncio.gather(*(one(index) for index in range(100)), return_exceptions=True)

    assert 20 == sum(isinstance(result, ZeroDivisionError) for result in results)
    async with storage.reading() as work:
        kept = await work.sessions.many([f"S{index:03}" for index in range(100)])
    assert {f"S{index:03}" for index in range(100) if index % 5} == set(kept)


async def test_a_unit_given_up_while_it_waits_holds_up_nobody(storage: Storage) -> None:
    async def one(index: int) -> None:
        async with storage.begin() as work:
            await work.sessions.open(session(f"S{index:03}", request=str(index)))

    tasks = [asyncio.create_task(one(index)) for index in range(20)]
    await asyncio.sleep(0)
    for task in tasks[10:]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    async with asyncio.timeout(10), storage.begin() as work:
        kept = await work.sessions.many([f"S{index:03}" for index in range(10)])
    assert 10 == len(kept)


@pytest.mark.parametrize("ahead", [0, 3])
async def test_a_unit_cut_off_in_a_statement_costs_at_most_those_who_share_its_commit(
    storage: Storage, ahead: int
) -> None:
    asked = asyncio.Event()

    async def one(index: int) -> None:
        async with storage.begin() as work:
            await work.sessions.open(session(f"S{index:03}", request=str(index)))

    async def long() -> None:
        async with storage.begin() as work:
            asked.set()
            await work.sentinel()  # so that it has a connection
            await (await work._database.connection()).execute(LONG)

    tasks = [asyncio.create_task(one(index)) for index in range(ahead)]
    cut = asyncio.create_task(long())
    tasks += [asyncio.create_task(one(index)) for index in range(ahead, 10)]
    await asked.wait()
    await asyncio.wait([cut], timeout=0.02)
    cut.cancel()
    *results, _ = await asyncio.gather(*tasks, cut, return_exceptions=True)

    assert cut.cancelled()
    assert [None] * (10 - ahead) == results[ahead:]
    async with asyncio.timeout(10), storage.reading() as work:
        kept = await work.sessions.many([f"S{index:03}" for index in range(10)])
    assert [result is None for result in results] == [f"S{at:03}" in kept for at in range(10)]


async def test_the_bell_rings_after_a_commit_with_notices_and_only_then(
    storage: Storage, bell: Bell
) -> None:
    async with storage.begin() as work:
        await work.sessions.get("7F3K")
    assert 0 == bell.rings

    async with storage.begin() as work:
        await work.outbox.put(notice())
        assert 0 == bell.rings
    assert 1 == bell.rings


async def test_news_of_a_lonely_unit_are_collected_within_it_and_of_a_crowd_after_it(
    storage: Storage, bell: Bell
) -> None:
    collected: list[int] = []

    async def collect(work: UnitOfWork) -> None:
        collected.append(await work.outbox.waiting())

    async def put(topic: str) -> None:
        async with storage.begin() as work:
            await work.outbox.put(notice(topic=topic))

    storage.collect = collect
    await put("alone")
    shares = storage.engine.dialect.name == "sqlite"  # elsewhere nobody waits for anybody
    assert ([1] if shares else []) == collected
    assert (0 if shares else 1) == bell.rings
    await asyncio.gather(*(put(str(one)) for one in range(10)))

    assert 11 == (collected[-1] if shares else bell.rings)
    assert (9 if shares else 11) == bell.rings


async def test_no_number_code_or_name_can_be_read_in_the_file(storage: Storage) -> None:
    async with storage.begin() as work:
        row = session(expected_code="4953", person_name="Anna")
        await work.sessions.open(row)

    async with storage.engine.connect() as connection:
        raw = (await connection.execute(text("SELECT * FROM chat_session"))).one()

    written = " ".join(str(value) for value in raw)
    for secret in ("4953", "Anna", "447700900000", "7700900000"):
        assert secret not in written


async def test_equal_numbers_are_found_although_they_are_sealed(storage: Storage) -> None:
    async with storage.begin() as work:
        await work.sessions.open(session())

    async with storage.begin() as work:
        found = await work.sessions.open_for(1001, 1001, NUMBER)

    assert found is not None
    assert "7F3K" == found.id


async def test_a_naive_time_is_refused(storage: Storage) -> None:
    with pytest.raises(Exception, match="needs its zone"):
        async with storage.begin() as work:
            await work.sessions.open(session(created_at=(NOON + timedelta()).replace(tzinfo=None)))
