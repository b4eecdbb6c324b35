"""A fresh database for each test: SQLite always, and a real PostgreSQL beside it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from storage.database import Storage, open_storage
from storage.vault import Vault
from tests.storage.templates import lay_out, new_database

KEY = Fernet.generate_key().decode()


class Bell:
    """Count the rings."""

    def __init__(self) -> None:
        self.rings = 0

    def __call__(self) -> None:
        """Ring."""
        self.rings += 1


@pytest.fixture
def vault() -> Vault:
    return Vault([KEY])


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a database: with tables where a test takes it opened, else empty."""
    has_tables = "storage" in request.fixturenames
    if request.param == "sqlite":
        file = tmp_path / "desk.db"
        if has_tables:
            await lay_out(file)
        return f"sqlite+aiosqlite:///{file}"
    return await new_database(request.getfixturevalue("postgres"), empty=not has_tables)


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
async def storage(url: str, vault: Vault, bell: Bell) -> AsyncIterator[Storage]:
    async with open_storage(url, vault, bell=bell) as opened:
        yield opened
