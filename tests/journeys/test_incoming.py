"""A phone that proves itself by calling: whose call counts, and the key that may be asked for."""

from pathlib import Path

from sandbox.town import ANNA
from tests.journeys.stage import Stage, opened_stage, text_of

NOBODY = "+447700900021"  # does not call by itself
STRANGER = "+447700900999"


def reference(stage: Stage) -> str:
    """Give LANCK's id of the latest order."""
    return str(list(vars(stage.town.vendors["lanck"])["_orders"])[-1])


async def claim(stage: Stage, number: str) -> None:
    """Have LANCK's address told that a phone has called."""
    hook = f"{stage.town.vendors['lanck'].hook}?for=incoming"
    body = {
        "requestId": reference(stage),
        "number": number,
        "status": "DELIVERED",
        "timestamp": int(stage.clock.now().timestamp()),
    }
    stage.town.postman.post("lanck", hook, body)
    await stage.settle()


async def test_a_success_for_another_phone_changes_nothing(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("lanck",)) as stage:
        await stage.says(f"/verify {NOBODY} incoming")
        await claim(stage, STRANGER)
        assert "in progress" in text_of(stage.card())

        await stage.advance(1)
        await claim(stage, NOBODY)
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
