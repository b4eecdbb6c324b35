"""Statements of every message, made ready once and handed to SQLite as they are.

SQLAlchemy looks through a statement, its values and its rows anew each time, which takes ten times
as long as SQLite's answer:

    statement ──once──▶ SQL, and what turns its values and columns into SQLite's and back
                                           │
    values ────────────────────────────────┴──▶ rows

PostgreSQL is asked as usual: there the way to the server takes longer than all of that.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel

from providers.sqlite_driver import SqliteConnection

DRIVER = "numdesk_driver"  # in the info of a session: the connection below it, where it is SQLite's

Statement = Insert | Update | Select[Any]
Turn = Callable[[Any], Any] | None
Entity = TypeVar("Entity", bound=SQLModel)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement as SQLite takes it."""

    sql: str
    values: tuple[tuple[str, Any, Turn], ...]  # by their places: name, what it is if not given
    columns: tuple[Turn, ...]


class Prepared:
    """One statement about tables; defaults of columns are SQLAlchemy's, and not filled in here."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._ready: WeakKeyDictionary[SqliteConnection, _Ready] = WeakKeyDictionary()

    async def run(self, database: AsyncSession, **values: object) -> Sequence[Any]:
        """Run it after all that the session has pending; gives its rows, as tuples."""
        if database.new or database.dirty or database.deleted:
            await database.flush()
        driver: SqliteConnection | None = database.info.get(DRIVER)
        if driver is None:
            found: Any = await database.execute(self._statement, values)
            return found.all() if found.returns_rows else ()
        ready = self._ready.get(driver)
        if ready is None:
            ready = _made_ready(self._statement, database.get_bind().dialect, values)
            self._ready[driver] = ready
        given = [_turned(turn, values.get(name, usual)) for name, usual, turn in ready.values]
        try:
            rows = await driver.run(lambda opened: opened.execute(ready.sql, given).fetchall())
        except sqlite3.Error as error:
            raise DBAPIError.instance(
                ready.sql, None, error, sqlite3.Error, hide_parameters=True
            ) from error
        return [tuple(map(_turned, ready.columns, row)) for row in rows]


def entity(kind: type[Entity], values: Iterable[object]) -> Entity:
    """Make an object of a row that has all columns of its table, in their order."""
    names = SQLModel.metadata.tables[str(kind.__tablename__)].c.keys()
    return kind(**dict(zip(names, values, strict=True)))


def _made_ready(statement: Statement, dialect: Dialect, values: dict[str, object]) -> _Ready:
    given = list(values) if isinstance(statement, Insert) else None
    compiled: Any = statement.compile(dialect=dialect, column_keys=given)
    whole = compiled.construct_expanded_state(values)  # lists of constants are spelled out

    def turn(name: str) -> Turn:
        if name in compiled.binds:
            return _outgoing(compiled.binds[name].type, dialect)
        processor: Turn = whole.processors.get(name)
        return processor

    return _Ready(
        whole.statement,
        tuple((name, whole.parameters[name], turn(name)) for name in whole.positiontup),
        tuple(_incoming(column.type, dialect) for column in statement.exported_columns),
    )


def _outgoing(kind: TypeEngine[Any], dialect: Dialect) -> Turn:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _incoming(kind: TypeEngine[Any], dialect: Dialect) -> Turn:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _turned(turn: Turn, value: object) -> object:
    return value if turn is None else turn(value)
