"""How updates reach a bot that asks for them, and what troubles it may meet."""

import asyncio
from typing import Any

import pytest

from sandbox.telegram.updates import FIRST_ID
from tests.sandbox.telegram.scene import ANNA, BOT, TOKEN, Scene


async def waiting(scene: Scene, **parameters: object) -> "asyncio.Task[dict[str, Any]]":
    """Ask for updates that have not happened yet."""
    poll = asyncio.create_task(scene.ask("getUpdates", timeout=30, **parameters))
    await scene.clock.advance(0)
    return poll


async def test_updates_are_numbered_and_stay_until_confirmed(scene: Scene) -> None:
    scene.telegram.say(ANNA, BOT, "two")
    first = await scene.call("getUpdates", limit=1)
    both = await scene.call("getUpdates", offset=FIRST_ID)
    rest = await scene.call("getUpdates", offset=FIRST_ID + 1)

    assert [update["update_id"] for update in both] == [FIRST_ID, FIRST_ID + 1]
    assert (first, rest) == (both[:1], both[1:])
    assert await scene.call("getUpdates", offset=FIRST_ID) == both[1:]


async def test_a_negative_offset_keeps_the_last_ones(scene: Scene) -> None:
    for text in "abc":
        scene.telegram.say(ANNA, BOT, text)
    kept = await scene.call("getUpdates", offset=-2)

    assert [update["message"]["text"] for update in kept] == ["b", "c"]


async def test_updates_are_forgotten_after_a_day(scene: Scene) -> None:
    await scene.clock.advance(24 * 3600)

    assert await scene.call("getUpdates") == []


async def test_a_long_poll_ends_with_an_update_or_its_time(scene: Scene) -> None:
    await scene.updates()
    poll = await waiting(scene)
    scene.telegram.say(ANNA, BOT, "there")
    assert (await poll)["result"][0]["message"]["text"] == "there"

    await scene.updates()
    poll = await waiting(scene)
    await scene.clock.advance(30)
    assert (await poll)["result"] == []


async def test_a_second_poller_ends_the_first(scene: Scene) -> None:
    await scene.updates()
    first = await waiting(scene)
    second = await waiting(scene)
    scene.telegram.say(ANNA, BOT, "there")

    assert (await first)["error_code"] == 409
    assert (await first)["description"] == (
        "Conflict: terminated by other getUpdates request;"
        " make sure that only one bot instance is running"
    )
    assert len((await second)["result"]) == 1


async def test_a_bot_hears_only_the_kinds_it_asked_for(scene: Scene) -> None:
    await scene.updates(allowed_updates=["edited_message"])
    said = scene.telegram.say(ANNA, BOT, "a")["message_id"]
    scene.telegram.edit_own(ANNA, BOT, said, "b")
    scene.telegram.react(ANNA, BOT, said, "👍")
    (edited,) = await scene.updates()

    assert "edited_message" in edited
    await scene.call("getUpdates", allowed_updates=[])
    scene.telegram.react(ANNA, BOT, said, "")
    assert await scene.updates() == []  # reactions come on request only
    refusal = await scene.refusal("getUpdates", allowed_updates=5)
    assert refusal == "Bad Request: expected an Array of allowed updates"


async def test_the_last_update_can_come_twice_unchanged(scene: Scene) -> None:
    (update,) = await scene.updates()
    scene.telegram.redeliver_last_update(BOT)
    again = await scene.call("getUpdates", offset=update["update_id"] + 1)
    after = await scene.call("getUpdates", offset=update["update_id"] + 1)
    scene.telegram.redeliver_last_update(TOKEN)

    assert (again, after) == ([update], [])
    assert await scene.call("getUpdates") == [update]


async def test_while_it_is_down_everybody_gets_502(scene: Scene) -> None:
    await scene.updates()
    poll = await waiting(scene)
    scene.telegram.go_down()
    down = await scene.ask("getMe")
    scene.telegram.come_back()

    assert (await poll)["error_code"] == 502
    assert (down["error_code"], down["description"]) == (502, "Bad Gateway")
    assert (await scene.call("getMe"))["id"] == BOT


async def test_a_lost_answer_was_carried_out_all_the_same(scene: Scene) -> None:
    scene.telegram.lose_answers(1)
    await scene.ask("getUpdates")  # polling loses nothing
    lost = await scene.ask("sendMessage", chat_id=ANNA, text="once")
    kept = await scene.ask("sendMessage", chat_id=ANNA, text="twice")

    assert (lost["error_code"], kept["ok"]) == (500, True)
    texts = [message["text"] for message in scene.telegram.history(BOT, viewer=ANNA)]
    assert texts == ["/start", "once", "twice"]


async def test_calls_are_remembered_for_tests(scene: Scene) -> None:
    await scene.ask("getUpdates")
    await scene.ask("sendMessage", chat_id=ANNA, text="a")
    await scene.ask("sendMessage", chat_id=42, text="a")
    sent, refused = scene.telegram.calls

    assert (sent.method, sent.given["text"]) == ("sendmessage", "a")
    assert sent.answer["result"]["message_id"] == 2
    assert refused.answer["description"] == "Bad Request: chat not found"
    assert sent.at == scene.clock.now()


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/bot1:wrong/getMe", 401, "Unauthorized"),
        (f"/bot{TOKEN}/getMoon", 404, "Not Found: method not found"),
        ("/elsewhere", 404, "Not Found"),
    ],
)
async def test_a_wrong_address_is_refused(
    scene: Scene, path: str, status: int, description: str
) -> None:
    answer = await scene.http.get(path)

    assert answer.status_code == status
    assert answer.json() == {"ok": False, "error_code": status, "description": description}


@pytest.mark.parametrize(
    ("content", "kind", "description"),
    [
        (b"{", "application/json", "can't parse JSON object"),
        (b"[]", "application/json", "object expected as the body"),
        (b"", "application/json", "chat_id is empty"),
        (b"chat_id=x&text=a", "application/x-www-form-urlencoded", "chat not found"),
    ],
)
async def test_a_body_that_cannot_be_read(
    scene: Scene, content: bytes, kind: str, description: str
) -> None:
    headers = {"content-type": kind}
    address = f"/bot{TOKEN}/sendChatAction?action=typing"
    answer = await scene.http.post(address, content=content, headers=headers)

    assert answer.json()["description"] == f"Bad Request: {description}"


async def test_logging_out_is_agreed_to(scene: Scene) -> None:
    assert await scene.call("logOut")
    assert await scene.call("close")
    assert (await scene.call("getMe"))["can_read_all_group_messages"] is False


@pytest.mark.parametrize(
    ("results", "sentence"),
    [
        (5, "expected an Array of inline query results"),
        ([{"id": "1"}] * 51, "too many inline query results specified"),
        ([{}], "can't parse inline query result: Can't find field \"id\""),
        (
            [{"id": "1"}],
            "query is too old and response timeout expired or query ID is invalid",
        ),
    ],
)
async def test_inline_answers_are_checked(scene: Scene, results: object, sentence: str) -> None:
    refusal = await scene.refusal("answerInlineQuery", results=results)

    assert refusal == f"Bad Request: {sentence}"
