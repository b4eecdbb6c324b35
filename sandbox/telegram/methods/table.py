"""The table of methods: what bots can call, by the name Telegram gives it, in lower case."""

from collections.abc import Callable

from sandbox.telegram.methods import (
    answering,
    copying,
    editing,
    ephemeral,
    groups,
    identity,
    marking,
    sending,
    topics,
)
from sandbox.telegram.methods.call import Call

Method = Callable[[Call], object]

# Those in COUNTED put something before people's eyes, and count against the flood limits.
COUNTED: dict[str, Method] = {
    "sendMessage": sending.send_message,
    "sendDocument": sending.send_document,
    "sendPhoto": sending.send_photo,
    "sendMediaGroup": sending.send_media_group,
    "forwardMessage": copying.forward_message,
    "forwardMessages": copying.forward_messages,
    "copyMessage": copying.copy_message,
    "copyMessages": copying.copy_messages,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageMedia": editing.edit_message_media,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
}
UNCOUNTED: dict[str, Method] = {
    "sendChatAction": sending.send_chat_action,
    "sendMessageDraft": sending.send_message_draft,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "editEphemeralMessageText": ephemeral.edit_ephemeral_message_text,
    "editEphemeralMessageCaption": ephemeral.edit_ephemeral_message_caption,
    "editEphemeralMessageReplyMarkup": ephemeral.edit_ephemeral_message_reply_markup,
    "deleteEphemeralMessage": ephemeral.delete_ephemeral_message,
    "answerCallbackQuery": answering.answer_callback_query,
    "answerInlineQuery": answering.answer_inline_query,
    "getFile": answering.get_file,
    "setMessageReaction": marking.set_message_reaction,
    "pinChatMessage": marking.pin_chat_message,
    "unpinChatMessage": marking.unpin_chat_message,
    "unpinAllChatMessages": marking.unpin_all_chat_messages,
    "getMe": identity.get_me,
    "logOut": identity.leave_server,
    "close": identity.leave_server,
    "setMyCommands": identity.set_my_commands,
    "deleteMyCommands": identity.delete_my_commands,
    "getMyCommands": identity.get_my_commands,
    "getChat": groups.get_chat,
    "getChatMember": groups.get_chat_member,
    "getChatAdministrators": groups.get_chat_administrators,
    "getChatMemberCount": groups.get_chat_member_count,
    "setChatMemberTag": groups.set_chat_member_tag,
    "banChatMember": groups.ban_chat_member,
    "unbanChatMember": groups.unban_chat_member,
    "leaveChat": groups.leave_chat,
    "createForumTopic": topics.create_forum_topic,
    "editForumTopic": topics.edit_forum_topic,
    "closeForumTopic": topics.close_forum_topic,
    "reopenForumTopic": topics.reopen_forum_topic,
    "deleteForumTopic": topics.delete_forum_topic,
}
METHODS = {name.lower(): method for name, method in (COUNTED | UNCOUNTED).items()}
COUNTED_NAMES = frozenset(name.lower() for name in COUNTED)
