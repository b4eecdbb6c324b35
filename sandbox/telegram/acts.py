"""What people do: write, press, react, come and go. `Telegram` in `world` can do all of it."""

from typing import Any

from sandbox.clock import Clock
from sandbox.telegram.chats import Group, PrivateChat
from sandbox.telegram.exchange import Exchange
from sandbox.telegram.formatting.reading import written
from sandbox.telegram.keyboards import find_button
from sandbox.telegram.membership import change_block, change_standing
from sandbox.telegram.parties import Member, Person
from sandbox.telegram.patience import within
from sandbox.telegram.posts import Placement, Post

Message = dict[str, Any]


class Acts:
    """The people's side. What cannot be done raises ValueError with a sentence for people."""

    def __init__(self, clock: Clock, exchange: Exchange) -> None:
        self._clock = clock
        self._exchange = exchange

    def say(
        self,
        person_id: int,
        chat_id: int,
        text: str,
        *,
        topic_id: int | None = None,
        reply_to: int | None = None,
    ) -> Message:
        """Write a text."""
        content = written(text).fields()
        if not content.get("text"):
            raise ValueError("An empty message cannot be sent.")
        return self._write(person_id, chat_id, content, topic_id, reply_to)

    def send_file(
        self,
        person_id: int,
        chat_id: int,
        name: str,
        content: bytes,
        *,
        caption: str = "",
        mime_type: str = "application/octet-stream",
        topic_id: int | None = None,
        reply_to: int | None = None,
    ) -> Message:
        """Send a file, as a file."""
        stored = self._exchange.files.keep(name, content, mime_type)
        fields = stored.as_document() | written(caption).fields("caption")
        return self._write(person_id, chat_id, fields, topic_id, reply_to)

    def press(
        self, person_id: int, chat_id: int, message_id: int, button: str | tuple[int, int]
    ) -> str:
        """Press a button that asks the bot; gives the query's id."""
        person, chat = self._there(person_id, chat_id)
        post = self._post(chat, message_id, person_id)
        pressed = find_button(post.markup, button)
        if "callback_data" not in pressed:
            raise ValueError(f"“{pressed['text']}” does not ask the bot anything.")
        now = self._clock.now()
        query = self._exchange.queries.ask(post.author, person_id, chat, now, message_id)
        self._exchange.tell(
            self._exchange.bots[post.author],
            "callback_query",
            {
                "id": query.id,
                "from": person.user,
                "message": post.body,
                "chat_instance": str(chat.id_for_people),
                "data": pressed["callback_data"],
            },
        )
        return query.id

    async def answer_to(self, query_id: str, timeout: float = 10) -> dict[str, Any] | None:  # noqa: ASYNC109 (by the town's clock)
        """Wait for what the bot answers to a pressed button; None where it says nothing."""
        query = self._exchange.queries.find(query_id)
        if query is None:
            return None
        if not query.answered.is_set() and timeout > 0:
            await within(self._clock, timeout, query.answered.wait())
        return query.answer

    def edit_own(self, person_id: int, chat_id: int, message_id: int, text: str) -> Message:
        """Change what one has written."""
        _, chat = self._there(person_id, chat_id)
        post = self._post(chat, message_id, person_id)
        if post.author != person_id or "text" not in post.body:
            raise ValueError("That is not a text of yours.")
        self._exchange.revise(chat, post, **({"entities": None} | written(text).fields()))
        return post.shown()

    def react(self, person_id: int, chat_id: int, message_id: int, emoji: str) -> None:
        """React with an emoji; an empty one takes it back."""
        person, chat = self._there(person_id, chat_id)
        post = self._post(chat, message_id, person_id)
        before = post.reactions.pop(person_id, [])
        after = [{"type": "emoji", "emoji": emoji}] if emoji else []
        if after:
            post.reactions[person_id] = after
        change = {
            "chat": chat.chat,
            "message_id": post.body["message_id"],
            "user": person.user,
            "date": int(self._clock.now().timestamp()),
            "old_reaction": before,
            "new_reaction": after,
        }
        for bot in self._exchange.bots_in(chat):
            self._exchange.tell(bot, "message_reaction", change)
        self._exchange.announce(
            chat,
            "reaction",
            self._exchange.viewers(chat, post),
            message_id=post.id,
            reactions=post.tally(),
        )

    def block(self, person_id: int, bot_id: int) -> None:
        """Stop a bot."""
        change_block(self._exchange, self._private(person_id, bot_id), blocked=True)

    def unblock(self, person_id: int, bot_id: int) -> None:
        """Let it speak again."""
        change_block(self._exchange, self._private(person_id, bot_id), blocked=False)

    def join(self, person_id: int, chat_id: int) -> None:
        """Come into a group."""
        self._stand(person_id, chat_id, "member")

    def leave(self, person_id: int, chat_id: int) -> None:
        """Go."""
        self._stand(person_id, chat_id, "left")

    def kick(self, who: int, chat_id: int) -> None:
        """Have somebody, or a bot, thrown out."""
        self._stand(who, chat_id, "kicked")

    def promote(self, who: int, chat_id: int) -> None:
        """Make somebody, or a bot, an administrator."""
        self._stand(who, chat_id, "administrator")

    def history(self, chat_id: int, *, viewer: int) -> list[Message]:
        """List what a person sees in a chat, oldest first."""
        _, chat = self._there(viewer, chat_id)
        return [
            post.shown()
            for post in chat.posts.values()
            if viewer in self._exchange.viewers(chat, post)
        ]

    def _write(
        self,
        person_id: int,
        chat_id: int,
        content: dict[str, Any],
        topic_id: int | None,
        reply_to: int | None,
    ) -> Message:
        person, chat = self._there(person_id, chat_id)
        reply = self._post(chat, reply_to, person_id) if reply_to else None
        if isinstance(chat, PrivateChat):
            change_block(self._exchange, chat, blocked=False)
            chat.started = True
        topic = topic_id if isinstance(chat, Group) and topic_id in (chat.topics or {}) else None
        return self._exchange.post(chat, person.user, content, Placement(topic, reply)).shown()

    def _there(self, person_id: int, chat_id: int) -> tuple[Person, PrivateChat | Group]:
        person = self._exchange.people.get(person_id)
        if person is None:
            raise ValueError(f"There is nobody with the id {person_id}.")
        return person, self._exchange.chat_of_person(person, chat_id)

    def _private(self, person_id: int, bot_id: int) -> PrivateChat:
        _, chat = self._there(person_id, bot_id)
        if not isinstance(chat, PrivateChat):
            raise ValueError("Only bots can be blocked.")  # noqa: TRY004 (a sentence for people)
        return chat

    def _post(self, chat: PrivateChat | Group, message_id: int, viewer: int) -> Post:
        post = chat.find(message_id)
        if post is None or viewer not in self._exchange.viewers(chat, post):
            raise ValueError(f"There is no message {message_id} here.")
        return post

    def _stand(self, who: int, chat_id: int, status: str) -> None:
        group = self._exchange.groups.get(chat_id)
        user = self._exchange.user(who)
        if group is None or user is None:
            raise ValueError("There is no such group, or nobody with that id.")
        member = group.members.setdefault(who, Member(user))
        change_standing(self._exchange, group, member, status, by=user)
