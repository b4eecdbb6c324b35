"""Changing what the bot wrote, and taking it back."""

from datetime import timedelta
from typing import Any

from sandbox.telegram.chats import Group, PrivateChat
from sandbox.telegram.formatting.reading import read_caption, read_text
from sandbox.telegram.keyboards import Markup, is_inline, read_markup
from sandbox.telegram.methods.call import Call
from sandbox.telegram.methods.sending import link_preview, media_content
from sandbox.telegram.posts import CONTENT, Post
from sandbox.telegram.refusals import NOT_MODIFIED, bad_request

DELETABLE = timedelta(hours=48)
MAX_AT_ONCE = 100
TEXT = ("text", "entities")
CAPTION = ("caption", "caption_entities", "show_caption_above_media")
FILE = ("document", "photo")


def edit_message_text(call: Call) -> dict[str, Any]:
    """Change the text; a keyboard not named again goes away."""
    text = read_text(call.given).fields()
    chat, post = _editable(call)
    if "text" not in post.body:
        raise bad_request("there is no text in the message to edit")
    preview = link_preview(call.given) or {"link_preview_options": None}
    return revised(call, chat, post, dict.fromkeys(TEXT) | text, preview)


def edit_message_caption(call: Call) -> dict[str, Any]:
    """Change what stands under a file."""
    caption = read_caption(call.given).fields("caption")
    chat, post = _editable(call)
    if "text" in post.body:
        raise bad_request("there is no caption in the message to edit")
    if call.given.flag("show_caption_above_media"):
        caption["show_caption_above_media"] = True
    return revised(call, chat, post, dict.fromkeys(CAPTION) | caption)


def edit_message_media(call: Call) -> dict[str, Any]:
    """Put another file into the message."""
    content = media_content(call, call.given.json("media", "input media"))
    chat, post = _editable(call)
    return revised(call, chat, post, dict.fromkeys((*TEXT, *FILE, *CAPTION)) | content)


def edit_message_reply_markup(call: Call) -> dict[str, Any]:
    """Change the buttons only."""
    chat, post = _editable(call)
    return revised(call, chat, post, {})


def delete_message(call: Call) -> bool:
    """Take one message away."""
    chat = call.chat()
    post = call.post(chat, "message to delete")
    if not _deletable(call, chat, post):
        raise bad_request("message can't be deleted")
    call.exchange.remove(chat, [post])
    return True


def delete_messages(call: Call) -> bool:
    """Take several away, skipping those that are gone."""
    chat = call.chat()
    found = [post for number in message_ids(call) if (post := chat.find(number))]
    if not all(_deletable(call, chat, post) for post in found):
        raise bad_request("message can't be deleted")
    call.exchange.remove(chat, found)
    return True


def message_ids(call: Call) -> list[int]:
    """Read the numbers of several messages."""
    wanted = call.given.json("message_ids")
    if wanted is None:
        raise bad_request("message identifiers are not specified")
    if not isinstance(wanted, list):
        raise bad_request("expected an Array of message identifiers")
    if len(wanted) > MAX_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    if not all(str(number).isdecimal() for number in wanted):
        raise bad_request("invalid message identifier specified")
    return [int(number) for number in wanted]


def revised(
    call: Call,
    chat: PrivateChat | Group,
    post: Post,
    content: dict[str, Any],
    beside: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Change the message; refuse if nothing would change, whatever stands beside the content."""
    markup = inline_markup(call)
    if markup == post.markup and all(
        post.body.get(name) == value for name, value in content.items()
    ):
        raise bad_request(NOT_MODIFIED)
    post.hang(markup)
    call.exchange.revise(chat, post, **content, **(beside or {}))
    return post.body


def inline_markup(call: Call) -> Markup | None:
    """Read the only kind of keyboard that can be changed."""
    markup = read_markup(call.given.json("reply_markup", "reply keyboard markup"))
    if markup and not is_inline(markup):
        raise bad_request("inline keyboard expected")
    return markup


def _editable(call: Call) -> tuple[PrivateChat | Group, Post]:
    if call.given.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")  # no message here was sent inline
    chat = call.chat()
    if not call.given.integer("message_id"):
        raise bad_request("message identifier is not specified")
    post = call.post(chat, "message to edit")
    fixed = "forward_origin" in post.body or not CONTENT & post.body.keys()
    if post.author != call.bot.id or fixed or (post.markup and not is_inline(post.markup)):
        raise bad_request("message can't be edited")
    return chat, post


def _deletable(call: Call, chat: PrivateChat | Group, post: Post) -> bool:
    if call.is_admin(chat):
        return True
    recent = call.exchange.clock.now() - post.sent < DELETABLE
    return recent and (post.author == call.bot.id or isinstance(chat, PrivateChat))
