"""One message at a time for each chat, however many units of work put news for it at once."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlmodel import col

from bot.flows.telling.notices import made, told
from bot.flows.telling.topics import Json, Topic
from bot.jobs import delivery
from bot.jobs.parcel import Parcel
from sandbox.town import ANNA, BEN, SUPPORT
from storage.outbox import Notice, NoticeKind
from storage.unit_of_work import UnitOfWork
from storage.vault import UndecipherableError
from tests.journeys.stage import Stage, opened_stage, text_of

SECOND = timedelta(seconds=1)
RENTED = "+447700900500"
FACTS: Mapping[str, Json] = {"number": "+44 *** 500", "name": "Ben", "person_id": BEN}


class Scales:
    """Stands before the porter and counts what each chat is being sent."""

    def __init__(self, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
        self._carry = stage.app.courier.porter.carry
        self._now: Counter[int] = Counter()
        self.most: Counter[int] = Counter()
        monkeypatch.setattr(stage.app.courier.porter, "carry", self.carry)

    async def carry(self, parcel: Parcel) -> int | None:
        """Carry it, and note how many are on their way to its chat."""
        chat_id = parcel.notice.chat_id
        self._now[chat_id] += 1
        self.most[chat_id] = max(self.most[chat_id], self._now[chat_id])
        try:
            return await self._carry(parcel)
        finally:
            self._now[chat_id] -= 1


async def test_a_pools_card_and_news_put_at_once_leave_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened_stage(tmp_path, vendors=("lanck",)) as stage:
        await stage.says(f"/pool add {RENTED}", where=SUPPORT)
        scales = Scales(stage, monkeypatch)
        storage, now = stage.app.desk.storage, stage.clock.now()

        async def draws() -> None:
            async with storage.begin() as work:
                card = made(NoticeKind.POOL, SUPPORT, now=now, key=f"pool:{SUPPORT}:0")
                await work.outbox.put(card)

        async def tells() -> None:
            async with storage.begin() as work:
                await work.outbox.put(told(SUPPORT, Topic.CODE_WENT, FACTS, now=now))

        collect, rivals = storage.collect, []
        assert collect is not None

        async def while_somebody_comes(work: UnitOfWork) -> None:
            storage.collect = collect
            rivals.append(asyncio.create_task(tells()))
            await collect(work)

        for _ in range(10):
            storage.collect = while_somebody_comes
            await draws()
            await asyncio.gather(*rivals)
            await stage.settle()

        assert 1 == scales.most[SUPPORT]
        assert 10 == sum("went to Ben" in text_of(one) for one in stage.seen(where=SUPPORT))
        async with storage.reading() as work:
            assert 0 == await work.outbox.waiting()


@pytest.mark.parametrize("unreadable", [UndecipherableError, ValueError, KeyError])
async def test_what_cannot_be_collected_costs_nobody_their_own_work(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, unreadable: type[Exception]
) -> None:
    """It was promised a place in the outbox, and gets it; the rest is tried again."""

    async def fails(_work: UnitOfWork, _notices: Sequence[Notice]) -> list[Parcel]:
        raise unreadable

    await stage.says("/start")
    with monkeypatch.context() as broken:
        broken.setattr(delivery, "packed", fails)
        async with stage.app.desk.storage.begin() as work:
            await work.outbox.put(told(ANNA, Topic.CODE_WENT, FACTS, now=stage.clock.now()))
    await stage.advance(15)

    assert 1 == sum("went to Ben" in text_of(one) for one in stage.seen())


async def test_what_cannot_be_read_is_put_off_and_buried_and_holds_up_nobody_else(
    stage: Stage,
) -> None:
    for person in (ANNA, BEN):
        await stage.says("/start", who=person)
    storage, now = stage.app.desk.storage, stage.clock.now()
    async with storage.begin() as work:  # they wait until all is here
        for chat, name in ((BEN, "Ben"), (BEN, "Chiara"), (ANNA, "Anna")):
            await work.outbox.put(
                told(chat, Topic.CODE_WENT, {**FACTS, "name": name}, now=now + SECOND)
            )
    async with storage.engine.begin() as database:
        first = await database.scalar(
            select(func.min(Notice.id)).where(
                col(Notice.chat_id) == BEN, col(Notice.topic) == Topic.CODE_WENT
            )
        )
        await database.execute(
            text("UPDATE notice SET body = 'damaged' WHERE id = :id"), {"id": first}
        )
    await stage.advance(2)

    assert 1 == sum("went to Anna" in text_of(one) for one in stage.seen())
    assert not any("went to" in text_of(one) for one in stage.seen(who=BEN))

    await stage.advance(60)

    (left,) = [text_of(one) for one in stage.seen(who=BEN) if "went to" in text_of(one)]
    assert "went to Chiara" in left
    assert any("UndecipherableError" in text_of(one) for one in stage.seen())  # on-call hears
    async with storage.reading() as work:
        assert (0, 1) == (await work.outbox.waiting(), await work.outbox.buried())
