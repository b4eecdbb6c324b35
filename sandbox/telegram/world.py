"""Telegram in a box: bots reach it through `app`, people through the methods below.

A person addresses the private chat with a bot by the bot's id (their own id is accepted as well,
which is how the bot sees that chat), a group by its negative id. What cannot be done is refused
with a ValueError whose sentence may be shown. Messages are Bot API `Message` objects, and to
people they say a little more than to bots:

    reply_markup     also a ForceReply, a ReplyKeyboardMarkup, a ReplyKeyboardRemove
    message_id       negative where the message is ephemeral (bots see 0); press it by that id
    receiver_user    present where only one person sees the message
    replaces         message_id of the message an ephemeral one is shown in place of
    silent           true where the bot disabled the notification
    reactions        [{"emoji": "👍", "user_ids": [1001]}], left out while there are none

Every change is told to the feed. `chat_id` is the bot's id for a private chat, `viewers` are the
people who may see the event.

    {"type": "message",         "chat_id", "viewers", "message"}
    {"type": "edited",          "chat_id", "viewers", "message"}
    {"type": "deleted",         "chat_id", "viewers", "message_ids": [5, 6]}
    {"type": "callback_answer", "chat_id", "viewers", "query_id", "text", "show_alert", "url"}
    {"type": "chat_action",     "chat_id", "viewers", "bot_id", "action", "topic_id"}
    {"type": "reaction",        "chat_id", "viewers", "message_id", "reactions"}
    {"type": "member",          "chat_id", "viewers", "user", "status", "tag"}
    {"type": "pinned",          "chat_id", "viewers", "message_ids": oldest first}
    {"type": "topics",          "chat_id", "viewers", "topics": [{"id", "name", "closed"}]}
    {"type": "draft",           "chat_id", "viewers", "bot_id", "draft_id", "text", "entities",
                                "topic_id"}
    {"type": "commands",        "chat_id", "viewers"}  commands changed: ask for them again

`topic_id` is null outside topics and in General. A draft lasts until the bot's next message in
that chat, 30 seconds at most; an empty one means "thinking". `status` is that of a ChatMember
("member", "administrator", "left", "kicked"); in a private chat "kicked" means blocked.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx
from starlette.applications import Starlette

from sandbox.clock import Clock
from sandbox.feed import Feed
from sandbox.telegram.chats import Group
from sandbox.telegram.company import Company
from sandbox.telegram.conversation import Conversation
from sandbox.telegram.exchange import Exchange
from sandbox.telegram.limits import Limits
from sandbox.telegram.parties import Bot, Member, Person
from sandbox.telegram.posts import TOPIC_COLOUR, Post, Topic
from sandbox.telegram.server import Logged, Server


class Telegram(Conversation, Company):
    """The whole of it. `limits` are the flood limits of every bot; `client` posts to webhooks."""

    def __init__(
        self,
        clock: Clock,
        feed: Feed,
        *,
        limits: Limits | None = None,
        client: httpx.AsyncClient | None = None,
    ) -> None:
        super().__init__(Exchange(clock, feed, limits or Limits.telegram()))
        self._server = Server(self._exchange, client)

    @property
    def app(self) -> Starlette:
        """What bots talk to."""
        return self._server.app

    @property
    def calls(self) -> deque[Logged]:
        """Every call of every bot but getUpdates, oldest first, up to a bound."""
        return self._server.calls

    @property
    def people(self) -> list[dict[str, Any]]:
        """The User objects of everybody."""
        return [person.user for person in self._exchange.people.values()]

    @property
    def bots(self) -> list[dict[str, Any]]:
        """The User objects of all bots."""
        return [bot.user for bot in self._exchange.bots.values()]

    def add_bot(
        self, token: str, *, user_id: int, username: str, name: str, privacy: bool = True
    ) -> None:
        """Register a bot; without privacy it hears everything said in its groups."""
        gate = self._exchange.gate()
        self._exchange.connect(Bot(token, user_id, username, name, gate, privacy))

    def add_person(
        self,
        user_id: int,
        first_name: str,
        *,
        username: str | None = None,
        language_code: str = "en",
    ) -> None:
        """Let somebody move in."""
        self._exchange.people[user_id] = Person(user_id, first_name, username, language_code)

    def add_group(
        self,
        chat_id: int,
        title: str,
        *,
        members: Sequence[int],
        admins: Sequence[int] = (),
        topics: Mapping[int, str] | None = None,
        bots: Sequence[int] = (),
    ) -> None:
        """Found a group; with topics, even none, it is a forum."""
        group = Group(id=chat_id, title=title)
        now = self._exchange.clock.now()
        for who in (*members, *bots):
            user = self._exchange.user(who)
            if user is None:
                raise ValueError(f"There is nobody with the id {who}.")
            status = "administrator" if who in admins else "member"
            group.members[who] = Member(user, status, since=now)
        if topics is not None:
            group.topics = {}
            founder = group.members[next(iter(group.members))].user
            for topic_id, name in topics.items():
                group.topics[topic_id] = opened(group, founder, topic_id, name, now)
                group.last_message_id = max(group.last_message_id, topic_id)
        self._exchange.groups[chat_id] = group

    def redeliver_last_update(self, bot: str | int) -> None:
        """Queue the latest update of a bot once more, unchanged."""
        exchange = self._exchange
        by_token, by_id = exchange.bots_by_token, exchange.bots
        found = by_token.get(bot) if isinstance(bot, str) else by_id.get(bot)
        if found is None:
            raise ValueError("There is no such bot.")
        found.queue.put_again()

    def go_down(self) -> None:
        """Answer 502 to every call from now on."""
        self._server.go_down()

    def come_back(self) -> None:
        """Work again."""
        self._server.is_down = False

    def lose_answers(self, count: int) -> None:
        """Carry out the next calls, and answer them with an error."""
        self._server.lost_answers = count


def opened(group: Group, founder: dict[str, Any], topic_id: int, name: str, now: datetime) -> Topic:
    """Make a topic that was there from the beginning."""
    body = {
        "message_id": topic_id,
        "from": founder,
        "chat": group.chat,
        "date": int(now.timestamp()),
        "message_thread_id": topic_id,
        "is_topic_message": True,
        "forum_topic_created": {"name": name, "icon_color": TOPIC_COLOUR},
    }
    return Topic(topic_id, name, Post(body, founder["id"], now))
