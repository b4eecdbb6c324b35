"""Run Alembic on our connection, without a configuration file.

A database that is up to date already is left alone without Alembic, which takes long to wake up.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

HERE = Path(__file__).parent
HEAD = "head"
LOCK = 0x6E756D6465736B  # "numdesk": replicas that start together take turns on PostgreSQL


async def upgrade(engine: AsyncEngine, to: str = HEAD) -> None:
    """Bring the database up to date; a database that is, is left alone."""
    if to == HEAD:
        async with engine.connect() as connection:
            if await connection.run_sync(_version) == newest():
                return
    async with engine.connect() as connection, _loosely(connection), connection.begin():
        if engine.dialect.name == "postgresql":
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        await connection.run_sync(_upgrade, to)


def configured(connection: Connection) -> Config:
    """Make Alembic's configuration without a file; `env.py` finds the connection in it."""
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """Name the newest revision; a file is named for the one it holds."""
    return max(file.stem for file in HERE.glob("versions/[0-9]*.py")).partition("_")[0]


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _upgrade(connection: Connection, to: str) -> None:
    command.upgrade(configured(connection), to)


@asynccontextmanager
async def _loosely(connection: AsyncConnection) -> AsyncIterator[None]:
    """Let SQLite replace a table that others refer to; it can only do so between transactions."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    await driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        await driver.execute("PRAGMA foreign_keys = ON")
