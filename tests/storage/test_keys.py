"""Keys change; what was written under the older one is still found, and opened."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet

from bot.rotation import rekey
from storage.custody import Act
from storage.database import Storage, open_storage
from storage.places import Place
from storage.rules import GuardState
from storage.vault import UndecipherableError, Vault
from tests.storage.rows import NOON, NUMBER, session

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


async def test_a_number_sealed_under_an_older_key_is_found(url: str) -> None:
    async with open_storage(url, Vault([OLD])) as storage, storage.begin() as work:
        await work.sessions.open(session())
        await work.rules.guard("447700900", GuardState.BLOCKED, now=NOON)
    async with open_storage(url, Vault([NEW, OLD])) as storage:
        async with storage.begin() as work:
            found = await work.sessions.open_here(1001, NUMBER)
            until = NOON + timedelta(hours=1)
            await work.rules.guard("447700900", GuardState.EXEMPT, now=NOON, until=until)
        async with storage.begin() as work:
            rule = await work.rules.guarded(["447700900"], GuardState.EXEMPT, now=NOON)
            rules = await work.rules.guards()

    assert found is not None
    assert NUMBER == found.number
    assert rule is not None
    assert 1 == len(rules)


def test_what_is_sealed_for_one_purpose_opens_for_no_other() -> None:
    vault = Vault([NEW])
    token = vault.seal("word", "one")

    assert "word" == vault.unseal(token, "one")
    assert token != vault.seal("word")


async def fill(storage: Storage, count: int) -> None:
    for at in range(count):
        async with storage.begin() as work:
            await work.sessions.open(session(f"S{at}A", person_name="Anna"))
            await work.rules.guard(f"4477009{at:03}", GuardState.BLOCKED, now=NOON)
            work.custody.note(Act.RULE, at=NOON, words="guard")


async def test_everything_is_written_anew_and_the_old_key_may_go(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.rekeying.BITE", 3)  # so that there are many units of work
    async with open_storage(url, Vault([OLD])) as storage:
        await storage.check_keys()
        await fill(storage, 7)
    async with open_storage(url, Vault([NEW, OLD])) as storage:
        done = await rekey(storage, now=NOON)
        again = await rekey(storage, now=NOON)
    async with open_storage(url, Vault([NEW])) as storage:
        await storage.check_keys()
        async with storage.reading() as work:
            found = await work.sessions.open_here(1001, NUMBER)
            rules = await work.rules.guards()
            checked = await work.custody.verify()

    assert (done.is_complete, done.lost) == (True, 0)
    assert done.changed > 20
    assert 0 == again.changed
    assert found is not None
    assert "Anna" == found.person_name
    assert 7 == len(rules)
    assert (8, None) == (checked.count, checked.flaw)


async def test_a_rotation_that_was_killed_is_taken_up(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.rekeying.BITE", 2)
    async with open_storage(url, Vault([OLD])) as storage:
        await fill(storage, 5)
    async with open_storage(url, Vault([NEW, OLD])) as storage:
        for place in (await _places(storage))[:4]:
            async with storage.begin() as work:
                await work.rekeying.bite(place, None)
    async with open_storage(url, Vault([NEW, OLD])) as storage:
        async with storage.reading() as work:
            assert await work.sessions.open_here(1001, NUMBER) is not None
        done = await rekey(storage, now=NOON)
    async with open_storage(url, Vault([NEW])) as storage, storage.reading() as work:
        assert 5 == len(await work.sessions.recent(1001, limit=9))
        assert 5 == len(await work.rules.guards())
    assert done.is_complete


async def test_what_no_key_opens_is_left_and_counted(url: str) -> None:
    stranger = Fernet.generate_key().decode()
    async with open_storage(url, Vault([stranger])) as storage:
        await fill(storage, 1)
    async with open_storage(url, Vault([NEW, OLD])) as storage:
        done = await rekey(storage, now=NOON)
    async with open_storage(url, Vault([stranger])) as storage, storage.reading() as work:
        assert 1 == len(await work.rules.guards())
    assert (0, True) == (done.changed, done.is_complete)
    assert done.lost > 0


async def _places(storage: Storage) -> list[Place]:
    async with storage.reading() as work:
        return work.rekeying.places()


async def test_a_chain_no_key_opens_stops_the_start(url: str) -> None:
    async with open_storage(url, Vault([OLD])) as storage:
        await fill(storage, 1)
    async with open_storage(url, Vault([NEW])) as storage:
        with pytest.raises(UndecipherableError):
            await storage.check_keys()
