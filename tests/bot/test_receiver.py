"""The receiver's doors, reached without a socket."""

import json
from typing import Any

import httpx
import pytest
from cryptography.fernet import Fernet
from telegram import Bot, Update

from bot.receiver import SECRET_HEADER, header_token, path_token, receiver
from bot.settings import Settings, read_settings

UPDATE = {
    "update_id": 5,
    "message": {
        "message_id": 1,
        "date": 1795219200,
        "chat": {"id": 1001, "type": "private", "first_name": "Anna"},
        "from": {"id": 1001, "is_bot": False, "first_name": "Anna"},
        "text": "/help",
    },
}


class Door:
    """A receiver whose desk only notes what it is told."""

    def __init__(self) -> None:
        self.settings: Settings = read_settings(
            {
                "TELEGRAM_BOT_TOKEN": "7000000001:toy",
                "OWNER_IDS": "1001",
                "SECRETS_KEY": Fernet.generate_key().decode(),
                "PUBLIC_URL": "https://desk.example",
                "HOOK_SECRET": "a secret nobody guesses",
            }
        )
        self.kept: list[Update] = []
        self.works = {"database": True, "telegram": True}
        self.fails = False
        app = receiver(self.settings, Bot("7000000001:toy"), keep=self._keep, ready=self._ready)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://desk")

    async def post(self, content: bytes, *, secret: str | None = None) -> httpx.Response:
        """Bring an update as Telegram would."""
        shown = header_token(self.settings) if secret is None else secret
        path = f"/telegram/{path_token(self.settings, 'telegram')}"
        named = {SECRET_HEADER: shown.encode("latin-1")}
        return await self.client.post(path, content=content, headers=named)

    async def _keep(self, updates: list[Update]) -> None:
        if self.fails:
            raise OSError("the disk is full")
        self.kept += updates

    async def _ready(self) -> dict[str, bool]:
        return self.works


@pytest.fixture
def door() -> Door:
    return Door()


async def test_the_process_says_that_it_lives_and_whether_it_can_work(door: Door) -> None:
    alive = await door.client.get("/healthz")
    ready = await door.client.get("/readyz")
    door.works["telegram"] = False
    away = await door.client.get("/readyz")

    assert (200, 200, 503) == (alive.status_code, ready.status_code, away.status_code)
    assert {"database": True, "telegram": False} == away.json()


async def test_an_update_is_kept_before_it_is_confirmed(door: Door) -> None:
    answer = await door.post(json.dumps(UPDATE).encode())

    assert 200 == answer.status_code
    assert [5] == [update.update_id for update in door.kept]


async def test_what_could_not_be_kept_is_to_be_sent_again(door: Door) -> None:
    door.fails = True

    assert 500 == (await door.post(json.dumps(UPDATE).encode())).status_code


@pytest.mark.parametrize("secret", ["", "wrong", "schl\xfcssel"])
async def test_whoever_does_not_know_the_secret_finds_nothing(door: Door, secret: str) -> None:
    answer = await door.post(json.dumps(UPDATE).encode(), secret=secret)

    assert 404 == answer.status_code
    assert [] == door.kept


async def test_a_wrong_address_is_not_found(door: Door) -> None:
    headers = {SECRET_HEADER: header_token(door.settings)}
    other = path_token(door.settings, "lanck")
    statuses = [
        (await door.client.post(path, json=UPDATE, headers=headers)).status_code
        for path in (f"/telegram/{other}", "/telegram/", "/telegram/x/y", "/", "/telegram/%00")
    ]

    assert {404} == set(statuses)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"7",
        b'"text"',
        b"null",
        b"{}",
        b"[" * 100_000,
        json.dumps(UPDATE | {"message": 7}).encode(),
        json.dumps(UPDATE | {"message": {"chat": None}}).encode(),
    ],
)
async def test_what_is_no_update_is_refused(door: Door, body: bytes) -> None:
    answer = await door.post(body)

    assert 400 == answer.status_code
    assert [] == door.kept


async def test_a_body_without_end_is_cut_off(door: Door) -> None:
    assert 413 == (await door.post(b" " * (2 << 20))).status_code


async def test_without_a_hook_secret_nothing_is_taken() -> None:
    settings = read_settings(
        {
            "TELEGRAM_BOT_TOKEN": "7000000001:toy",
            "OWNER_IDS": "1001",
            "SECRETS_KEY": Fernet.generate_key().decode(),
        }
    )

    async def never(*_: Any) -> Any:  # noqa: ANN401 (it is never called)
        raise AssertionError

    app = receiver(settings, Bot("7000000001:toy"), keep=never, ready=never)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://d") as client:
        assert 404 == (await client.post("/telegram/x", json=UPDATE)).status_code
