"""Webhooks: updates posted to the bot's own address, in order, until it says yes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from sandbox.clock import Clock
from sandbox.telegram.parties import Bot
from sandbox.telegram.refusals import bad_request

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (a header's name)
BACKOFF = (1, 2, 4, 8, 15, 30, 60)  # seconds between tries; Telegram's own are not published
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SECONDS = 10.0  # for one delivery


@dataclass
class Webhook:
    """One bot's address, and the task that serves it."""

    url: str
    secret: str
    last_error: str = ""
    last_error_at: int = 0
    task: asyncio.Task[None] | None = field(default=None, repr=False)


class Webhooks:
    """All bots that are called rather than call."""

    def __init__(self, clock: Clock, execute: Callable[[Bot, dict[str, Any]], object]) -> None:
        self._clock = clock
        self._execute = execute  # a call inside the answer
        self._hooks: dict[int, Webhook] = {}

    def active(self, bot: Bot) -> bool:
        """Tell whether this bot has one."""
        return bot.id in self._hooks

    def set(self, bot: Bot, url: str, secret: str) -> None:
        """Start posting to an address; none stops it."""
        self.remove(bot)
        if not url:
            return
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        hook = self._hooks[bot.id] = Webhook(url, secret)
        hook.task = asyncio.create_task(self._serve(bot, hook))

    def remove(self, bot: Bot) -> None:
        """Stop posting."""
        hook = self._hooks.pop(bot.id, None)
        if hook is not None and hook.task is not None:
            hook.task.cancel()

    def described(self, bot: Bot) -> dict[str, Any]:
        """Give the WebhookInfo object."""
        hook = self._hooks.get(bot.id, Webhook("", ""))
        shown: dict[str, Any] = {
            "url": hook.url,
            "has_custom_certificate": False,
            "pending_update_count": len(bot.queue),
        }
        if hook.last_error:
            shown |= {
                "last_error_date": hook.last_error_at,
                "last_error_message": hook.last_error,
            }
        return shown

    async def _serve(self, bot: Bot, hook: Webhook) -> None:
        failures = 0
        async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as client:
            while True:
                waiting = bot.queue.take(1, self._clock.now())
                if not waiting:
                    await bot.queue.wait()
                    continue
                if await self._post(client, bot, hook, waiting[0].shown()):
                    bot.queue.confirm(waiting[0].update_id + 1)
                    failures = 0
                else:
                    wait = BACKOFF[min(failures, len(BACKOFF) - 1)]
                    failures += 1
                    await self._clock.sleep(wait)

    async def _post(
        self, client: httpx.AsyncClient, bot: Bot, hook: Webhook, update: dict[str, Any]
    ) -> bool:
        headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
        try:
            answer = await client.post(hook.url, json=update, headers=headers)
        except httpx.HTTPError as error:
            self._note(hook, f"Connection failed: {type(error).__name__}")
            return False
        if not answer.is_success:
            self._note(hook, f"Wrong response from the webhook: {answer.status_code}")
            return False
        try:
            said = answer.json()
        except ValueError:
            return True
        if isinstance(said, dict) and said.get("method"):
            self._execute(bot, said)
        return True

    def _note(self, hook: Webhook, error: str) -> None:
        hook.last_error = error
        hook.last_error_at = int(self._clock.now().timestamp())
