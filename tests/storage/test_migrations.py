"""A desk that has been running is brought up to date with everything it holds."""

from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

from storage.database import open_storage
from storage.migrations.upgrading import configured, newest, upgrade
from storage.people import Role
from storage.vault import Vault
from tests.storage.rows import NOON, NUMBER

SESSION = """INSERT INTO chat_session (id, kind, state, chat_id, person_id, request, number, method,
    provider, outcome, wrong_tries, orders, is_late, created_at, ordered_at, deadline)
    VALUES ('7F3K', 'verification', 'pending', 1001, 1001, 'message:1001:7', :number, 'flash',
    'numcheck', 'pending', 0, 1, false, '2026-11-21 12:00:00.000000',
    '2026-11-21 12:00:00.000000', '2026-11-21 12:10:00.000000')"""
STEP = """INSERT INTO session_step (session_id, at, step, state)
    VALUES ('7F3K', '2026-11-21 12:00:00.000000', 'placed', 'pending')"""

PERSON = """INSERT INTO person (id, name, standing, since)
    VALUES (:id, :name, :standing, '2026-11-21 12:00:00.000000')"""


def test_the_file_that_is_named_last_holds_the_newest_revision() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        known = ScriptDirectory.from_config(configured(connection))

    assert [newest()] == list(known.get_heads())
    assert {one.path.rpartition("/")[2][:4] == one.revision for one in known.walk_revisions()} == {
        True
    }


async def test_a_database_that_is_up_to_date_is_left_alone(url: str) -> None:
    engine = create_async_engine(url)
    await upgrade(engine)
    async with engine.begin() as connection:
        await connection.execute(text("DROP TABLE drill"))
    await upgrade(engine)
    async with engine.connect() as connection:
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    await engine.dispose()

    assert "drill" not in tables


async def test_what_the_first_version_wrote_is_kept(url: str, vault: Vault) -> None:
    engine = create_async_engine(url)
    await upgrade(engine, "0001")
    async with engine.begin() as connection:
        await connection.execute(text(SESSION), {"number": vault.seal(NUMBER.e164)})
        await connection.execute(text(STEP))
    await engine.dispose()

    async with open_storage(url, vault) as storage:
        async with storage.begin() as work:
            session = await work.sessions.get("7F3K")
        async with storage.engine.connect() as connection:
            steps = (await connection.execute(text("SELECT session_id FROM session_step"))).all()

    assert session is not None
    assert (NUMBER, "", 0) == (session.number, session.route, session.own_steps)
    assert [("7F3K",)] == steps


async def test_whoever_was_allowed_before_there_were_roles_is_an_operator(
    url: str, vault: Vault
) -> None:
    engine = create_async_engine(url)
    await upgrade(engine, "0003")
    async with engine.begin() as connection:
        for person_id, standing in ((1002, "allowed"), (1003, "refused")):
            await connection.execute(
                text(PERSON),
                {"id": person_id, "name": vault.encrypt("Ben"), "standing": standing},
            )
    await engine.dispose()

    async with open_storage(url, vault) as storage, storage.reading() as work:
        allowed, refused = await work.people.find(1002), await work.people.find(1003)

    assert allowed is not None
    assert (Role.OPERATOR, True, "Ben") == (
        allowed.role_at(NOON),
        allowed.has_private_chat,
        allowed.name,
    )
    assert refused is not None
    assert refused.role_at(NOON) is None
