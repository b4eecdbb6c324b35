"""The receiver's doors, reached without a socket."""

import json

import httpx
import pytest
from cryptography.fernet import Fernet
from telegram import Bot, Update

from bot.clock import SystemClock
from bot.flows.intake import NobodyHomeError, UntrustedError
from bot.hooks import Hooks
from bot.receiver import SECRET_HEADER, Receiver
from bot.settings import read_settings
from providers.contract.events import Callback, UnreadableCallbackError

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
        settings = read_settings(
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
        self.hooks = Hooks(settings)
        self.heard: list[Callback] = []
        receiver = Receiver(
            self.hooks,
            Bot("7000000001:toy"),
            SystemClock(),
            keep=self._keep,
            hear=self._hear,
            ready=self._ready,
            measure=self._measure,
        )
        transport = httpx.ASGITransport(receiver.app, raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://desk")

    async def post(self, content: bytes, *, secret: str | None = None) -> httpx.Response:
        """Bring an update as Telegram would."""
        shown = self.hooks.header_token() if secret is None else secret
        path = f"/telegram/{self.hooks.token('telegram')}"
        named = httpx.Headers({SECRET_HEADER: shown}, encoding="latin-1")
        return await self.client.post(path, content=content, headers=named)

    async def call_back(
        self,
        provider: str,
        content: bytes = b"{}",
        *,
        params: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> int:
        """Bring a callback; gives the status."""
        path = f"/hooks/{provider}/{self.hooks.token(provider)}"
        return (
            await self.client.post(path, content=content, params=params, headers=headers)
        ).status_code

    async def _keep(self, updates: list[Update]) -> None:
        if self.fails:
            raise OSError("the disk is full")
        self.kept += updates

    async def _measure(self) -> bytes:
        return b"numdesk_inbox_waiting 0.0\n"

    async def _hear(self, name: str, callback: Callback) -> None:
        if self.fails:
            raise OSError("the disk is full")
        if name == "nobody":
            raise NobodyHomeError
        if callback.headers.get("sign"):
            raise UntrustedError
        if callback.body == b"?":
            raise UnreadableCallbackError
        self.heard.append(callback)

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
    headers = {SECRET_HEADER: door.hooks.header_token()}
    other = door.hooks.token("lanck")
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


def test_without_a_hook_secret_there_are_no_doors() -> None:
    settings = read_settings(
        {
            "TELEGRAM_BOT_TOKEN": "7000000001:toy",
            "OWNER_IDS": "1001",
            "SECRETS_KEY": Fernet.generate_key().decode(),
        }
    )

    assert not Hooks(settings).opens("telegram", "x")
    assert Hooks(settings).address("lanck") is None


async def test_a_callback_is_handed_over_whole(door: Door) -> None:
    status = await door.call_back(
        "lanck", b'{"a": 1}', params={"for": "flash"}, headers={"X-A": "b"}
    )

    (callback,) = door.heard
    assert 200 == status
    assert ("POST", b'{"a": 1}', {"for": "flash"}) == (
        callback.method,
        callback.body,
        callback.query,
    )
    assert "b" == callback.headers["x-a"]


async def test_a_callback_is_answered_by_what_the_sender_should_do(door: Door) -> None:
    unknown = await door.call_back("nobody")
    forged = await door.call_back("lanck", headers={"sign": "forged"})
    unreadable = await door.call_back("lanck", b"?")
    endless = await door.call_back("lanck", b" " * 70_000)
    door.fails = True
    again = await door.call_back("lanck")

    assert [404, 403, 400, 413, 500] == [unknown, forged, unreadable, endless, again]
    assert [] == door.heard


async def test_the_token_of_one_door_opens_no_other(door: Door) -> None:
    paths = (f"/hooks/lanck/{door.hooks.token('mcn')}", f"/hooks/mcn/{door.hooks.token('mcn')}x")
    statuses = {(await door.client.post(path, content=b"{}")).status_code for path in paths}

    assert {404} == statuses
    assert 200 == (await door.client.get(f"/hooks/mcn/{door.hooks.token('mcn')}")).status_code
