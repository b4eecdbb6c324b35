"""Polling, webhooks, floods and troubles of the Bot API server."""

import asyncio
import re
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.serving import listen, serving
from sandbox.telegram.limits import Limits
from sandbox.telegram.methods.table import METHODS
from tests.sandbox.telegram.conftest import ANNA, BEN, BOT, FORUM, TOKEN, Served, populated

DOCUMENT = Path(__file__).parents[3] / "docs" / "sandbox.md"


def client(limits: Limits | None = None) -> tuple[httpx.AsyncClient, object]:
    telegram = populated(limits)
    telegram.say(ANNA, BOT, "/start")
    transport = httpx.ASGITransport(telegram.app)
    address = f"http://127.0.0.1/bot{TOKEN}/"
    return httpx.AsyncClient(transport=transport, base_url=address), telegram


@pytest.mark.parametrize("how", ["json", "data", "files", "body of a GET", "params"])
async def test_parameters_come_in_five_ways(how: str) -> None:
    """JSON, urlencoded, multipart, the body of a GET as pyTelegramBotAPI sends it, its query."""
    bot, _ = client()
    given = {"chat_id": str(ANNA), "text": "héllo"}
    match how:
        case "json":
            answer = await bot.post("sendMessage", json=given)
        case "data":
            answer = await bot.post("SENDMESSAGE", data=given)
        case "files":
            parts = {name: (None, value.encode()) for name, value in given.items()}
            answer = await bot.post("sendMessage", files=parts)
        case "body of a GET":
            answer = await bot.request("GET", "sendMessage", data=given)
        case _:
            answer = await bot.get("sendMessage", params=given)

    assert "héllo" == answer.json()["result"]["text"]


async def test_updates_stay_until_they_are_confirmed() -> None:
    bot, _ = client()
    first = (await bot.get("getUpdates")).json()["result"]
    again = (await bot.get("getUpdates")).json()["result"]
    after = await bot.get("getUpdates", params={"offset": first[-1]["update_id"] + 1})

    assert first == again
    assert [] == after.json()["result"]


async def test_two_pollers_cannot_live_side_by_side() -> None:
    bot, _ = client()
    offset = (await bot.get("getUpdates")).json()["result"][-1]["update_id"] + 1
    waiting = asyncio.create_task(
        bot.get("getUpdates", params={"offset": offset, "timeout": 5}, timeout=10)
    )
    await asyncio.sleep(0)
    for _ in range(20):
        await asyncio.sleep(0)
    await bot.get("getUpdates", params={"offset": offset})
    refused = (await waiting).json()

    assert 409 == refused["error_code"]
    assert "terminated by other getUpdates request" in refused["description"]


async def test_floods_are_answered_with_how_long_to_wait() -> None:
    bot, _ = client(Limits.telegram())
    answers = [
        await bot.post("sendMessage", json={"chat_id": ANNA, "text": str(each)})
        for each in range(9)
    ]
    refused = answers[-1].json()

    assert 200 == answers[0].status_code
    assert 429 == refused["error_code"]
    assert re.fullmatch(r"Too Many Requests: retry after \d+", refused["description"])
    assert refused["parameters"]["retry_after"] >= 1


async def test_a_group_takes_twenty_messages_a_minute() -> None:
    strict = Limits.telegram()
    limits = Limits(0, strict.pace, 20, strict.group_period, 0, strict.pace)
    bot, _ = client(limits)
    codes = [
        (await bot.post("sendMessage", json={"chat_id": FORUM, "text": str(each)})).status_code
        for each in range(21)
    ]

    assert [200] * 20 + [429] == codes


async def test_a_bot_in_privacy_mode_hears_only_what_is_meant_for_it() -> None:
    telegram = populated()
    telegram.add_group(-1002, "Plain", members=[ANNA, BEN], bots=[BOT])
    bot = httpx.AsyncClient(
        transport=httpx.ASGITransport(telegram.app), base_url=f"http://127.0.0.1/bot{TOKEN}/"
    )
    for text in ("just talk", "/help", "/help@other_bot", "/help@judge_bot", "@judge_bot hi"):
        telegram.say(BEN, -1002, text)
    heard = [one["message"]["text"] for one in (await bot.get("getUpdates")).json()["result"]]

    assert ["/help", "/help@judge_bot", "@judge_bot hi"] == heard


async def test_a_webhook_is_called_with_its_secret_until_it_says_yes(served: Served) -> None:
    """In order; the same update again after a failure; a call in the answer is carried out."""
    heard: list[tuple[str, str]] = []

    async def hook(request: Request) -> Response:
        update = await request.json()
        secret = request.headers["X-Telegram-Bot-Api-Secret-Token"]
        heard.append((secret, update["message"]["text"]))
        if len(heard) == 1:
            return Response(status_code=500)
        return JSONResponse({"method": "sendMessage", "chat_id": ANNA, "text": "heard"})

    app = Starlette(routes=[Route("/hook", hook, methods=["POST"])])
    async with serving(app, listen("127.0.0.1", 0)) as port, httpx.AsyncClient() as http:
        api = f"{served.address}/bot{TOKEN}"
        url = f"http://127.0.0.1:{port}/hook"
        await http.post(f"{api}/setWebhook", json={"url": url, "secret_token": "s3cret"})
        served.telegram.say(ANNA, BOT, "/start")
        served.telegram.say(ANNA, BOT, "second")
        async with asyncio.timeout(10):
            while len(heard) < 3 or len(served.telegram.history(BOT, viewer=ANNA)) < 4:
                await asyncio.sleep(0.02)
        refused = (await http.get(f"{api}/getUpdates")).json()
        info = (await http.get(f"{api}/getWebhookInfo")).json()["result"]
        await http.get(f"{api}/deleteWebhook")

    assert [("s3cret", "/start"), ("s3cret", "/start"), ("s3cret", "second")] == heard[:3]
    assert "can't use getUpdates method while webhook is active" in refused["description"]
    assert "500" in info["last_error_message"]


async def test_an_ephemeral_message_is_seen_by_one(served: Served) -> None:
    async with httpx.AsyncClient() as http:
        given = {"chat_id": FORUM, "text": "only you", "receiver_user_id": BEN}
        answer = await http.post(f"{served.address}/bot{TOKEN}/sendMessage", json=given)

    assert answer.json()["ok"]
    seen = [one.get("text") for one in served.telegram.history(FORUM, viewer=BEN)]
    assert "only you" in seen
    assert "only you" not in [
        one.get("text") for one in served.telegram.history(FORUM, viewer=ANNA)
    ]


def test_the_coverage_table_names_exactly_the_methods_there_are() -> None:
    listed = re.findall(r"^\| `(\w+)`", DOCUMENT.read_text(), flags=re.MULTILINE)

    polling = {"getupdates", "setwebhook", "deletewebhook", "getwebhookinfo"}
    assert {*METHODS, *polling} == {name.lower() for name in listed}
