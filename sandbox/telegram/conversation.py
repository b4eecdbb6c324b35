"""The people's side of a conversation: what they read, write and press."""

from typing import Any

from sandbox.telegram.chats import Group, PrivateChat
from sandbox.telegram.exchange import Exchange
from sandbox.telegram.formatting.reading import MAX_CAPTION, MAX_TEXT, written
from sandbox.telegram.formatting.spans import Formatted
from sandbox.telegram.keyboards import find_button
from sandbox.telegram.membership import change_block
from sandbox.telegram.methods.topics import shown_topics
from sandbox.telegram.parties import Bot, Person
from sandbox.telegram.patience import within
from sandbox.telegram.posts import Placement

Message = dict[str, Any]


class Conversation:
    """What people see and do in their chats."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def chats(self, viewer: int) -> list[dict[str, Any]]:
        """List the chats of a person: private ones with every bot, and their groups."""
        private = [
            {"id": bot.id, "type": "private", "title": bot.name, "topics": []}
            for bot in self._exchange.bots.values()
        ]
        groups = [
            {
                "id": group.id,
                "type": group.chat["type"],
                "title": group.title,
                "topics": [] if group.topics is None else shown_topics(group.topics),
            }
            for group in self._exchange.groups.values()
            if viewer in group.viewers
        ]
        return [*private, *groups]

    def history(self, chat_id: int, *, viewer: int) -> list[Message]:
        """List what a person sees in a chat, oldest first."""
        _, chat = self._exchange.met(viewer, chat_id)
        return [
            post.shown()
            for post in chat.posts.values()
            if viewer in self._exchange.viewers(chat, post)
        ]

    def commands(self, chat_id: int, *, viewer: int) -> list[dict[str, Any]]:
        """List the commands a person is offered in a chat."""
        person, chat = self._exchange.met(viewer, chat_id)
        return [
            command
            for bot in self._exchange.bots_in(chat)
            for command in self._exchange.commands.seen(bot, chat, person)
        ]

    def pins(self, chat_id: int, *, viewer: int) -> list[int]:
        """List the pinned messages of a chat, oldest first."""
        return list(self._exchange.met(viewer, chat_id)[1].pins)

    def file(self, file_id: str) -> tuple[str, str, bytes] | None:
        """Give name, MIME type and content of a file that was sent."""
        stored = self._exchange.files.find(file_id)
        return None if stored is None else (stored.name, stored.mime_type, stored.content)

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
        formatted = _short(written(text), MAX_TEXT)
        if not formatted.text:
            raise ValueError("An empty message cannot be sent.")
        return self._write(person_id, chat_id, formatted.fields(), topic_id, reply_to)

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
        under = _short(written(caption), MAX_CAPTION).fields("caption")
        stored = self._exchange.files.keep(name, content, mime_type)
        fields = stored.as_document() | under
        return self._write(person_id, chat_id, fields, topic_id, reply_to)

    def press(
        self, person_id: int, chat_id: int, message_id: int, button: str | tuple[int, int]
    ) -> str:
        """Press a button that asks the bot; gives the query's id."""
        person, chat = self._exchange.met(person_id, chat_id)
        post = self._exchange.seen(chat, message_id, person_id)
        pressed = find_button(post.markup, button)
        if "callback_data" not in pressed:
            raise ValueError(f"“{pressed['text']}” does not ask the bot anything.")
        now = self._exchange.clock.now()
        query = self._exchange.queries.ask(post.author, person_id, chat, now, message_id)
        asked = {
            "id": query.id,
            "from": person.user,
            "message": post.body,
            "chat_instance": str(chat.id_for_people),
            "data": pressed["callback_data"],
        }
        self._exchange.tell(self._exchange.bots[post.author], "callback_query", asked)
        return query.id

    def ask_inline(self, person_id: int, bot_id: int, text: str) -> str:
        """Type something behind a bot's name; gives the query's id."""
        person, chat = self._exchange.met(person_id, bot_id)
        bot = self._exchange.bots[bot_id]
        query = self._exchange.queries.ask(bot_id, person_id, chat, self._exchange.clock.now())
        asked = {"id": query.id, "from": person.user, "query": text, "offset": ""}
        self._exchange.tell(bot, "inline_query", asked)
        return query.id

    async def answer_to(self, query_id: str, timeout: float = 10) -> dict[str, Any] | None:  # noqa: ASYNC109 (by the town's clock)
        """Wait for what the bot answers to a pressed button; None where it says nothing."""
        query = self._exchange.queries.find(query_id)
        if query is None:
            return None
        if not query.answered.is_set() and timeout > 0:
            await within(self._exchange.clock, timeout, query.answered.wait())
        return query.answer

    def edit_own(self, person_id: int, chat_id: int, message_id: int, text: str) -> Message:
        """Change what one has written."""
        _, chat = self._exchange.met(person_id, chat_id)
        post = self._exchange.seen(chat, message_id, person_id)
        formatted = _short(written(text), MAX_TEXT)
        if post.author != person_id or "text" not in post.body:
            raise ValueError("That is not a text of yours.")
        if not formatted.text:
            raise ValueError("An empty message cannot be sent.")
        self._exchange.revise(chat, post, **({"entities": None} | formatted.fields()))
        return post.shown()

    def react(self, person_id: int, chat_id: int, message_id: int, emoji: str) -> None:
        """React with an emoji; an empty one takes it back."""
        person, chat = self._exchange.met(person_id, chat_id)
        post = self._exchange.seen(chat, message_id, person_id)
        chosen = [{"type": "emoji", "emoji": emoji}] if emoji else []
        self._exchange.react(chat, post, person.user, chosen)

    def _write(
        self,
        person_id: int,
        chat_id: int,
        content: dict[str, Any],
        topic_id: int | None,
        reply_to: int | None,
    ) -> Message:
        person, chat = self._exchange.met(person_id, chat_id)
        reply = self._exchange.seen(chat, reply_to, person_id) if reply_to else None
        if isinstance(chat, PrivateChat):
            change_block(self._exchange, chat, blocked=False)
            chat.started = True
            place = Placement(reply=reply)
        else:
            topic = chat.topic_for(person.id, topic_id or (reply.topic_id if reply else None))
            for_bot = self._ephemeral_for(chat, person, content)
            place = Placement(topic, reply, for_bot.user if for_bot else None)
        return self._exchange.post(chat, person.user, content, place).shown()

    def _ephemeral_for(self, group: Group, person: Person, content: dict[str, Any]) -> Bot | None:
        """Find the bot that alone gets to see a command it has declared ephemeral."""
        name, _, addressee = content.get("text", "").partition(" ")[0].partition("@")
        for bot in self._exchange.bots_in(group):
            called = addressee.lower() in {"", bot.username.lower()}
            for command in self._exchange.commands.seen(bot, group, person) if called else ():
                if name == f"/{command['command']}" and command.get("is_ephemeral"):
                    return bot
        return None


def _short(formatted: Formatted, longest: int) -> Formatted:
    if len(formatted.text) > longest:
        raise ValueError(f"That is too long; {longest} characters are the most.")
    return formatted
