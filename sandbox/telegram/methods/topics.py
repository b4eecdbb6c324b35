"""Topics of a forum."""

from collections.abc import Mapping
from typing import Any

from sandbox.telegram.chats import GENERAL, Group
from sandbox.telegram.methods.call import Call
from sandbox.telegram.posts import TOPIC_COLOUR, Placement, Topic
from sandbox.telegram.refusals import bad_request

MAX_NAME = 128
COLOURS = {7322096, 16766590, 13338331, 9367192, 16749490, 16478047}


def create_forum_topic(call: Call) -> dict[str, Any]:
    """Open a topic."""
    group, topics = _forum(call, "create a topic")
    name = call.given.text("name").strip()[:MAX_NAME]
    if not name:
        raise bad_request("name must be non-empty")
    icon: dict[str, Any] = {"icon_color": call.given.integer("icon_color", TOPIC_COLOUR)}
    if icon["icon_color"] not in COLOURS:
        raise bad_request("invalid icon color specified")
    if emoji := call.given.text("icon_custom_emoji_id"):
        icon["icon_custom_emoji_id"] = emoji
    topic_id = group.last_message_id + 1  # the message that opens it gives it its number
    service = {"forum_topic_created": {"name": name, **icon}}
    opening = call.exchange.post(group, call.bot.user, service, Placement(topic_id))
    topics[topic_id] = Topic(topic_id, name, opening, icon=icon)
    announce_topics(call, group)
    return topics[topic_id].shown()


def edit_forum_topic(call: Call) -> bool:
    """Change name or icon; what is empty stays."""
    group, topic = _topic(call, "edit the topic")
    changes: dict[str, Any] = {}
    if name := call.given.text("name").strip()[:MAX_NAME]:
        changes["name"] = topic.name = name
    if "icon_custom_emoji_id" in call.given:
        changes["icon_custom_emoji_id"] = call.given.text("icon_custom_emoji_id")
        topic.icon["icon_custom_emoji_id"] = changes["icon_custom_emoji_id"]
    _note(call, group, topic, {"forum_topic_edited": changes})
    return True


def close_forum_topic(call: Call) -> bool:
    """Let only administrators write there."""
    return _shut(call, closed=True)


def reopen_forum_topic(call: Call) -> bool:
    """Let everybody write there again."""
    return _shut(call, closed=False)


def delete_forum_topic(call: Call) -> bool:
    """Take the topic away with all its messages."""
    group, topic = _topic(call, "delete the topic")
    assert group.topics is not None, "a group with a topic is a forum"
    del group.topics[topic.id]
    inside = [post for post in group.posts.values() if post.topic_id == topic.id]
    call.exchange.remove(group, inside)
    announce_topics(call, group)
    return True


def announce_topics(call: Call, group: Group) -> None:
    """Tell the people which topics there are."""
    call.exchange.announce(group, "topics", topics=shown_topics(group.topics or {}))


def shown_topics(topics: Mapping[int, Topic]) -> list[dict[str, Any]]:
    """List topics as people see them, General first."""
    general = {"id": GENERAL, "name": "General", "closed": False}
    rest = ({"id": t.id, "name": t.name, "closed": t.closed} for t in topics.values())
    return [general, *rest]


def _shut(call: Call, *, closed: bool) -> bool:
    group, topic = _topic(call, "close or open the topic")
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    _note(call, group, topic, {"forum_topic_closed" if closed else "forum_topic_reopened": {}})
    return True


def _note(call: Call, group: Group, topic: Topic, service: dict[str, Any]) -> None:
    call.exchange.post(group, call.bot.user, service, Placement(topic.id))
    announce_topics(call, group)


def _forum(call: Call, purpose: str) -> tuple[Group, dict[int, Topic]]:
    group = call.group()
    if group.topics is None:
        raise bad_request("the chat is not a forum")
    if not call.is_admin(group):
        raise bad_request(f"not enough rights to {purpose}")
    return group, group.topics


def _topic(call: Call, purpose: str) -> tuple[Group, Topic]:
    group, topics = _forum(call, purpose)
    topic = topics.get(call.given.integer("message_thread_id"))
    if topic is None:
        raise bad_request("message thread not found")
    return group, topic
