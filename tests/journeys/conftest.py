from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.stage import Stage, opened_stage


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path) as raised:
        yield raised
