"""SQLite as several writers need it: each transaction begins by taking its place in line."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, cast

from sqlalchemy import Connection, Dialect, event
from sqlalchemy.engine.interfaces import AdaptedConnection, DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from providers.sqlite_driver import DEFERRED, SqliteConnection

READING, WRITING = DEFERRED, "BEGIN IMMEDIATE"
MOST_TRIES = 20


class LockFreeing(sqlite3.Connection):
    """A connection that holds no lock once it is closed.

    SQLite puts off the end of one that has a statement somebody still refers to, a traceback say,
    and with it the end of its transaction: nobody else could write until it is collected.
    """

    def close(self) -> None:
        """Take back what was not committed, and close."""
        with suppress(sqlite3.Error):
            self.rollback()
        super().close()


def teach_sqlite(
    engine: AsyncEngine,
    pragmas: tuple[str, ...],
    begin: Callable[[Connection], str | None] = lambda _: WRITING,
) -> None:
    """Begin ourselves: the usual deferred BEGIN lets two readers become rival writers.

    `begin`: the statement with which a transaction on a connection begins; None where whoever has
    the connection begins and ends it below SQLAlchemy.
    """

    @event.listens_for(engine.sync_engine, "do_connect")
    def connecting(
        dialect: Dialect, _: object, files: Sequence[str], options: dict[str, Any]
    ) -> DBAPIConnection:
        ours = options | {
            "isolation_level": None,
            "check_same_thread": False,
            "factory": LockFreeing,
        }
        connect = partial(sqlite3.connect, *files, **ours)
        return dialect.connect(async_creator_fn=partial(SqliteConnection, connect))

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: DBAPIConnection, _: object) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            _set(cursor, pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def began(connection: Connection) -> None:
        sql = begin(connection)
        if sql is not None:
            below = cast(AdaptedConnection, connection.connection.dbapi_connection)
            try:
                below.run_async(lambda driver: driver.begin(sql))
            except sqlite3.Error as error:
                raise as_sqlalchemy_tells(error, sql) from error


def as_sqlalchemy_tells(error: sqlite3.Error, sql: str) -> BaseException:
    """Give what SQLite has refused the name that SQLAlchemy has for it, as everywhere else."""
    return DBAPIError.instance(sql, None, error, sqlite3.Error, hide_parameters=True)


def _set(cursor: DBAPICursor, pragma: str) -> None:
    """Set a pragma; of several who give a new file its journal at once, SQLite refuses some.

    It does so without waiting, whatever its patience. A transaction does wait for the others.
    """
    for _ in range(MOST_TRIES):
        with suppress(sqlite3.OperationalError):
            cursor.execute(pragma)
            return
        cursor.execute(WRITING)
        cursor.execute("ROLLBACK")
    cursor.execute(pragma)
