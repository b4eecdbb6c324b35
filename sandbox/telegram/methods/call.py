"""One call of one bot, and where in which chat it means to write."""

from dataclasses import dataclass
from typing import Any

from sandbox.telegram.chats import GENERAL, Group, PrivateChat
from sandbox.telegram.exchange import Exchange
from sandbox.telegram.parameters import Parameters
from sandbox.telegram.parties import Bot
from sandbox.telegram.posts import Placement, Post
from sandbox.telegram.refusals import bad_request


@dataclass(frozen=True, slots=True)
class Call:
    """A call as its method sees it."""

    exchange: Exchange
    bot: Bot
    given: Parameters

    def chat(self, name: str = "chat_id") -> PrivateChat | Group:
        """Find the chat it is about; the bot must be allowed to write there."""
        if not self.given.text(name):
            raise bad_request(f"{name} is empty")
        chat = self.exchange.chat_of_bot(self.bot, self.given.integer(name))
        chat.admit(self.bot)
        return chat

    def group(self) -> Group:
        """Find the group it is about."""
        chat = self.chat()
        if isinstance(chat, PrivateChat):
            raise bad_request("method is available only for supergroups")
        return chat

    def post(self, chat: PrivateChat | Group, role: str, name: str = "message_id") -> Post:
        """Find the message it is about; the role says in the refusal what it was wanted for."""
        message_id = self.given.integer(name)
        found = chat.find(message_id) if message_id > 0 else None
        if found is None:
            raise bad_request(f"{role} not found")
        return found

    def is_admin(self, chat: PrivateChat | Group) -> bool:
        """Tell whether the bot runs the chat."""
        return isinstance(chat, Group) and chat.is_run_by(self.bot.id)

    def placement(self) -> tuple[PrivateChat | Group, Placement]:
        """Find where to write: chat, topic, the message replied to, and for whom."""
        chat = self.chat()
        wanted = self._ephemeral()
        receiver, replaces = self._receiver(chat, wanted) if wanted else (None, None)
        reply, fields = self._reply(chat)
        topic_id = self._topic(chat, reply)
        if reply and topic_id and reply.topic_id != topic_id:
            fields, reply = {"external_reply": _external(chat, reply)}, None
        return chat, Placement(topic_id, reply, receiver, replaces, fields)

    def _topic(self, chat: PrivateChat | Group, reply: Post | None) -> int | None:
        wanted = self.given.integer("message_thread_id")
        topics = chat.topics if isinstance(chat, Group) else {}
        if topics is None:
            return None  # no forum: ignored
        if not wanted:
            return reply.topic_id if reply else None
        if wanted == GENERAL or wanted not in topics:
            raise bad_request("message thread not found")
        if topics[wanted].closed and not self.is_admin(chat):
            raise bad_request("TOPIC_CLOSED")
        return wanted

    def _reply(self, chat: PrivateChat | Group) -> tuple[Post | None, dict[str, Any]]:
        wanted = self.given.json("reply_parameters", "reply parameters")
        if wanted is not None and not isinstance(wanted, dict):
            raise bad_request("object expected as reply parameters")
        if not wanted:
            wanted = {
                "message_id": self.given.integer("reply_to_message_id"),
                "allow_sending_without_reply": self.given.flag("allow_sending_without_reply"),
            }
        said = Parameters(wanted, {})
        there = chat
        if "chat_id" in said and said.integer("chat_id") != chat.id_for_bots:
            there = self.exchange.chat_of_bot(self.bot, said.integer("chat_id"))
        ephemeral_id = said.integer("ephemeral_message_id")
        message_id = -ephemeral_id if ephemeral_id else said.integer("message_id")
        if not message_id:
            return None, {}
        found = there.find(message_id)
        if found is None:
            if said.flag("allow_sending_without_reply"):
                return None, {}
            raise bad_request("message to be replied not found")
        if there is not chat:
            return None, {"external_reply": _external(there, found)}
        return found, _quote(said, found)

    def _ephemeral(self) -> Parameters | None:
        wanted = self.given.json("ephemeral_message_parameters")
        if isinstance(wanted, dict):
            return Parameters(wanted, {})
        return self.given if self.given.integer("receiver_user_id") else None

    def _receiver(
        self, chat: PrivateChat | Group, wanted: Parameters
    ) -> tuple[dict[str, Any], int | None]:
        user_id = wanted.integer("receiver_user_id")
        if isinstance(chat, PrivateChat) or user_id not in chat.viewers:
            raise bad_request("USER_NOT_PARTICIPANT")
        if not chat.takes_ephemeral:
            raise bad_request("EPHEMERAL_MESSAGES_FORBIDDEN")  # the wording is invented here
        replaces = None
        if query_id := wanted.text("callback_query_id"):
            query = self.exchange.queries.find(query_id)
            if query is None or query.chat is not chat or query.person_id != user_id:
                raise bad_request("QUERY_ID_INVALID")
            if wanted.flag("replace_callback_query_message"):
                replaces = query.message_id
        return self.exchange.people[user_id].user, replaces


def _quote(said: Parameters, found: Post) -> dict[str, Any]:
    quote = said.text("quote")
    if not quote:
        return {}
    text = found.body.get("text") or found.body.get("caption") or ""
    if quote not in text:
        raise bad_request("QUOTE_TEXT_INVALID")
    return {"quote": {"text": quote, "position": text.index(quote), "is_manual": True}}


def _external(chat: PrivateChat | Group, post: Post) -> dict[str, Any]:
    where = {"chat": chat.chat, "message_id": post.body["message_id"]}
    return {"origin": origin(post), **(where if isinstance(chat, Group) else {})}


def origin(post: Post) -> dict[str, Any]:
    """Say who wrote a message first, and when."""
    said: dict[str, Any] | None = post.body.get("forward_origin")
    first = {"type": "user", "date": post.body["date"], "sender_user": post.body["from"]}
    return said or first
