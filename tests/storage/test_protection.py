from datetime import timedelta

import pytest

from storage.database import Storage
from storage.protection import Precaution, Rule, read_rules
from tests.storage.rows import NOON

HOUR = timedelta(hours=1)


async def test_a_chat_that_never_said_anything_asks_for_nothing(storage: Storage) -> None:
    async with storage.begin() as work:
        precaution = await work.protection.of_chat(-100)

    assert not precaution.checks_fraud
    assert precaution.by_key is None


async def test_what_a_chat_asks_for_follows_it_to_its_new_id(storage: Storage) -> None:
    async with storage.begin() as work:
        await work.protection.ask_for(Precaution(chat_id=-100, checks_fraud=True, by_key=False))
        await work.rules.prefer(-100, "GB", ["pin"])
    async with storage.begin() as work:
        await work.chats.follow(-100, -1001)
    async with storage.reading() as work:
        old, new = await work.protection.of_chat(-100), await work.protection.of_chat(-1001)
        ways = await work.rules.preferred(-1001, "GB")

    assert not old.checks_fraud
    assert new.checks_fraud
    assert new.by_key is False
    assert ("pin",) == ways


async def test_the_latest_lift_of_each_subject_counts(storage: Storage) -> None:
    async with storage.begin() as work:
        for hours in (1, 3, 2):
            work.protection.lift("447700900000", at=NOON + hours * HOUR, by=1001)
        work.protection.lift("person:1002", at=NOON, by=1001)
    async with storage.reading() as work:
        subjects = ["447700900000", "person:1002", "chat:5"]
        lifted = await work.protection.lifted(subjects, since=NOON)

    assert {"447700900000": NOON + 3 * HOUR} == lifted


async def test_what_shadows_would_have_blocked_is_counted_by_rule(storage: Storage) -> None:
    async with storage.begin() as work:
        for rule in (Rule.PAUSE, Rule.GUARD, Rule.PAUSE):
            work.protection.count(rule, at=NOON + HOUR, person_id=1001, chat_id=1001)
        work.protection.count(Rule.CHAT, at=NOON, person_id=1001, chat_id=1001)
    async with storage.reading() as work:
        counted = await work.protection.counted(since=NOON)
    assert {Rule.PAUSE: 2, Rule.GUARD: 1} == counted

    async with storage.begin() as work:
        await work.protection.forget(hits_before=NOON + 2 * HOUR, lifts_before=NOON)
        counted = await work.protection.counted(since=NOON)
    assert {} == counted


def test_rules_are_read_as_people_write_them() -> None:
    assert frozenset() == read_rules("")
    assert frozenset({Rule.GUARD, Rule.FRAUD}) == read_rules("Guard, fraud")
    with pytest.raises(ValueError, match="gard is no rule"):
        read_rules("gard")
