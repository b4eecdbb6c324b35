"""A chat gets another id, or the desk leaves it: every table that knows it says so."""

import asyncio
from decimal import Decimal

from sqlmodel import SQLModel

from storage.budgets import REQUESTS, Budget, Period, Scope
from storage.chats import ARRANGED, STAYS
from storage.database import Storage
from storage.people import Role
from storage.rotas import Rota, RotaKind
from storage.unit_of_work import UnitOfWork
from tests.storage.rows import NOON, notice, session

GROUP, SUPERGROUP, OTHER = -4001, -1001000000009, -4002


def rota(chat_id: int, words: str) -> Rota:
    return Rota(chat_id=chat_id, kind=RotaKind.TURNS, request=words, set_by=1001, set_at=NOON)


def budget(chat_id: int, amount: int) -> Budget:
    return Budget(
        scope=Scope.CHAT,
        whose=chat_id,
        period=Period.DAY,
        unit=REQUESTS,
        amount=Decimal(amount),
        set_by=1001,
        set_at=NOON,
    )


async def fill(work: UnitOfWork, chat_id: int, mark: int) -> None:
    """Arrange something for a chat that tells it from another."""
    await work.grants.set_group(chat_id, Role.VIEWER, by=mark, now=NOON)
    await work.grants.note_membership(chat_id, mark, is_member=True, at=NOON, is_event=True)
    await work.rules.prefer(chat_id, "", ["flash"] * mark)
    await work.budgets.put(budget(chat_id, mark))
    made = rota(chat_id, str(mark))
    await work.rotas.put(made)
    assert made.id is not None
    await work.rotas.fill(made.id, [mark], [])


async def test_everything_goes_to_the_new_id_and_going_twice_changes_nothing(
    storage: Storage,
) -> None:
    async with storage.begin() as work:
        await fill(work, GROUP, 2)
        await fill(work, OTHER, 3)
        await work.sessions.open(session(chat_id=GROUP, card_message_id=7))
        await work.outbox.put(notice(GROUP, session_id="7F3K"))
    async with storage.begin() as work:
        assert await work.chats.follow(GROUP, SUPERGROUP) > 1
    async with storage.begin() as work:
        assert 0 == await work.chats.follow(GROUP, SUPERGROUP)
        moved = await work.rotas.of(SUPERGROUP)
        opened = await work.sessions.get("7F3K")
        budgets = await work.budgets.over(0, SUPERGROUP)
        grant = await work.grants.of_group(OTHER)

    assert moved is not None
    assert opened is not None
    assert grant is not None
    assert (SUPERGROUP, None) == (opened.chat_id, opened.card_message_id)
    assert [Decimal(2)] == [one.amount for one in budgets]


async def test_where_both_ids_have_something_the_new_one_keeps_its_own(storage: Storage) -> None:
    async with storage.begin() as work:
        await fill(work, GROUP, 2)
        await fill(work, SUPERGROUP, 3)
    async with storage.begin() as work:
        await work.chats.follow(GROUP, SUPERGROUP)
    async with storage.begin() as work:
        kept = await work.rotas.of(SUPERGROUP)
        assert kept is not None
        assert kept.id is not None
        assert [3] == await work.rotas.members(kept.id)
        assert await work.rotas.of(GROUP) is None
        assert ("flash",) * 3 == await work.rules.preferred(SUPERGROUP, "GB")
        assert [Decimal(3)] == [one.amount for one in await work.budgets.over(0, SUPERGROUP)]
        assert [] == list(await work.budgets.over(0, GROUP))
        for person in (2, 3):
            assert await work.grants.membership(SUPERGROUP, person) is not None


async def test_of_many_who_tell_of_the_new_id_at_once_one_moves_it(storage: Storage) -> None:
    async with storage.begin() as work:
        await fill(work, GROUP, 2)

    async def follow() -> int:
        async with storage.begin() as work:
            await work.alone(f"access:{GROUP}")
            return await work.chats.follow(GROUP, SUPERGROUP)

    moved = sorted(await asyncio.gather(*(follow() for _ in range(4))))

    assert [0, 0, 0] == moved[:3]
    assert moved[3] > 0


async def test_what_was_arranged_is_forgotten_and_other_chats_keep_theirs(storage: Storage) -> None:
    async with storage.begin() as work:
        await fill(work, GROUP, 2)
        await fill(work, OTHER, 3)
    async with storage.begin() as work:
        assert await work.chats.clear(GROUP) > 1
        assert 1 == await work.rotas.drop_of(GROUP)
    async with storage.begin() as work:
        assert () == await work.rules.preferred(GROUP, "GB")
        assert await work.rotas.of(GROUP) is None
        assert ("flash",) * 3 == await work.rules.preferred(OTHER, "GB")
        assert await work.rotas.of(OTHER) is not None
        assert 1 == len(await work.budgets.over(0, GROUP))


def test_a_table_that_is_named_is_there() -> None:
    tables = SQLModel.metadata.tables

    assert {*ARRANGED, *STAYS} <= tables.keys()
    assert all("chat_id" in tables[name].c for name in (*ARRANGED, *STAYS))
