"""The town as its visitors see it."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.fernet import Fernet

from sandbox.town import ANNA, BEN, BOT_ID, BOT_NAME, BOT_TOKEN, CHIARA, NIGHT_SHIFT, SUPPORT, Town
from tests.sandbox.held_clock import HeldClock

HERE = "http://127.0.0.1:8900"


@pytest.fixture
def town() -> Town:
    return Town(HeldClock())


@pytest.fixture
def visitor(town: Town) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(town.app), base_url=HERE)


async def ask_telegram(
    visitor: httpx.AsyncClient, method: str, **parameters: object
) -> dict[str, Any]:
    reply = await visitor.post(f"/bot{BOT_TOKEN}/{method}", json=parameters)
    body: dict[str, Any] = reply.json()
    return body


async def test_telegram_knows_the_bot(visitor: httpx.AsyncClient) -> None:
    me = await ask_telegram(visitor, "getMe")

    assert me["result"]["id"] == BOT_ID
    assert me["result"]["username"] == BOT_NAME


async def test_support_has_topics_and_the_night_shift_has_none(
    visitor: httpx.AsyncClient,
) -> None:
    support = (await ask_telegram(visitor, "getChat", chat_id=SUPPORT))["result"]
    night = (await ask_telegram(visitor, "getChat", chat_id=NIGHT_SHIFT))["result"]

    assert (support["title"], support.get("is_forum")) == ("Support", True)
    assert (night["title"], night.get("is_forum", False)) == ("Night shift", False)


@pytest.mark.parametrize(
    ("person", "statuses"),
    [(ANNA, {"administrator", "creator"}), (BEN, {"member"}), (CHIARA, {"left"})],
)
async def test_anna_runs_the_groups_ben_is_in_them_and_chiara_is_not(
    visitor: httpx.AsyncClient, person: int, statuses: set[str]
) -> None:
    for group in (SUPPORT, NIGHT_SHIFT):
        member = await ask_telegram(visitor, "getChatMember", chat_id=group, user_id=person)
        assert member["result"]["status"] in statuses


async def test_the_first_poll_is_noticed(town: Town, visitor: httpx.AsyncClient) -> None:
    assert not town.polled.is_set()

    await ask_telegram(visitor, "getUpdates", timeout=0)

    assert town.polled.is_set()


async def test_the_page_is_at_the_root(visitor: httpx.AsyncClient) -> None:
    page = await visitor.get("/")

    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")


def test_the_environment_is_all_a_bot_needs(town: Town) -> None:
    environment = town.environment(8900, Path("/somewhere/numdesk.db"))

    assert environment["TELEGRAM_BOT_TOKEN"].startswith(f"{BOT_ID}:")
    assert environment["TELEGRAM_API_URL"] == HERE
    assert environment["OWNER_IDS"] == str(ANNA)
    assert environment["NUMCHECK_BASE_URL"] == f"{HERE}/numcheck/ru"
    assert len(environment["NUMCHECK_SECRET_KEY"]) == 32
    assert environment["DATABASE_URL"] == "sqlite+aiosqlite:////somewhere/numdesk.db"
    assert environment["ALLOW_UNASSIGNED_NUMBERS"] == "true"
    assert 0 < int(environment["RECEIVER_PORT"]) < 65536
    Fernet(environment["SECRETS_KEY"])


def test_secrets_are_fresh_in_every_town_and_last_as_long_as_it(town: Town) -> None:
    first, second = (town.environment(8900, Path("numdesk.db")) for _ in range(2))
    elsewhere = Town(HeldClock()).environment(8900, Path("numdesk.db"))

    for name in ("SECRETS_KEY", "HOOK_SECRET"):
        assert first[name] == second[name]
        assert first[name] != elsewhere[name]
