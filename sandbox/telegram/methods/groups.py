"""Chats and their members."""

from typing import Any

from sandbox.telegram.chats import Group, PrivateChat
from sandbox.telegram.membership import change_standing
from sandbox.telegram.methods.call import Call
from sandbox.telegram.parties import Member
from sandbox.telegram.refusals import bad_request

MAX_TAG = 16
EMOJI = 0x2190  # code points from here on are taken for pictures


def get_chat(call: Call) -> dict[str, Any]:
    """Describe a chat."""
    chat = _readable(call)
    pinned = [post for number in chat.pins if (post := chat.find(number))]
    return chat.full() | ({"pinned_message": pinned[-1].quoted()} if pinned else {})


def get_chat_member(call: Call) -> dict[str, Any]:
    """Describe somebody's standing; who never came has left."""
    chat = _readable(call)
    user = call.exchange.user(_user_id(call))
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if isinstance(chat, PrivateChat):
        return Member(user, "member").shown()
    return (chat.standing(user["id"]) or Member(user)).shown()


def get_chat_administrators(call: Call) -> list[dict[str, Any]]:
    """List who runs the group, other bots left out."""
    chat = _readable(call)
    if isinstance(chat, PrivateChat):
        raise bad_request("there are no administrators in the private chat")
    return [
        member.shown()
        for who, member in chat.members.items()
        if member.is_admin and (who == call.bot.id or not member.user["is_bot"])
    ]


def get_chat_member_count(call: Call) -> int:
    """Count everybody, bots included."""
    chat = _readable(call)
    if isinstance(chat, PrivateChat):
        return 2
    return sum(member.present for member in chat.members.values())


def set_chat_member_tag(call: Call) -> bool:
    """Give a regular member a tag that stands beside the name."""
    group, member = _governed(call)
    if member.is_admin:
        raise bad_request("user is an administrator of the chat")
    tag = call.given.text("tag")
    if len(tag) > MAX_TAG:
        raise bad_request("TAG_INVALID")
    if any(ord(character) >= EMOJI for character in tag):
        raise bad_request("TAG_EMOJI_NOT_ALLOWED")
    member.tag = tag
    call.exchange.announce(group, "member", user=member.user, status=member.status, tag=tag)
    return True


def ban_chat_member(call: Call) -> bool:
    """Remove somebody for good."""
    group, member = _governed(call)
    if member.is_admin:
        raise bad_request("user is an administrator of the chat")
    change_standing(call.exchange, group, member, "kicked", by=call.bot.user)
    return True


def unban_chat_member(call: Call) -> bool:
    """Let somebody come back; unless asked otherwise this removes who is there."""
    group, member = _governed(call)
    if member.status == "kicked" or not call.given.flag("only_if_banned"):
        change_standing(call.exchange, group, member, "left", by=call.bot.user)
    return True


def leave_chat(call: Call) -> bool:
    """Go."""
    chat = call.chat()
    if isinstance(chat, PrivateChat):
        raise bad_request("chat member status can't be changed in private chats")
    change_standing(call.exchange, chat, chat.members[call.bot.id], "left", by=call.bot.user)
    return True


def _readable(call: Call) -> PrivateChat | Group:
    if not call.given.text("chat_id"):
        raise bad_request("chat_id is empty")
    chat = call.exchange.chat_of_bot(call.bot, call.given.integer("chat_id"))
    if isinstance(chat, Group):
        chat.admit(call.bot)
    return chat


def _governed(call: Call) -> tuple[Group, Member]:
    group = call.group()
    member = group.standing(_user_id(call))
    if member is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if not call.is_admin(group):
        raise bad_request("not enough rights")
    return group, member


def _user_id(call: Call) -> int:
    user_id = call.given.integer("user_id")
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    return user_id
