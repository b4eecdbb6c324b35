from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.stage import Stage, opened_stage
from tests.storage.templates import new_database


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path) as raised:
        yield raised


@pytest.fixture(params=["sqlite", "postgresql"])
async def both(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """A desk with an account everywhere, on either database."""
    settings: dict[str, Any] = {"OWNER_IDS": "1001 1002", "LANCK_POLL_REQUESTS": "true"}
    if request.param == "postgresql":
        settings["DATABASE_URL"] = await new_database(request.getfixturevalue("postgres"))
    async with opened_stage(tmp_path, vendors=None, **settings) as raised:
        yield raised
