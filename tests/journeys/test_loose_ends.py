"""Loose ends: proofs nobody hears of, sessions half ended, buttons of lost messages."""

from datetime import timedelta
from pathlib import Path

from telegram import Update

from sandbox.town import ANNA
from tests.journeys.stage import Stage, opened_stage, text_of

GOOD, SILENT = "+447700900000", "+447700900021"


async def test_a_proof_by_the_persons_own_call_rings(tmp_path: Path) -> None:
    """Nobody typed anything, and an edited card makes no sound."""
    async with opened_stage(tmp_path, vendors=("lanck",)) as stage:
        await stage.says(f"/verify {GOOD} incoming")
        await stage.advance(20)

        assert "is verified" in text_of(stage.last())


async def test_the_countdown_of_a_number_to_call_ends_when_it_does(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("lanck",)) as stage:
        await stage.says(f"/verify {SILENT} incoming")
        entities = stage.card()["entities"]
        (ends,) = [one for one in entities if one["type"] == "date_time"]

        until = (stage.clock.now() + timedelta(seconds=60)).timestamp()
        assert until == ends["unix_time"]


async def test_a_call_proves_it_though_the_chat_went_on_to_another_way(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("lanck",), LIMIT_SECONDS_BETWEEN_CALLS="0") as stage:
        await stage.says(f"/verify {SILENT} incoming")
        did = stage.card()["reply_markup"]["inline_keyboard"][0][0]["copy_text"]["text"]
        await stage.taps("Try another way", stage.card())
        await stage.taps("Flash call · ~10 s", stage.last())
        stage.handsets.dial(SILENT, did)
        await stage.advance(20)

        assert "Call from the phone" in text_of(stage.card())
        assert "verified" in text_of(stage.card())


async def test_cancelling_a_number_lets_it_go(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=None) as stage:
        await stage.says("/number GB any")
        await stage.says("/cancel")
        await stage.says("/numbers")

        assert GOOD not in text_of(stage.last())
        assert "cancelled" in text_of(stage.card())


async def test_cancelling_a_list_ends_it(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("lanck",)) as stage:
        numbers = "\n".join(f"+44770090{last:04}" for last in range(100, 200))
        await stage.says(f"/batch\n{numbers}")
        await stage.taps("Start", stage.last())
        session_id = stage.session_id()
        await stage.says(f"/cancel {session_id}")
        await stage.advance(3)
        async with stage.app.desk.storage.reading() as work:
            batch = await work.batches.get(session_id)

        assert batch is not None
        assert batch.ended_at is not None


async def test_a_button_of_a_message_that_is_gone_is_answered_once(tmp_path: Path) -> None:
    """Telegram tells nothing but the id of a message that was deleted or is too old."""
    async with opened_stage(tmp_path, vendors=None) as stage:
        await stage.says(f"/verify {GOOD}")
        question = stage.last()
        data = question["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        await _taps_what_is_gone(stage, question["message_id"], data)
        await stage.advance(60, step=5)

        assert 1 == sum("card follows" in text_of(one) for one in stage.seen())
        assert 1 == len(stage.handsets.calls_to(GOOD))


async def _taps_what_is_gone(stage: Stage, message_id: int, data: str) -> None:
    tap = {
        "id": "1",
        "from": {"id": ANNA, "is_bot": False, "first_name": "Anna"},
        "chat_instance": "1",
        "data": data,
        "message": {"chat": {"id": ANNA, "type": "private"}, "message_id": message_id, "date": 0},
    }
    update = Update.de_json({"update_id": 900_000, "callback_query": tap}, stage.app.bot)
    await stage.app.intake.keep([update])
    await stage.settle()
