"""SQLite as several writers need it: each transaction begins by taking its place in line."""

from collections.abc import Callable
from sqlite3 import Cursor
from typing import Protocol

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine

WRITING = "BEGIN IMMEDIATE"


class SqliteConnection(Protocol):
    """What is needed of the driver's connection."""

    isolation_level: str | None

    def cursor(self) -> Cursor:
        """Give something that executes."""


def teach_sqlite(
    engine: AsyncEngine,
    pragmas: tuple[str, ...],
    begin: Callable[[Connection], str] = lambda _: WRITING,
) -> None:
    """Begin ourselves: the driver's deferred BEGIN lets two readers become rival writers.

    `begin`: the statement with which a transaction on a connection begins.
    """

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: SqliteConnection, _: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def began(connection: Connection) -> None:
        connection.exec_driver_sql(begin(connection))
