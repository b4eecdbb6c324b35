"""The exchange: everybody and every chat, and what happens when somebody writes.

a bot's call ──► methods ──┐                 ┌──► the queues of the bots that hear it
                           ├──► Exchange ────┤
a person's act ────────────┘                 └──► the feed, for the people who see it
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sandbox.clock import Clock
from sandbox.feed import Feed
from sandbox.telegram.chats import Group, PrivateChat
from sandbox.telegram.commands import CommandBook
from sandbox.telegram.files import FileStore
from sandbox.telegram.keyboards import Markup, is_inline
from sandbox.telegram.limits import FloodGate, Limits
from sandbox.telegram.parties import Bot, Member, Person
from sandbox.telegram.posts import Placement, Post
from sandbox.telegram.privacy import hears
from sandbox.telegram.queries import Queries
from sandbox.telegram.refusals import bad_request, forbidden

IN_THE_CHAT = Placement()


class Exchange:
    """All state of the toy Telegram."""

    def __init__(self, clock: Clock, feed: Feed, limits: Limits) -> None:
        self.clock = clock
        self.limits = limits
        self.bots: dict[int, Bot] = {}
        self.bots_by_token: dict[str, Bot] = {}
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Group] = {}
        self.private_chats: dict[tuple[int, int], PrivateChat] = {}  # by bot and person
        self.files = FileStore()
        self.queries = Queries()
        self.commands = CommandBook()
        self._feed = feed

    def connect(self, bot: Bot) -> None:
        """Add a bot."""
        self.bots[bot.id] = self.bots_by_token[bot.token] = bot

    def gate(self) -> FloodGate:
        """Make the gate that one more bot has to pass."""
        return FloodGate(self.limits)

    def user(self, user_id: int) -> dict[str, Any] | None:
        """Give the User object of a person or bot."""
        party = self.people.get(user_id) or self.bots.get(user_id)
        return party.user if party else None

    def chat_of_bot(self, bot: Bot, chat_id: int) -> PrivateChat | Group:
        """Find a chat by the id a bot uses; refuse what the bot has never met."""
        if group := self.groups.get(chat_id):
            if bot.id not in group.members:
                raise bad_request("chat not found")
            return group
        if chat := self.private_chats.get((bot.id, chat_id)):
            return chat
        if chat_id in self.people:
            raise forbidden("bot can't initiate conversation with a user")
        raise bad_request("chat not found")

    def chat_of_person(self, person: Person, chat_id: int) -> PrivateChat | Group:
        """Find a chat by the id a person uses; open the private chat with a bot if need be."""
        if group := self.groups.get(chat_id):
            member = group.standing(person.id)
            if member is None or not member.present:
                raise ValueError(f"{person.first_name} is not in “{group.title}”.")
            return group
        if chat_id == person.id and self.bots:
            chat_id = next(iter(self.bots))
        if bot := self.bots.get(chat_id):
            key = bot.id, person.id
            if key not in self.private_chats:
                self.private_chats[key] = PrivateChat(bot=bot, person=person)
            return self.private_chats[key]
        raise ValueError(f"{person.first_name} knows no chat {chat_id}.")

    def met(self, person_id: int, chat_id: int) -> tuple[Person, PrivateChat | Group]:
        """Find a person and one of their chats."""
        person = self.people.get(person_id)
        if person is None:
            raise ValueError(f"There is nobody with the id {person_id}.")
        return person, self.chat_of_person(person, chat_id)

    def seen(self, chat: PrivateChat | Group, message_id: int, viewer: int) -> Post:
        """Find a message that a person sees."""
        post = chat.find(message_id)
        if post is None or viewer not in self.viewers(chat, post):
            raise ValueError(f"There is no message {message_id} here.")
        return post

    def post(
        self,
        chat: PrivateChat | Group,
        author: Mapping[str, Any],
        content: Mapping[str, Any],
        place: Placement = IN_THE_CHAT,
        *,
        markup: Markup | None = None,
        silent: bool = False,
    ) -> Post:
        """Write a message; everybody concerned hears of it."""
        now = self.clock.now()
        heading: dict[str, Any] = {"message_id": 0}
        if place.receiver:
            chat.last_ephemeral_id += 1
            heading["ephemeral_message_id"] = chat.last_ephemeral_id
            heading["receiver_user"] = place.receiver
        else:
            heading["message_id"] = chat.next_id()
        heading |= {"from": author, "chat": chat.chat, "date": int(now.timestamp())}
        if place.topic_id:
            heading |= {"message_thread_id": place.topic_id, "is_topic_message": True}
        if isinstance(chat, Group):
            heading |= self._signature(chat, author["id"], place)
        if place.reply:
            heading["reply_to_message"] = place.reply.quoted()
        body = {**heading, **place.fields, **self._with_users(content)}
        if is_inline(markup):
            body["reply_markup"] = markup
        receiver = place.receiver["id"] if place.receiver else None
        post = Post(body, author["id"], now, markup, silent, receiver, place.replaces)
        chat.posts[post.id] = post
        self._tell_bots(chat, post, "message")
        self.announce(chat, "message", self.viewers(chat, post), message=post.shown())
        return post

    def revise(self, chat: PrivateChat | Group, post: Post, **fields: object) -> None:
        """Change a message."""
        known = self._with_users(fields)
        post.changed(edit_date=int(self.clock.now().timestamp()), **known)
        self._tell_bots(chat, post, "edited_message")
        self.announce(chat, "edited", self.viewers(chat, post), message=post.shown())

    def react(
        self,
        chat: PrivateChat | Group,
        post: Post,
        user: dict[str, Any],
        chosen: list[dict[str, Any]],
    ) -> None:
        """Set somebody's reactions; of people's, bots hear where they run the chat."""
        before = post.reactions.pop(user["id"], [])
        if chosen:
            post.reactions[user["id"]] = chosen
        viewers = self.viewers(chat, post)
        self.announce(chat, "reaction", viewers, message_id=post.id, reactions=post.tally())
        change = {
            "chat": chat.chat,
            "message_id": post.body["message_id"],
            "user": user,
            "date": int(self.clock.now().timestamp()),
            "old_reaction": before,
            "new_reaction": chosen,
        }
        for bot in self.bots_in(chat):
            if bot.user is not user and chat.is_run_by(bot.id):
                self.tell(bot, "message_reaction", change)

    def remove(self, chat: PrivateChat | Group, posts: Iterable[Post]) -> None:
        """Delete messages. Bots are never told."""
        for post in posts:
            chat.posts.pop(post.id, None)
            if post.id in chat.pins:
                chat.pins.remove(post.id)
            self.announce(chat, "deleted", self.viewers(chat, post), message_ids=[post.id])

    def viewers(self, chat: PrivateChat | Group, post: Post) -> list[int]:
        """Name the people who see a message."""
        if post.receiver is None:
            return chat.viewers
        return [who for who in chat.viewers if who in (post.receiver, post.author)]

    def announce(
        self,
        chat: PrivateChat | Group,
        kind: str,
        viewers: Sequence[int] | None = None,
        **details: object,
    ) -> None:
        """Tell the people what happened in a chat."""
        seen_by = chat.viewers if viewers is None else list(viewers)
        place = {"type": kind, "chat_id": chat.id_for_people, "viewers": seen_by}
        self._feed.publish(place | details)

    def bots_in(self, chat: PrivateChat | Group) -> list[Bot]:
        """Name the bots that take part in a chat."""
        if isinstance(chat, PrivateChat):
            return [] if chat.blocked else [chat.bot]
        present = (self.bots.get(who) for who, member in chat.members.items() if member.present)
        return [bot for bot in present if bot]

    def tell(self, bot: Bot, kind: str, content: dict[str, Any]) -> None:
        """Queue an update for one bot."""
        bot.queue.put(kind, content, self.clock.now())

    def _tell_bots(self, chat: PrivateChat | Group, post: Post, kind: str) -> None:
        for bot in self.bots_in(chat):
            is_heard = isinstance(chat, PrivateChat) or hears(bot, chat, post)
            if post.author != bot.id and is_heard:
                self.tell(bot, kind, post.body)

    def _with_users(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Complete mentions by id; somebody nobody knows is not mentioned at all."""
        completed = dict(content)
        for name in ("entities", "caption_entities"):
            if content.get(name):
                found = [self._with_user(entity) for entity in content[name]]
                completed[name] = [entity for entity in found if entity is not None]
        return completed

    def _with_user(self, entity: dict[str, Any]) -> dict[str, Any] | None:
        if entity["type"] != "text_mention":
            return entity
        user = self.user(entity["user"]["id"])
        return None if user is None else entity | {"user": user}

    def _signature(self, group: Group, author: int, place: Placement) -> dict[str, Any]:
        """Say the author's tag, and to which topic it belongs, which Telegram shows as a reply."""
        member = group.standing(author) or Member({})
        signature: dict[str, Any] = {"sender_tag": member.tag} if member.tag else {}
        topic = (group.topics or {}).get(place.topic_id or 0)
        if topic and not place.reply:
            signature["reply_to_message"] = topic.opening.quoted()
        return signature
