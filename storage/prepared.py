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
from functools import cache
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, Insert, Select, Update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import class_mapper
from sqlalchemy.orm.attributes import instance_dict
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel

from providers.sqlite import as_sqlalchemy_tells
from providers.sqlite_driver import SqliteConnection

# In the info of a session: the connection below it, where it is SQLite's, for all or to read only.
DRIVER, READER = "numdesk_driver", "numdesk_reader"

Statement = Insert | Update | Select[*tuple[Any, ...]]
Turn = Callable[[Any], Any] | None
Entity = TypeVar("Entity", bound=SQLModel)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement as SQLite takes it."""

    sql: str
    names: frozenset[str]  # of the values it is given
    places: tuple[tuple[str, Turn], ...]  # whose value goes where
    constants: dict[str, Any]  # values of its own
    columns: tuple[Turn, ...]


class Prepared:
    """One statement about tables; defaults of columns are SQLAlchemy's, and not filled in here."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._ready: WeakKeyDictionary[SqliteConnection, _Ready] = WeakKeyDictionary()

    async def run(self, database: AsyncSession, **values: object) -> Sequence[Any]:
        """Run it after all that the session has pending; gives its rows, as tuples.

        It takes the same names each time; others raise KeyError.
        """
        if database.new or database.dirty or database.deleted:
            await database.flush()
        driver = _at_hand(database)
        if driver is None and isinstance(self._statement, Select):
            driver = database.info.get(READER)
        if driver is None:
            found: Any = await database.execute(self._statement, values)
            return found.all() if getattr(found, "returns_rows", True) else ()
        return await self.ask(driver, database.get_bind().dialect, values)

    async def ask(
        self, driver: SqliteConnection, dialect: Dialect, values: dict[str, object]
    ) -> Sequence[Any]:
        """Run it on a connection to SQLite; gives its rows, as tuples."""
        ready = self._ready.get(driver)
        if ready is None:
            ready = self._ready[driver] = _made_ready(self._statement, dialect, values)
        if values.keys() != ready.names:
            raise KeyError(*(values.keys() ^ ready.names))
        known = ready.constants | values
        given = [_turned(turn, known[name]) for name, turn in ready.places]
        try:
            rows = await driver.run(lambda opened: opened.execute(ready.sql, given).fetchall())
        except sqlite3.Error as error:
            raise as_sqlalchemy_tells(error, ready.sql) from error
        return [tuple(map(_turned, ready.columns, row)) for row in rows]

    async def run_all(self, database: AsyncSession, each: Sequence[dict[str, object]]) -> None:
        """Run it with each of these; where there is a server, on one way to it."""
        if _at_hand(database) is None:
            await database.execute(self._statement, each)
            return
        for values in each:
            await self.run(database, **values)


def entity(kind: type[Entity], values: Iterable[object]) -> Entity:
    """Make an object of a row that has all columns of its table, in their order.

    It is made as SQLAlchemy makes those it loads, whose values need no checking. The session knows
    nothing of it: what is changed in it is not stored.
    """
    made: Entity = class_mapper(kind).class_manager.new_instance()
    instance_dict(made).update(zip(_columns(kind), values, strict=True))
    return made


def values_of(row: SQLModel) -> dict[str, object]:
    """Give what a new row says, by column; its id is to come."""
    return {name: getattr(row, name) for name in _columns(type(row)) if name != "id"}


@cache
def _columns(kind: type[SQLModel]) -> tuple[str, ...]:
    return tuple(SQLModel.metadata.tables[str(kind.__tablename__)].c.keys())


def _at_hand(database: AsyncSession) -> SqliteConnection | None:
    """Give what can be asked below the session, where it has nothing to guard by itself.

    A session whose flush was refused must refuse all else, and one within a savepoint of its own
    has yet to make it.
    """
    if not database.is_active or database.in_nested_transaction():
        return None
    driver: SqliteConnection | None = database.info.get(DRIVER)
    return driver


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
        frozenset(values),
        tuple((name, turn(name)) for name in whole.positiontup),
        {name: whole.parameters[name] for name in whole.positiontup if name not in values},
        tuple(_incoming(column.type, dialect) for column in statement.exported_columns),
    )


def _outgoing(kind: TypeEngine[Any], dialect: Dialect) -> Turn:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _incoming(kind: TypeEngine[Any], dialect: Dialect) -> Turn:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _turned(turn: Turn, value: object) -> object:
    return value if turn is None else turn(value)
