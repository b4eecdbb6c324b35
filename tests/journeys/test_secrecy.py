"""The check that no group ever reads a code bites; every journey ends with it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from sandbox.town import ANNA, BEN, SUPPORT
from tests.journeys.stage import Stage, opened_stage, text_of

NUMBER = "+447700900000"
SAFE = InlineKeyboardMarkup([[InlineKeyboardButton("Show", callback_data="show:1")]])


async def a_code_in(stage: Stage) -> str:
    """Let a code come to a private chat, and read it."""
    await stage.says("/number gb toy 000")
    await stage.advance(10)
    news = next(one for one in stage.seen() if text_of(one).startswith("🔑"))
    return text_of(news).split("\n")[0].split()[1]


def a_copy_of(code: str) -> InlineKeyboardMarkup:
    """Make a button that copies a code."""
    return InlineKeyboardMarkup([[InlineKeyboardButton("Copy", copy_text=CopyTextButton(code))]])


def asked_back(code: str) -> InlineKeyboardMarkup:
    """Make a button that carries a code back to us."""
    return InlineKeyboardMarkup([[InlineKeyboardButton("Copy", callback_data=f"x:{code}")]])


@pytest.mark.parametrize(
    "leak",
    [
        lambda code: {"text": f"Your code is {code}."},
        lambda code: {"text": f"<tg-spoiler>{code}</tg-spoiler>", "parse_mode": "HTML"},
        lambda code: {"text": f"{code[:3]} {code[3:]}"},
        lambda code: {"text": f"{code[:3]}-{code[3:]}"},
        lambda code: {"text": "A code", "reply_markup": a_copy_of(code)},
        lambda code: {"text": "A code", "reply_markup": asked_back(code)},
    ],
)
async def test_a_code_shown_to_a_group_fails_the_journey(
    tmp_path: Path, leak: Callable[[str], dict[str, Any]]
) -> None:
    async def journey() -> None:
        async with opened_stage(tmp_path, vendors=("virtual_numbers",)) as stage:
            code = await a_code_in(stage)
            await stage.app.bot.send_message(SUPPORT, **leak(code))

    with pytest.raises(AssertionError, match="no group ever reads a code"):
        await journey()


async def test_a_code_edited_into_a_message_fails_it_as_well(tmp_path: Path) -> None:
    async def journey() -> None:
        async with opened_stage(tmp_path, vendors=("virtual_numbers",)) as stage:
            code = await a_code_in(stage)
            sent = await stage.app.bot.send_message(SUPPORT, "A code came.", reply_markup=SAFE)
            await stage.app.bot.edit_message_text(code, SUPPORT, sent.message_id)
            await stage.app.bot.edit_message_text("Gone.", SUPPORT, sent.message_id)

    with pytest.raises(AssertionError, match="no group ever reads a code"):
        await journey()


async def test_the_expected_code_of_a_verification_is_one_of_them(tmp_path: Path) -> None:
    async def journey() -> None:
        async with opened_stage(tmp_path) as stage:
            await stage.says(f"/verify {NUMBER} flash")
            await stage.advance(10)
            await stage.app.bot.send_message(SUPPORT, f"It was {stage.code_on(NUMBER)}.")

    with pytest.raises(AssertionError, match="an expected code said to Telegram"):
        await journey()


async def test_what_one_member_alone_sees_and_what_people_write_is_no_leak(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("virtual_numbers",)) as stage:
        code = await a_code_in(stage)
        stage.telegram.say(BEN, SUPPORT, f"I read {code}")
        alone = {"receiver_user_id": ANNA}
        await stage.app.bot.send_message(SUPPORT, code, api_kwargs=alone)
        await stage.app.bot.send_message(ANNA, code)
