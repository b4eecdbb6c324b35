"""Which messages of a group a bot gets to hear.

With privacy mode on: commands that name it or no bot, mentions, replies to what it wrote, what is
shown to it alone, and service messages. Administrators, and bots with the mode off, hear all.
"""

from sandbox.telegram.chats import Group
from sandbox.telegram.parties import Bot
from sandbox.telegram.posts import Post


def hears(bot: Bot, group: Group, post: Post) -> bool:
    """Tell whether the bot is to hear a message."""
    member = group.standing(bot.id)
    if member is None or not member.present or post.author == bot.id:
        return False
    if post.receiver is not None:
        return post.receiver == bot.id
    if not bot.privacy or member.is_admin or post.is_service:
        return True
    quoted = post.body.get("reply_to_message", {})
    if quoted.get("from", {}).get("id") == bot.id and "forum_topic_created" not in quoted:
        return True
    return _is_called(bot.username.lower(), post)


def _is_called(username: str, post: Post) -> bool:
    text = post.body.get("text") or post.body.get("caption") or ""
    entities = post.body.get("entities") or post.body.get("caption_entities") or []
    wide = text.encode("utf-16-le")
    for entity in entities:
        begin, end = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
        name, at, addressee = wide[begin:end].decode("utf-16-le").lower().partition("@")
        if entity["type"] == "bot_command":
            if addressee == username if at else begin == 0:
                return True
        elif entity["type"] == "mention" and not name and addressee == username:
            return True
    return False
