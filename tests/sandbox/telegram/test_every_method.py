"""Every method once at least, called by aiogram, whose models read each result."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    DisabledButton,
    EphemeralMessageParameters,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    MediaUnion,
    ReactionTypeEmoji,
)

from sandbox.telegram.methods.table import METHODS
from tests.sandbox.telegram.conftest import ANNA, BEN, BOT, FORUM, PNG, Served

FILE = BufferedInputFile(b"1", "1.txt")


async def test_aiogram_has_every_answer_validated(judge: Bot, served: Served) -> None:
    await write_and_take_back(judge, served)
    await show_to_one_member(judge)
    await run_the_group(judge, served)
    await judge.log_out()
    await judge.close()

    called = {call.method for call in served.telegram.calls}
    assert set() == METHODS.keys() - called


async def write_and_take_back(judge: Bot, served: Served) -> None:
    """Write, change, send on, mark and take back."""
    markup = keyboard(InlineKeyboardButton(text="Go", callback_data="go", style="success"))
    sent = await judge.send_message(ANNA, "a", reply_markup=markup)
    await sent.edit_text("b")
    await sent.edit_reply_markup(reply_markup=markup)
    query = served.telegram.press(ANNA, BOT, sent.message_id, "Go")
    await judge.answer_callback_query(query, text="Done", show_alert=True)
    await sent.react([ReactionTypeEmoji(emoji="👍")])
    await sent.pin()
    await judge.get_chat(ANNA)
    await sent.unpin()
    await judge.unpin_all_chat_messages(ANNA)
    document = await judge.send_document(ANNA, FILE, caption="c")
    await document.edit_caption(caption="d")
    await document.edit_media(InputMediaDocument(media=FILE))
    assert document.document
    await judge.get_file(document.document.file_id)
    await judge.send_photo(ANNA, BufferedInputFile(PNG, "dot.png"))
    album: list[MediaUnion] = [InputMediaDocument(media=FILE), InputMediaDocument(media=FILE)]
    await judge.send_media_group(ANNA, album)
    await judge.forward_message(FORUM, ANNA, sent.message_id)
    await judge.forward_messages(FORUM, ANNA, [sent.message_id])
    await judge.copy_message(FORUM, ANNA, sent.message_id)
    await judge.copy_messages(FORUM, ANNA, [sent.message_id])
    await judge.send_chat_action(ANNA, "typing")
    await judge.send_message_draft(ANNA, draft_id=1, text="<i>e</i>", parse_mode="HTML")
    await sent.delete()
    await judge.delete_messages(ANNA, [document.message_id])
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await judge.answer_inline_query("1", [])


async def show_to_one_member(judge: Bot) -> None:
    """Show something to Ben alone."""
    to_ben = EphemeralMessageParameters(receiver_user_id=BEN)
    text = await judge.send_message(FORUM, "a", ephemeral_message_parameters=to_ben)
    file = await judge.send_document(FORUM, FILE, ephemeral_message_parameters=to_ben)
    assert text.ephemeral_message_id
    assert file.ephemeral_message_id
    markup = keyboard(InlineKeyboardButton(text="-", disabled=DisabledButton()))
    await judge.edit_ephemeral_message_text(FORUM, BEN, text.ephemeral_message_id, text="b")
    await judge.edit_ephemeral_message_reply_markup(
        FORUM, BEN, text.ephemeral_message_id, reply_markup=markup
    )
    await judge.edit_ephemeral_message_caption(FORUM, BEN, file.ephemeral_message_id, caption="c")
    await judge.delete_ephemeral_message(FORUM, BEN, file.ephemeral_message_id)


async def run_the_group(judge: Bot, served: Served) -> None:
    """Run the group, and say what the bot can do."""
    await judge.get_me()
    await judge.set_my_commands([BotCommand(command="code", description="a", is_ephemeral=True)])
    await judge.get_my_commands()
    await judge.delete_my_commands()
    await judge.get_chat_member_count(FORUM)
    await judge.set_chat_member_tag(FORUM, BEN, "on call")
    assert "on call" == getattr(await judge.get_chat_member(FORUM, BEN), "tag", None)
    await judge.ban_chat_member(FORUM, BEN)
    await judge.get_chat_member(FORUM, BEN)
    await judge.unban_chat_member(FORUM, BEN)
    await judge.get_chat_administrators(FORUM)
    topic = (await judge.create_forum_topic(FORUM, "Night")).message_thread_id
    await judge.edit_forum_topic(FORUM, topic, name="Day")
    await judge.close_forum_topic(FORUM, topic)
    await judge.reopen_forum_topic(FORUM, topic)
    await judge.delete_forum_topic(FORUM, topic)
    await judge.leave_chat(FORUM)
    served.telegram.join(BOT, FORUM)
    await judge.get_updates()


def keyboard(button: InlineKeyboardButton) -> InlineKeyboardMarkup:
    """Hang one button under a message."""
    return InlineKeyboardMarkup(inline_keyboard=[[button]])
