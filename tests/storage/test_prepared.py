"""Statements that SQLite is handed as they are give what SQLAlchemy would, in the same unit."""

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy import bindparam, event, insert, select, update
from sqlalchemy.exc import IntegrityError, InvalidRequestError
from sqlmodel import SQLModel

from storage.custody import Act
from storage.database import Storage
from storage.numbers import Lease
from storage.outbox import Notice, NoticeKind
from storage.prepared import Prepared, entity
from tests.storage.rows import NOON, NUMBER, notice, session

NOTICES = SQLModel.metadata.tables["notice"]
PUT = Prepared(insert(NOTICES).returning(NOTICES.c.id))
ALL = Prepared(select(*NOTICES.c).order_by(NOTICES.c.id))
OF_KINDS = Prepared(
    select(NOTICES.c.topic)
    .where(NOTICES.c.kind.in_([NoticeKind.NEWS, NoticeKind.CODE]), NOTICES.c.id >= bindparam("of"))
    .order_by(NOTICES.c.id)
    .limit(1)
)
RENAME = Prepared(update(NOTICES).values(topic=bindparam("name")))


async def put(storage: Storage, row: Notice) -> None:
    async with storage.begin() as work:
        await PUT.run(work._database, **row.model_dump(exclude={"id"}))


@pytest.mark.parametrize("brisk", [True, False])
async def test_rows_come_back_as_they_were_put(storage: Storage, *, brisk: bool) -> None:
    given = notice(topic="proven", body="for one person's eyes", topic_id=None)
    async with storage.begin(brisk=brisk) as work:
        ((given.id,),) = await PUT.run(work._database, **given.model_dump(exclude={"id"}))
        (row,) = await ALL.run(work._database)

    assert given.model_dump() == entity(Notice, row).model_dump()
    async with storage.reading() as work:
        assert [given.model_dump()] == [
            entity(Notice, one).model_dump() for one in await ALL.run(work._database)
        ]


async def test_values_are_those_of_each_time_and_constants_stay(storage: Storage) -> None:
    for kind in (NoticeKind.CARD, NoticeKind.NEWS, NoticeKind.CODE):
        await put(storage, notice(kind=kind, topic=kind.value))

    async with storage.begin() as work:
        for of, found in ((0, "news"), (3, "code"), (2, "news")):
            assert [(found,)] == list(await OF_KINDS.run(work._database, of=of))
        assert [] == list(await RENAME.run(work._database, name="renamed"))
        assert [("renamed",)] == list(await OF_KINDS.run(work._database, of=0))


async def test_what_the_session_has_pending_goes_first(storage: Storage) -> None:
    async with storage.begin() as work:
        work._database.add(session())
        given = notice(session_id="7F3K").model_dump(exclude={"id"})
        await PUT.run(work._database, **given)  # it names a session that was not there yet
        work.numbers.put(
            Lease(provider="lanck", number=NUMBER, country="", chat_id=-7, leased_at=NOON)
        )
        found = await work.codes.addressee(NUMBER, "lanck", since=NOON)

    assert found is not None
    assert NUMBER == found.lease.number


async def test_a_refusal_is_sqlalchemys_and_tells_no_value(storage: Storage) -> None:
    await put(storage, notice(key="same", body="004217"))
    with pytest.raises(IntegrityError) as refused:
        await put(storage, notice(key="same", body="004217"))

    assert "004217" not in str(refused.value)


async def test_a_name_it_does_not_know_is_refused_and_no_value_is_kept(storage: Storage) -> None:
    await put(storage, notice(body="004217"))
    async with storage.begin() as work:
        await RENAME.run(work._database, name="first")
        if storage.engine.dialect.name == "sqlite":
            with pytest.raises(KeyError):
                await RENAME.run(work._database, nam="second")

    assert "004217" not in str([list(ready.constants.values()) for ready in PUT._ready.values()])


@pytest.mark.parametrize("others", [0, 1])
async def test_after_a_refusal_that_was_swallowed_nothing_is_kept(
    storage: Storage, others: int
) -> None:
    await put(storage, notice(key="same", topic="first"))

    async def go_on() -> None:
        async with storage.begin() as work:
            work._database.add(notice(key="same"))
            with suppress(IntegrityError):
                await work._database.flush()
            row = notice(topic="ghost").model_dump(exclude={"id"})
            await PUT.run(work._database, **row)

    crowd = [put(storage, notice(topic="other")) for _ in range(others)]
    *_, refused = await asyncio.gather(*crowd, go_on(), return_exceptions=True)

    assert isinstance(refused, InvalidRequestError)
    async with storage.reading() as work:
        kept = [entity(Notice, row).topic for row in await ALL.run(work._database)]
    assert ["first", *["other"] * others] == kept


async def test_a_savepoint_takes_back_what_was_said_within_it(storage: Storage) -> None:
    async with storage.begin() as work:
        with suppress(ZeroDivisionError):
            async with work._database.begin_nested():
                await PUT.run(work._database, **notice().model_dump(exclude={"id"}))
                raise ZeroDivisionError

    async with storage.reading() as work:
        assert [] == list(await ALL.run(work._database))


async def test_records_go_to_a_server_on_one_way(storage: Storage) -> None:
    seen: list[str] = []

    def note(*about: object) -> None:
        seen.append(str(about[2]))

    event.listen(storage.engine.sync_engine, "before_cursor_execute", note)
    async with storage.begin() as work:
        for _ in range(20):
            work.custody.note(Act.REVEALED, at=NOON)

    assert sum("INSERT INTO custody_record" in sql for sql in seen) <= 1


async def test_units_that_share_a_commit_keep_or_lose_their_own(storage: Storage) -> None:
    async def one(place: int) -> None:
        async with storage.begin() as work:
            await PUT.run(work._database, **notice(topic=str(place)).model_dump(exclude={"id"}))
            if place % 3 == 1:
                raise ZeroDivisionError

    ends = await asyncio.gather(*(one(place) for place in range(9)), return_exceptions=True)

    assert [place % 3 == 1 for place in range(9)] == [end is not None for end in ends]
    async with storage.reading() as work:
        kept = {entity(Notice, row).topic for row in await ALL.run(work._database)}
    assert {str(place) for place in range(9) if place % 3 != 1} == kept
