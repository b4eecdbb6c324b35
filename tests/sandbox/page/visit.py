"""A visit to a town: what a toy bot does there, and where its pages are."""

from typing import Any, Self

import httpx

from sandbox.town import ANNA, BOT_ID, BOT_TOKEN, Town


class Visit:
    """A town at an address. Use it as a context, which closes its client."""

    def __init__(self, town: Town, address: str) -> None:
        self.town = town
        self.address = address
        self.client = httpx.AsyncClient(base_url=address, timeout=15)
        self._offset = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()

    def place(self, me: int = ANNA, chat_id: int = BOT_ID, topic_id: int | None = None) -> str:
        """Give the address of a chat, as somebody."""
        return f"{self.address}/#{me}/{chat_id}/{topic_id or ''}"

    async def bot(self, method: str, **parameters: object) -> Any:  # noqa: ANN401 (what each method of the Bot API gives)
        """Call a method of the Bot API."""
        reply = await self.client.post(f"/bot{BOT_TOKEN}/{method}", json=parameters)
        body = reply.json()
        assert body["ok"], body
        return body["result"]

    async def tells(self, text: str, chat_id: int = ANNA, **more: object) -> dict[str, Any]:
        """Have the bot send HTML."""
        message: dict[str, Any] = await self.bot(
            "sendMessage", chat_id=chat_id, text=text, parse_mode="HTML", **more
        )
        return message

    async def hears(self, kind: str) -> dict[str, Any]:
        """Wait for the bot's next update of a kind; others are passed over."""
        while True:
            for update in await self.bot("getUpdates", offset=self._offset, timeout=10):
                self._offset = update["update_id"] + 1
                if kind in update:
                    heard: dict[str, Any] = update[kind]
                    return heard

    def starts(self, person: int = ANNA) -> None:
        """Have somebody write first, so that the bot may answer."""
        self.town.telegram.say(person, BOT_ID, "/start")
