"""Codes that come in the same moment, on a database that lets them."""

import asyncio
from typing import Any

import pytest
from sqlmodel import select

from bot.desk import Desk
from bot.flows.access import granting
from bot.flows.access.granting import Whom
from bot.flows.numbers import receiving
from providers.contract.events import SmsReceived
from storage.codes import ReceivedCode
from storage.numbers import Lease
from storage.people import Role
from tests.storage.rows import NUMBER
from tests.storage.test_access_at_once import ANNA_ASKS, BEN, CHIARA, GROUP, desk

__all__ = ["desk"]


async def come(desk: Desk, inlet: str, text: str, number: str = NUMBER.e164) -> None:
    """Have a message come to a number."""
    async with desk.storage.begin() as work:
        message = SmsReceived(key=text, number=number, sender="Bank", text=text)
        assert await receiving.take_message(work, desk, inlet, message)


async def lend(desk: Desk, **values: object) -> None:
    """Lend a number."""
    given: dict[str, Any] = {"number": NUMBER, "country": "", "leased_at": desk.clock.now()}
    async with desk.storage.begin() as work:
        work.numbers.put(Lease(**{**given, **values}))


async def test_one_message_by_two_inlets_at_once_is_one_code(desk: Desk) -> None:
    await lend(desk, provider="lanck", chat_id=GROUP, holder_id=BEN, holder_name="Ben")
    for each in range(40):
        text = f"code {each:06}"
        await asyncio.gather(come(desk, "lanck", text), come(desk, "mcn", text))

    async with desk.storage.reading() as work:
        assert 40 == len((await work._database.scalars(select(ReceivedCode))).all())


@pytest.mark.parametrize("has_ended", [False, True])
async def test_a_number_written_short_is_that_of_its_provider(
    desk: Desk, *, has_ended: bool
) -> None:
    for one in (BEN, CHIARA):
        await granting.give(desk, ANNA_ASKS, Whom(one), Role.OPERATOR)
    ended_at = desk.clock.now() if has_ended else None
    await lend(desk, provider="lanck", chat_id=BEN, holder_id=BEN, ended_at=ended_at)
    await lend(desk, provider="mcn", chat_id=CHIARA, holder_id=CHIARA)
    await come(desk, "lanck", "code 004217", number="07700900000")

    async with desk.storage.reading() as work:
        assert BEN == (await work._database.scalars(select(ReceivedCode))).one().taker_id
