"""A small world and a bot that speaks plain HTTP, in process."""

from typing import Any

import httpx

from sandbox.feed import Feed
from sandbox.telegram.limits import Limits
from sandbox.telegram.world import Telegram
from tests.sandbox.held_clock import HeldClock

ANNA, BEN, CHIARA = 1001, 1002, 1003
BOT = 7000000001
TOKEN = f"{BOT}:toy"
TEAM, FORUM, SMALL = -1001000000001, -1001000000002, -1003
CODES = 2  # a topic of the forum
HERE = "http://127.0.0.1:8900"

Answer = dict[str, Any]


class ListeningFeed(Feed):
    """A feed whose listener has noted everything."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[dict[str, Any]] = []

    def publish(self, event: dict[str, Any]) -> None:
        """Note it as well."""
        self.heard.append(event)
        super().publish(event)

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        """Give the events of one type."""
        return [event for event in self.heard if event["type"] == kind]


class Scene:
    """Anna has started the bot, Ben has not; the groups hold Anna, Ben and the bot."""

    def __init__(
        self, limits: Limits | None = None, client: httpx.AsyncClient | None = None
    ) -> None:
        self.clock = HeldClock()
        self.feed = ListeningFeed()
        self.telegram = Telegram(
            self.clock, self.feed, limits=limits or Limits.none(), client=client
        )
        self.telegram.add_bot(TOKEN, user_id=BOT, username="numdesk_bot", name="Numdesk")
        self.telegram.add_person(ANNA, "Anna", username="anna")
        self.telegram.add_person(BEN, "Ben", language_code="de")
        self.telegram.add_person(CHIARA, "Chiara")
        for group, title, topics in (
            (TEAM, "Team", None),
            (FORUM, "Forum", {CODES: "Codes"}),
            (SMALL, "Small", None),
        ):
            self.telegram.add_group(
                group, title, members=[ANNA, BEN], admins=[ANNA], topics=topics, bots=[BOT]
            )
        self.telegram.say(ANNA, BOT, "/start")
        transport = httpx.ASGITransport(self.telegram.app)
        self.http = httpx.AsyncClient(transport=transport, base_url=HERE)

    async def ask(self, method: str, **parameters: object) -> Answer:
        """Call a method; give the whole answer."""
        reply = await self.http.post(f"/bot{TOKEN}/{method}", json=parameters)
        answer: Answer = reply.json()
        assert answer.get("error_code", 200) == reply.status_code
        return answer

    async def call(self, method: str, **parameters: object) -> Any:  # noqa: ANN401 (what each method gives)
        """Call a method that must succeed; give its result."""
        answer = await self.ask(method, **parameters)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **parameters: object) -> str:
        """Call a method that must be refused; give the sentence."""
        answer = await self.ask(method, **parameters)
        assert not answer["ok"], answer
        description: str = answer["description"]
        return description

    async def updates(self, **parameters: object) -> list[Answer]:
        """Fetch what waits, and confirm it."""
        found: list[Answer] = await self.call("getUpdates", **parameters)
        if found:
            await self.call("getUpdates", offset=found[-1]["update_id"] + 1, limit=1)
        return found

    async def texts(self) -> list[str]:
        """Fetch what people wrote."""
        return [update["message"]["text"] for update in await self.updates()]
