"""Orders that wait for their turn in our own queue: never bought against what the chat knows."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from sandbox.vendors.virtual_numbers import VirtualNumbers
from storage.ledger import Charge, ChargeState
from storage.lifecycle import SessionState
from storage.sessions import ChatSession
from tests.journeys.stage import Stage, opened_stage, text_of

SPACING = "10"  # seconds between two numbers


@pytest.fixture
async def panel(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(
        tmp_path,
        vendors=("virtual_numbers",),
        VIRTUAL_NUMBERS_SECONDS_BETWEEN_NUMBERS=SPACING,
    ) as stage:
        yield stage


def bought(stage: Stage) -> int:
    """Count the numbers the panel was paid for."""
    vendor = stage.town.vendors["virtual_numbers"]
    assert isinstance(vendor, VirtualNumbers)
    return len(vendor.charged)


async def charges(stage: Stage) -> list[ChargeState]:
    """List what became of every order, the first one first."""
    rows = select(col(Charge.state)).order_by(col(Charge.id))
    async with stage.app.desk.storage.engine.connect() as connection:
        return list((await connection.scalars(rows)).all())


async def states(stage: Stage) -> set[SessionState]:
    """Name the states sessions are in."""
    async with stage.app.desk.storage.engine.connect() as connection:
        return set((await connection.scalars(select(col(ChatSession.state)))).all())


async def test_what_was_cancelled_in_the_queue_is_not_bought(panel: Stage) -> None:
    await panel.says("/number gb toy 010")
    await panel.says("/number gb toy 010")
    await panel.says(f"/cancel {panel.session_id()}")
    await panel.advance(40)

    assert "cancelled" in text_of(panel.card())
    assert 1 == bought(panel)
    assert [ChargeState.COMMITTED, ChargeState.RELEASED] == await charges(panel)


async def test_who_has_no_turn_in_time_hears_that_nothing_was_bought(panel: Stage) -> None:
    for _ in range(5):
        await panel.says("/number gb toy 010")
    await panel.advance(29)
    said = text_of(panel.card())
    await panel.advance(40)

    assert "failed" in said
    assert "nothing was charged" in said
    assert 3 == bought(panel)
    assert [ChargeState.COMMITTED] * 3 + [ChargeState.RELEASED] * 2 == await charges(panel)
    assert SessionState.UNKNOWN not in await states(panel)
