"""Grants for names, links and groups, and what waits for no two people at once."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from storage.database import Storage
from storage.grants import Invitation, WaitingGrant
from storage.people import Person, Role, Standing
from tests.storage.rows import NOON

GROUP, SUPERGROUP = -1001, -1001000000001


def person(person_id: int, **values: object) -> Person:
    given: dict[str, Any] = {
        "name": "Anna",
        "standing": Standing.ALLOWED,
        "role": Role.OPERATOR,
        "since": NOON,
        "has_private_chat": True,
    }
    return Person(id=person_id, **{**given, **values})


async def test_a_username_is_found_and_cannot_be_read_in_the_file(storage: Storage) -> None:
    async with storage.begin() as work:
        work.people.put(person(1001, username="anna"))
        await work.grants.keep_for(
            WaitingGrant(username="chiara", role=Role.VIEWER, given_by=1001, given_at=NOON)
        )
    async with storage.reading() as work:
        found = await work.people.named("anna")
        waiting = await work.grants.waiting_for("chiara")
    async with storage.engine.connect() as connection:
        rows = [
            (await connection.execute(text(f"SELECT * FROM {table}"))).all()  # noqa: S608 (a table's name written in this test)
            for table in ("person", "waiting_grant")
        ]

    assert found is not None
    assert waiting is not None
    assert not any(name in str(rows).lower() for name in ("anna", "chiara"))


async def test_a_username_belongs_to_one_person_at_a_time(storage: Storage) -> None:
    async with storage.begin() as work:
        work.people.put(person(1001, username="anna"))
        work.people.put(person(1002, username=None))
    async with storage.begin() as work:
        await work.people.free_username("anna", but=1002)
        ben = await work.people.get(1002)
        assert ben is not None
        ben.username = "anna"
    async with storage.reading() as work:
        found = await work.people.named("anna")

    assert found is not None
    assert 1002 == found.id


async def test_a_waiting_grant_is_given_once(storage: Storage) -> None:
    grant: dict[str, Any] = {"username": "chiara", "given_by": 1001, "given_at": NOON}
    async with storage.begin() as work:
        await work.grants.keep_for(WaitingGrant(**grant, role=Role.VIEWER))
        await work.grants.keep_for(WaitingGrant(**grant, role=Role.OPERATOR))
    async with storage.begin() as work:
        waiting = await work.grants.waiting_for("chiara")
        assert waiting is not None
        assert Role.OPERATOR is waiting.role
        assert await work.grants.drop_for("chiara")
    async with storage.begin() as work:
        assert not await work.grants.drop_for("chiara")


async def test_a_late_yes_does_not_undo_that_somebody_has_left(storage: Storage) -> None:
    asked, left = NOON, NOON + timedelta(seconds=1)
    async with storage.begin() as work:
        grants = work.grants
        assert await grants.note_membership(GROUP, 1002, is_member=True, at=NOON, is_event=False)
        await grants.note_membership(GROUP, 1002, is_member=False, at=left, is_event=True)
        now = await grants.note_membership(GROUP, 1002, is_member=True, at=asked, is_event=False)
        assert not now
        again = left + timedelta(seconds=60)
        assert await grants.note_membership(GROUP, 1002, is_member=True, at=again, is_event=False)


async def test_a_group_that_gets_another_id_keeps_what_its_members_are(storage: Storage) -> None:
    async with storage.begin() as work:
        await work.grants.set_group(GROUP, Role.OPERATOR, by=1001, now=NOON)
        await work.grants.note_membership(GROUP, 1002, is_member=True, at=NOON, is_event=True)
    async with storage.begin() as work:
        await work.chats.follow(GROUP, SUPERGROUP)
    async with storage.begin() as work:
        moved = await work.grants.of_group(SUPERGROUP)
        assert moved is not None
        assert Role.OPERATOR is moved.role
        assert await work.grants.of_group(GROUP) is None
        assert await work.grants.membership(GROUP, 1002) is None
        assert await work.grants.membership(SUPERGROUP, 1002) is not None


async def test_menus_that_show_another_role_are_found_until_they_are_noted(
    storage: Storage,
) -> None:
    async with storage.begin() as work:
        work.people.put(person(1001, role=None, standing=Standing.MET))
        work.people.put(person(1002))
        work.people.put(person(1003, menu="operator", standing=Standing.REMOVED, role=None))
        work.people.put(person(1004, menu="operator"))
        work.people.put(person(1005, has_private_chat=False))
        await work.grants.set_group(GROUP, Role.VIEWER, by=1001, now=NOON)
    async with storage.begin() as work:
        people = await work.people.with_old_menus({1001}, limit=10)
        groups = await work.grants.groups_with_old_menus(limit=10)
        assert [1001, 1002, 1003] == [one.id for one in people]
        assert [GROUP] == [one.chat_id for one in groups]
        for person_id, menu in ((1001, "owner"), (1002, "operator"), (1003, "")):
            await work.people.note_menu(person_id, menu)
        await work.grants.note_menu(GROUP, "viewer")
    async with storage.begin() as work:
        assert [] == list(await work.people.with_old_menus({1001}, limit=10))
        assert [] == list(await work.grants.groups_with_old_menus(limit=10))
        await work.people.forget_menus()
        assert 3 == len(await work.people.with_old_menus({1001}, limit=10))


async def test_what_nobody_can_use_any_more_is_forgotten(storage: Storage) -> None:
    over = NOON - timedelta(days=3)
    async with storage.begin() as work:
        for digest, expires_at in (("old", over), ("new", NOON)):
            work.grants.put_invitation(
                Invitation(
                    digest=digest,
                    role=Role.VIEWER,
                    made_by=1001,
                    made_at=over,
                    expires_at=expires_at,
                )
            )
        await work.grants.note_membership(GROUP, 1002, is_member=False, at=over, is_event=True)
        await work.grants.note_membership(GROUP, 1003, is_member=True, at=over, is_event=True)
    async with storage.begin() as work:
        await work.grants.forget(before=NOON - timedelta(days=1))
    async with storage.begin() as work:
        assert await work.grants.invitation("old") is None
        assert await work.grants.invitation("new") is not None
        assert await work.grants.membership(GROUP, 1002) is None
        assert await work.grants.membership(GROUP, 1003) is not None
