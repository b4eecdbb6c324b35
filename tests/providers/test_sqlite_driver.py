import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from providers.sqlite_driver import FIRST, SqliteConnection


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[SqliteConnection]:
    opened = SqliteConnection(
        lambda: sqlite3.connect(
            tmp_path / "driver.db", isolation_level=None, check_same_thread=False
        )
    )
    await opened
    await opened.execute("PRAGMA synchronous = OFF")
    await opened.execute("CREATE TABLE line (place INTEGER PRIMARY KEY)")
    yield opened
    await opened.close()


async def fill(connection: SqliteConnection, count: int) -> None:
    await (await connection.cursor()).executemany(
        "INSERT INTO line VALUES (?)", [(place,) for place in range(count)]
    )


async def thread_of(connection: SqliteConnection) -> int:
    return await connection.run(lambda _: threading.get_ident())


@pytest.mark.parametrize("count", [0, 1, FIRST - 1, FIRST, FIRST + 1, 3 * FIRST])
async def test_every_row_comes_once_however_many_there_are(
    connection: SqliteConnection, count: int
) -> None:
    await fill(connection, count)
    cursor = await connection.cursor()

    await cursor.execute("SELECT place FROM line ORDER BY place")
    at_once = list(await cursor.fetchall())
    await cursor.execute("SELECT place FROM line ORDER BY place")
    in_pages: list[object] = []
    while page := list(await cursor.fetchmany(700)):
        in_pages += page

    assert [(place,) for place in range(count)] == at_once
    assert at_once == in_pages


async def test_a_change_says_how_many_rows_it_met(connection: SqliteConnection) -> None:
    await fill(connection, 3)
    cursor = await connection.cursor()

    await cursor.execute("UPDATE line SET place = place + 10 WHERE place < ?", (2,))
    assert 2 == cursor.rowcount
    await cursor.execute("DELETE FROM line RETURNING place")
    assert 3 == len(list(await cursor.fetchall()))
    assert 3 == cursor.rowcount
    await fill(connection, 2 * FIRST)
    await cursor.execute("DELETE FROM line RETURNING place")
    assert 2 * FIRST == len(list(await cursor.fetchall()))
    assert 2 * FIRST == cursor.rowcount


async def test_only_brisk_work_is_done_on_the_spot(connection: SqliteConnection) -> None:
    here = threading.get_ident()

    assert here != await thread_of(connection)
    connection.is_brisk = True
    assert here == await thread_of(connection)


async def test_a_brisk_transaction_waits_for_another_writer_without_holding_up_the_loop(
    connection: SqliteConnection, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "driver.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    connection.is_brisk = True

    waiting = asyncio.create_task(connection.begin("BEGIN IMMEDIATE"))
    await asyncio.sleep(0)
    is_blocked = not waiting.done()  # and we are here to see it
    other.execute("ROLLBACK")
    await waiting

    assert is_blocked
    assert connection.in_transaction
    (patience,) = await connection.run(lambda raw: raw.execute("PRAGMA busy_timeout").fetchone())
    assert 5000 == patience
    other.close()


async def test_brisk_work_waits_for_an_errand_that_was_given_up(
    connection: SqliteConnection,
) -> None:
    """Else two threads would be in one connection."""
    begun, may_end, order = threading.Event(), threading.Event(), list[str]()

    def slow(_: sqlite3.Connection) -> None:
        begun.set()
        may_end.wait(10)
        order.append("slow")

    given_up = asyncio.create_task(connection.run(slow))
    await asyncio.to_thread(begun.wait, 10)
    given_up.cancel()
    connection.is_brisk = True
    brisk = asyncio.create_task(connection.run(lambda _: order.append("brisk")))
    await asyncio.sleep(0)
    may_end.set()
    await brisk

    assert ["slow", "brisk"] == order


async def test_a_closed_connection_says_so(connection: SqliteConnection) -> None:
    await connection.close()
    await connection.close()

    with pytest.raises(ValueError, match="no active connection"):
        await thread_of(connection)


async def test_rows_nobody_fetched_hold_nothing_up(connection: SqliteConnection) -> None:
    await fill(connection, 2 * FIRST)
    cursor = await connection.cursor()
    await cursor.execute("SELECT place FROM line")

    await cursor.close()
    await connection.execute("DROP TABLE line")

    cursor = await connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    assert [] == list(await cursor.fetchall())
