"""Messages that are sent on: forwarded with their origin, copied without."""

from typing import Any

from sandbox.telegram.chats import Group, PrivateChat
from sandbox.telegram.formatting.reading import read_caption
from sandbox.telegram.methods.call import Call, origin
from sandbox.telegram.methods.editing import message_ids
from sandbox.telegram.methods.sending import deliver
from sandbox.telegram.posts import Post
from sandbox.telegram.refusals import bad_request

CONTENT = (
    "text",
    "entities",
    "link_preview_options",
    "document",
    "photo",
    "caption",
    "caption_entities",
    "show_caption_above_media",
    "has_media_spoiler",
)


def forward_message(call: Call) -> dict[str, Any]:
    """Send a message on, saying who wrote it."""
    post = call.post(_source(call), "message to forward")
    return deliver(call, _forwarded(post)).body


def forward_messages(call: Call) -> list[dict[str, int]]:
    """Send several on, skipping those that cannot be."""
    return [_number(deliver(call, _forwarded(post))) for post in _several(call)]


def copy_message(call: Call) -> dict[str, int]:
    """Send the same once more, as the bot's own; a caption may be exchanged."""
    post = call.post(_source(call), "message to copy")
    content = _content(post, "copied")
    if "caption" in call.given and "text" not in content:
        caption = dict.fromkeys(("caption", "caption_entities"))
        content |= caption | read_caption(call.given).fields("caption")
    return _number(deliver(call, {name: v for name, v in content.items() if v is not None}))


def copy_messages(call: Call) -> list[dict[str, int]]:
    """Copy several, skipping those that cannot be."""
    return [_number(deliver(call, _content(post, "copied"))) for post in _several(call)]


def _source(call: Call) -> PrivateChat | Group:
    if not call.given.text("from_chat_id"):
        raise bad_request("chat_id is empty")
    return call.exchange.chat_of_bot(call.bot, call.given.integer("from_chat_id"))


def _several(call: Call) -> list[Post]:
    source = _source(call)
    found = (source.find(number) for number in message_ids(call))
    sendable = [post for post in found if post and not _bound(post)]
    if not sendable:
        raise bad_request("there are no messages to forward")
    return sendable


def _forwarded(post: Post) -> dict[str, Any]:
    return _content(post, "forwarded") | {"forward_origin": origin(post)}


def _content(post: Post, how: str) -> dict[str, Any]:
    if "has_protected_content" in post.body:
        raise bad_request("message has protected content and can't be forwarded")
    if _bound(post):
        raise bad_request(f"the message can't be {how}")
    return {name: post.body[name] for name in CONTENT if name in post.body}


def _bound(post: Post) -> bool:
    return post.is_service or "has_protected_content" in post.body


def _number(post: Post) -> dict[str, int]:
    return {"message_id": post.body["message_id"]}
