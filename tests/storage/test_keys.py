"""Keys change; what was written under the older one is still found, and opened."""

from datetime import timedelta

from cryptography.fernet import Fernet

from storage.database import open_storage
from storage.rules import GuardState
from storage.vault import Vault
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
