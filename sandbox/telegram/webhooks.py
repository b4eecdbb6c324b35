"""Webhooks: updates posted to the bot's own address, in order, until it says yes."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from sandbox.clock import Clock
from sandbox.telegram.parameters import Parameters
from sandbox.telegram.parties import Bot
from sandbox.telegram.refusals import WEBHOOK_SET, bad_request, conflict
from sandbox.telegram.updates import Update

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (a header's name)
SECRET = re.compile(r"[A-Za-z0-9_-]*")
LONGEST_SECRET = 256
BACKOFF = (1, 2, 4, 8, 15, 30, 60)  # seconds between tries; Telegram's own are not published
LOOPBACK = {"127.0.0.1", "localhost", "::1"}  # may do without https
SECONDS = 10.0  # for one delivery
CONNECTIONS = 40  # said if the bot names no number; in truth there is one, which keeps the order

Execute = Callable[[Bot, dict[str, Any]], None]


@dataclass
class Webhook:
    """One bot's address, and the task that serves it."""

    url: str
    secret: str
    max_connections: int
    last_error: dict[str, Any] = field(default_factory=dict)
    task: asyncio.Task[None] | None = field(default=None, repr=False)


class Webhooks:
    """All bots that are called rather than call; without a client each opens its own."""

    def __init__(self, clock: Clock, execute: Execute, client: httpx.AsyncClient | None) -> None:
        self._clock = clock
        self._execute = execute  # a call inside the answer
        self._client = client
        self._hooks: dict[int, Webhook] = {}

    def active(self, bot: Bot) -> bool:
        """Tell whether this bot has one."""
        return bot.id in self._hooks

    def set(self, bot: Bot, given: Parameters) -> None:
        """Start posting to an address; none stops it."""
        url, secret = given.text("url"), given.text("secret_token")
        if len(secret) > LONGEST_SECRET:
            raise bad_request("secret token is too long")
        if not SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        parts = urlsplit(url)
        if url and not parts.hostname:
            raise bad_request("invalid webhook URL specified")
        if url and parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        self.remove(bot)
        if url:
            bot.queue.turn_away(conflict(WEBHOOK_SET))
            connections = given.integer("max_connections") or CONNECTIONS
            hook = self._hooks[bot.id] = Webhook(url, secret, connections)
            hook.task = asyncio.create_task(self._serve(bot, hook))

    def remove(self, bot: Bot) -> None:
        """Stop posting."""
        hook = self._hooks.pop(bot.id, None)
        if hook is not None and hook.task is not None:
            hook.task.cancel()

    def described(self, bot: Bot) -> dict[str, Any]:
        """Give the WebhookInfo object."""
        hook = self._hooks.get(bot.id)
        shown: dict[str, Any] = {
            "url": hook.url if hook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(bot.queue),
        }
        if hook:
            shown |= {"max_connections": hook.max_connections, **hook.last_error}
        if bot.queue.allowed:
            shown["allowed_updates"] = sorted(bot.queue.allowed)
        return shown

    async def _serve(self, bot: Bot, hook: Webhook) -> None:
        if self._client is not None:
            return await self._deliver(self._client, bot, hook)
        async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as client:
            return await self._deliver(client, bot, hook)

    async def _deliver(self, client: httpx.AsyncClient, bot: Bot, hook: Webhook) -> None:
        while True:
            waiting = bot.queue.take(1, self._clock.now())
            if not waiting:
                await bot.queue.wait()
                continue
            failures = 0
            while not await self._post(client, bot, hook, waiting[0]):
                await self._clock.sleep(BACKOFF[min(failures, len(BACKOFF) - 1)])
                failures += 1
            bot.queue.confirm(waiting[0].update_id + 1)

    async def _post(
        self, client: httpx.AsyncClient, bot: Bot, hook: Webhook, update: Update
    ) -> bool:
        headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
        try:
            answer = await client.post(hook.url, json=update.shown(), headers=headers)
        except httpx.HTTPError as error:
            return self._note(hook, f"Connection failed: {type(error).__name__}")
        if not answer.is_success:
            status = f"{answer.status_code} {answer.reason_phrase}"
            return self._note(hook, f"Wrong response from the webhook: {status}")
        try:
            said = answer.json()
        except ValueError:
            return True
        if isinstance(said, dict) and said.get("method"):
            self._execute(bot, said)
        return True

    def _note(self, hook: Webhook, error: str) -> bool:
        now = int(self._clock.now().timestamp())
        hook.last_error = {"last_error_date": now, "last_error_message": error}
        return False
