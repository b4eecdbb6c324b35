"""A phone that proves itself by calling: whose call counts, and the key that may be asked for."""

from pathlib import Path

import httpx

from sandbox.town import ANNA
from tests.journeys.stage import Stage, opened_stage, text_of

NOBODY = "+447700900021"  # does not call by itself
STRANGER = "+447700900999"


def reference(stage: Stage) -> str:
    """Give LANCK's id of the latest order."""
    return str(list(vars(stage.town.vendors["lanck"])["_orders"])[-1])


async def claim(
    stage: Stage, number: str, *, mark: str = "?for=incoming", status: str = "DELIVERED"
) -> None:
    """Have LANCK's address told that a phone has called."""
    hook = f"{stage.town.vendors['lanck'].hook}{mark}"
    body = {
        "requestId": reference(stage),
        "number": number,
        "status": status,
        "timestamp": int(stage.clock.now().timestamp()),
        "billable": True,
    }
    async with httpx.AsyncClient(transport=httpx.ASGITransport(stage.app.web())) as client:
        await client.post(hook, json=body)
    await stage.settle()


async def test_a_success_for_another_phone_changes_nothing(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("lanck",)) as stage:
        await stage.says(f"/verify {NOBODY} incoming")
        await claim(stage, STRANGER)
        assert "in progress" in text_of(stage.card())

        await stage.advance(1)
        await claim(stage, NOBODY)
        assert "verified" in text_of(stage.card())


async def test_what_was_ordered_says_what_a_word_means(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("lanck",)) as stage:
        await stage.says(f"/verify {NOBODY} incoming")
        await claim(stage, NOBODY, mark="")

        assert "verified" in text_of(stage.card())


async def test_what_is_no_end_of_such_an_order_stops_no_looking(tmp_path: Path) -> None:
    caller = "+447700900000"
    async with opened_stage(tmp_path, vendors=("lanck",)) as stage:
        stage.town.postman._client = None  # LANCK's own callbacks are lost
        await stage.says(f"/verify {caller} incoming")
        await claim(stage, caller, mark="?for=flash", status="ANSWERED")
        await stage.advance(40)

        assert "verified" in text_of(stage.card())


async def test_a_chat_may_want_a_key_pressed(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("lanck",)) as stage:
        await stage.says("/prefer key on")
        assert "presses a key as well: on" in text_of(stage.last())
        await stage.says(f"/verify {NOBODY} incoming")
        assert "a voice says one digit: press that key" in text_of(stage.card())
        did = stage.card()["reply_markup"]["inline_keyboard"][0][0]["copy_text"]["text"]

        heard = stage.handsets.dial(NOBODY, did)
        assert heard.startswith("To confirm your number, please press ")
        assert heard[-1].isdigit()


async def test_the_desk_may_want_it_and_a_chat_may_not(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("lanck",), INCOMING_KEY="true") as stage:
        await stage.says("/prefer", who=ANNA)
        assert "presses a key as well: on" in text_of(stage.last())
        await stage.says("/prefer key off")
        await stage.says(f"/verify {NOBODY} incoming")

        assert "nobody answers" in text_of(stage.card())
