"""Marks on messages: reactions and pins."""

from sandbox.telegram.chats import Group, PrivateChat
from sandbox.telegram.methods.call import Call
from sandbox.telegram.refusals import bad_request

REACTION_TYPES = {"emoji": "emoji", "custom_emoji": "custom_emoji_id"}  # and what names them


def set_message_reaction(call: Call) -> bool:
    """React, with one emoji at most; none takes the reaction back."""
    chat = call.chat()
    post = call.post(chat, "message to react")
    wanted = call.given.json("reaction", "reaction types")
    if wanted is not None and not isinstance(wanted, list):
        raise bad_request("expected an Array of ReactionType")
    chosen = wanted or []
    for reaction in chosen:
        kind = reaction.get("type") if isinstance(reaction, dict) else None
        if kind not in REACTION_TYPES:
            raise bad_request("can't parse ReactionType: invalid reaction type specified")
        if not reaction.get(REACTION_TYPES[kind]):
            raise bad_request("REACTION_INVALID")
    if len(chosen) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    call.exchange.react(chat, post, call.bot.user, chosen)
    return True


def pin_chat_message(call: Call) -> bool:
    """Pin a message; the chat is told by a service message."""
    chat = _pinnable(call)
    post = call.post(chat, "message to pin")
    if post.id in chat.pins:
        return True
    chat.pins = sorted([*chat.pins, post.id])
    call.exchange.post(chat, call.bot.user, {"pinned_message": post.quoted()})
    return _announce(call, chat)


def unpin_chat_message(call: Call) -> bool:
    """Unpin one message, the latest if none is named."""
    chat = _pinnable(call)
    wanted = call.given.integer("message_id") or (chat.pins[-1] if chat.pins else 0)
    if chat.find(wanted) is None:
        raise bad_request("message to unpin not found")
    if wanted in chat.pins:
        chat.pins.remove(wanted)
    return _announce(call, chat)


def unpin_all_chat_messages(call: Call) -> bool:
    """Unpin everything."""
    chat = _pinnable(call)
    chat.pins.clear()
    return _announce(call, chat)


def _pinnable(call: Call) -> PrivateChat | Group:
    chat = call.chat()
    if isinstance(chat, Group) and not call.is_admin(chat):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


def _announce(call: Call, chat: PrivateChat | Group) -> bool:
    call.exchange.announce(chat, "pinned", message_ids=list(chat.pins))
    return True
