"""Run Alembic on our connection, without a configuration file."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

HERE = Path(__file__).parent
LOCK = 0x6E756D6465736B  # "numdesk": replicas that start together take turns on PostgreSQL


async def upgrade(engine: AsyncEngine) -> None:
    """Bring the database up to date; a database that is, is left alone."""
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        await connection.run_sync(_upgrade)


def configured(connection: Connection) -> Config:
    """Make Alembic's configuration without a file; `env.py` finds the connection in it."""
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    command.upgrade(configured(connection), "head")
