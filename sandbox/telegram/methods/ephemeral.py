"""Messages that one member of a group sees, changed and taken back.

They are sent with `ephemeral_message_parameters` (or, as before, `receiver_user_id`) by the
methods that send anything.
"""

from sandbox.telegram.chats import Group
from sandbox.telegram.formatting.reading import read_caption, read_text
from sandbox.telegram.methods.call import Call
from sandbox.telegram.methods.editing import CAPTION, TEXT, revised
from sandbox.telegram.methods.sending import link_preview
from sandbox.telegram.posts import Post
from sandbox.telegram.refusals import bad_request


def edit_ephemeral_message_text(call: Call) -> bool:
    """Change the text."""
    text = read_text(call.given).fields()
    chat, post = _found(call, "edit")
    if "text" not in post.body:
        raise bad_request("there is no text in the message to edit")
    preview = link_preview(call.given) or {"link_preview_options": None}
    return bool(revised(call, chat, post, dict.fromkeys(TEXT) | text, preview))


def edit_ephemeral_message_caption(call: Call) -> bool:
    """Change what stands under a file."""
    caption = read_caption(call.given).fields("caption")
    chat, post = _found(call, "edit")
    if "text" in post.body:
        raise bad_request("there is no caption in the message to edit")
    return bool(revised(call, chat, post, dict.fromkeys(CAPTION) | caption))


def edit_ephemeral_message_reply_markup(call: Call) -> bool:
    """Change the buttons only."""
    chat, post = _found(call, "edit")
    return bool(revised(call, chat, post, {}))


def delete_ephemeral_message(call: Call) -> bool:
    """Take it away."""
    chat, post = _found(call, "delete")
    call.exchange.remove(chat, [post])
    return True


def _found(call: Call, purpose: str) -> tuple[Group, Post]:
    chat = call.group()
    post = chat.find(-call.given.integer("ephemeral_message_id"))
    receiver = call.given.integer("receiver_user_id")
    if not receiver:
        raise bad_request("invalid receiver_user_id specified")
    if post is None or post.author != call.bot.id or post.receiver != receiver:
        raise bad_request(f"message to {purpose} not found")
    return chat, post
