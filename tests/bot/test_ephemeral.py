"""The adapter of ephemeral messages against servers that know them, and others."""

import json
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest
from telegram.request import HTTPXRequest

from bot.ephemeral import Ephemeral, Shown
from bot.texts.words import Words

CHAT = {"id": -1001, "type": "supergroup", "title": "Support"}
SENT = {"message_id": 5, "date": 1795219200, "chat": CHAT, "text": "A code"}
ALONE = SENT | {"message_id": 0, "ephemeral_message_id": 1}
ME = {"id": 7, "is_bot": True, "first_name": "Numdesk", "username": "numdesk_bot"}


class Server:
    """A Bot API server with an answer for each method."""

    def __init__(self, **answers: tuple[int, Any]) -> None:
        self.answers = {"getMe": (200, ME), "deleteMessage": (200, True), **answers}
        self.asked: list[str] = []

    async def adapter(self) -> Ephemeral:
        """Open a bot that talks to it."""
        kwargs = {"transport": httpx.MockTransport(self._answer)}
        bot = Bot("7:toy", request=HTTPXRequest(httpx_kwargs=kwargs))
        await bot.initialize()
        return Ephemeral(bot)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        method = request.url.path.rsplit("/", 1)[-1]
        self.asked.append(method)
        status, said = self.answers.get(method, (404, "Not Found"))
        body = {"ok": status == 200, "result": said, "description": said, "error_code": status}
        return httpx.Response(status, content=json.dumps(body))


KNOWN = (400, "Bad Request: chat not found")


@pytest.mark.parametrize(
    ("probe", "sent", "shown"),
    [
        (KNOWN, (200, ALONE), Shown.YES),
        (KNOWN, (400, "Bad Request: USER_NOT_PARTICIPANT"), Shown.NOT_TO_THEM),
        (KNOWN, (403, "Forbidden: bot was blocked by the user"), Shown.NOT_TO_THEM),
        (KNOWN, (400, "Bad Request: not here"), Shown.NOT_HERE),
        ((404, "Not Found"), (200, SENT), Shown.NOWHERE),
        ((200, True), (200, SENT), Shown.NOWHERE),  # it says yes to everything
        ((500, "Internal Server Error"), (200, SENT), Shown.NOWHERE),
    ],
)
async def test_a_message_is_sent_only_to_a_server_that_knows_such_messages(
    probe: tuple[int, Any], sent: tuple[int, Any], shown: Shown
) -> None:
    server = Server(deleteEphemeralMessage=probe, sendMessage=sent)
    adapter = await server.adapter()

    assert shown is await adapter.show(-1001, None, 1001, Words("4953"))
    assert (probe is KNOWN) == ("sendMessage" in server.asked)


@pytest.mark.parametrize("said", ["message thread not found", "TOPIC_CLOSED"])
async def test_what_is_said_about_a_topic_is_not_said_about_the_chat(said: str) -> None:
    server = Server(deleteEphemeralMessage=KNOWN, sendMessage=(400, f"Bad Request: {said}"))
    adapter = await server.adapter()

    with pytest.raises(BadRequest):
        await adapter.show(-1001, 7, 1001, Words("4953"))


async def test_what_came_out_visible_is_deleted_and_never_tried_again() -> None:
    server = Server(deleteEphemeralMessage=KNOWN, sendMessage=(200, SENT))
    adapter = await server.adapter()

    assert Shown.NOWHERE is await adapter.show(-1001, None, 1001, Words("4953"))
    assert "deleteMessage" == server.asked[-1]
    assert Shown.NOWHERE is await adapter.show(-1001, None, 1001, Words("4953"))
    assert 1 == server.asked.count("sendMessage")
