"""What the desk says to Telegram, judged by somebody else's models of the Bot API."""

import json
from pathlib import Path
from typing import Any

import aiogram.methods
import pytest
from aiogram.methods import TelegramMethod
from pydantic import ValidationError

from sandbox.town import SUPPORT, VERIFICATIONS
from tests.journeys.stage import Stage, opened_stage

JUDGES: dict[str, type[TelegramMethod[Any]]] = {
    name.lower(): kind
    for name, kind in vars(aiogram.methods).items()
    if isinstance(kind, type) and issubclass(kind, TelegramMethod) and kind is not TelegramMethod
}
FILES = {"document", "photo"}  # come as parts of a form; their content is not the judge's business


@pytest.fixture
async def spoken(tmp_path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Let a desk do a bit of everything, and give what it said."""
    async with opened_stage(tmp_path, vendors=None) as stage:
        await everything(stage)
        return [(call.method, dict(call.given)) for call in stage.telegram.calls]


async def everything(stage: Stage) -> None:
    """Type and tap through every family of commands."""
    for text in ("/start", "/help", "/status", "/providers", "/country", "/guard", "/prefer"):
        await stage.says(text)
    await stage.says("/verify +447700900000 flash")
    await stage.taps("Enter code", stage.card())
    await stage.says(f"/code {stage.code_on('+447700900000')}")
    await stage.says("/verify +447700900001", where=SUPPORT, topic_id=VERIFICATIONS)
    await stage.says("/number gb")
    await stage.advance(8)
    await stage.says("/number gb", where=SUPPORT)
    await stage.advance(8)
    await stage.says("/check +447700900030 +447700900041")
    await stage.says("/batch\n+447700900000\n+447700900001\n+447700900002")
    await stage.taps("Start", stage.last())
    await stage.advance(8)


async def test_everything_the_desk_says_is_what_the_bot_api_documents(
    spoken: list[tuple[str, dict[str, Any]]],
) -> None:
    complaints = []
    for method, parameters in spoken:
        given = {name: _plain(value) for name, value in parameters.items()}
        given |= {name: "attached" for name in FILES if method.lower() == f"send{name}"}
        try:
            JUDGES[method.lower()].model_validate(given)
        except ValidationError as error:
            complaints.append(f"{method}: {error}")

    assert [] == complaints
    assert {"sendmessage", "editmessagetext", "senddocument", "sendphoto"} <= {
        method.lower() for method, _ in spoken
    }


def _plain(value: object) -> object:
    """Undo the JSON in which a form carries objects."""
    if isinstance(value, str) and value[:1] in {"{", "["}:
        return json.loads(value)
    return value
