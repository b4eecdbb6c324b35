"""How updates reach a bot that is called."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.sandbox.telegram.scene import ANNA, BOT, Scene

HOOK = "https://bot.example.org/telegram"


class Receiver:
    """The bot's own server; it answers with what stands in `answers`, then with 200."""

    def __init__(self) -> None:
        self.heard: list[httpx.Request] = []
        self.answers: list[httpx.Response | Exception] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Hear one request."""
        self.heard.append(request)
        answer = self.answers.pop(0) if self.answers else httpx.Response(200)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def texts(self) -> list[str]:
        """Give what people wrote, as it arrived."""
        return [json.loads(request.content)["message"]["text"] for request in self.heard]


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def hooked(receiver: Receiver) -> AsyncIterator[Scene]:
    """Give a scene whose bot is called."""
    async with httpx.AsyncClient(transport=httpx.MockTransport(receiver)) as client:
        scene = Scene(client=client)
        await scene.updates()
        await scene.call("setWebhook", url=HOOK, secret_token="s3cret", max_connections=3)
        yield scene
        await scene.call("deleteWebhook")


async def test_an_update_is_posted_with_the_secret(hooked: Scene, receiver: Receiver) -> None:
    hooked.telegram.say(ANNA, BOT, "one")
    await hooked.clock.advance(0)
    (request,) = receiver.heard

    assert str(request.url) == HOOK
    assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == "s3cret"
    assert receiver.texts == ["one"]
    assert await hooked.call("getWebhookInfo") == {
        "url": HOOK,
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "max_connections": 3,
    }


async def test_it_is_posted_again_until_accepted_and_keeps_the_order(
    hooked: Scene, receiver: Receiver
) -> None:
    receiver.answers = [httpx.Response(500), httpx.ConnectError("refused")]
    hooked.telegram.say(ANNA, BOT, "one")
    hooked.telegram.say(ANNA, BOT, "two")
    await hooked.clock.advance(1)
    failed = await hooked.call("getWebhookInfo")
    await hooked.clock.advance(2)

    assert receiver.texts == ["one", "one", "one", "two"]
    assert failed["last_error_message"] == "Connection failed: ConnectError"
    assert failed["last_error_date"] == int(hooked.clock.now().timestamp()) - 2
    assert failed["pending_update_count"] == 2


async def test_a_call_in_the_answer_is_carried_out(hooked: Scene, receiver: Receiver) -> None:
    said: dict[str, Any] = {"method": "sendMessage", "chat_id": ANNA, "text": "Hello"}
    receiver.answers = [
        httpx.Response(200, json=said),
        httpx.Response(200, json={**said, "chat_id": 42}),  # nobody hears of the refusal
        httpx.Response(200, text="thanks"),
    ]
    for text in ("one", "two", "three"):
        hooked.telegram.say(ANNA, BOT, text)
    await hooked.clock.advance(0)

    texts = [message["text"] for message in hooked.telegram.history(BOT, viewer=ANNA)]
    assert texts == ["/start", "one", "two", "three", "Hello"]
    _, sent, refused = hooked.telegram.calls  # after setWebhook
    assert (sent.answer["ok"], refused.answer["ok"]) == (True, False)


async def test_a_redelivered_update_arrives_twice(hooked: Scene, receiver: Receiver) -> None:
    hooked.telegram.say(ANNA, BOT, "one")
    await hooked.clock.advance(0)
    hooked.telegram.redeliver_last_update(BOT)
    await hooked.clock.advance(0)

    assert receiver.heard[0].content == receiver.heard[1].content


async def test_a_webhook_and_polling_exclude_each_other(hooked: Scene) -> None:
    conflict = await hooked.ask("getUpdates")
    await hooked.call("setWebhook", url="")
    poll = asyncio.create_task(hooked.ask("getUpdates", timeout=30))
    await hooked.clock.advance(0)
    await hooked.call("setWebhook", url=HOOK)

    assert conflict["error_code"] == 409
    assert conflict["description"] == (
        "Conflict: can't use getUpdates method while webhook is active;"
        " use deleteWebhook to delete the webhook first"
    )
    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"


async def test_pending_updates_can_be_dropped(scene: Scene) -> None:
    await scene.call("deleteWebhook", drop_pending_updates=True)

    assert await scene.call("getUpdates") == []


async def test_the_kinds_of_updates_are_told(scene: Scene) -> None:
    await scene.call("setWebhook", url="", allowed_updates=["message", "callback_query"])
    told = await scene.call("getWebhookInfo")

    assert told["allowed_updates"] == ["callback_query", "message"]


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        (
            {"url": "http://bot.example.org/"},
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
        ({"url": "nowhere"}, "invalid webhook URL specified"),
        ({"url": HOOK, "secret_token": "ä"}, "secret token contains unallowed characters"),
        ({"url": HOOK, "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_a_webhook_that_cannot_be_set(
    scene: Scene, parameters: dict[str, object], sentence: str
) -> None:
    assert await scene.refusal("setWebhook", **parameters) == f"Bad Request: {sentence}"
    assert (await scene.call("getWebhookInfo"))["url"] == ""
