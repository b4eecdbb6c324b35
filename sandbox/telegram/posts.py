"""Messages, and the topics they stand in."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.telegram.keyboards import Markup, is_inline

TOPIC_COLOUR = 7322096  # of the first of the icons that Telegram offers
CONTENT = {"text", "document", "photo"}


@dataclass(frozen=True, slots=True)
class Placement:
    """Where in a chat a message goes, and for whom."""

    topic_id: int | None = None
    reply: "Post | None" = None
    receiver: dict[str, Any] | None = None  # the only user who will see it
    replaces: int | None = None  # and the message it is shown in place of
    fields: dict[str, Any] = field(default_factory=dict)  # more that the message says about it


@dataclass(slots=True, eq=False)
class Post:
    """A message, and what bots are not told about it."""

    body: dict[str, Any]  # the Message; replaced, never changed, since updates hold on to it
    author: int
    sent: datetime
    markup: Markup | None = None
    silent: bool = False
    receiver: int | None = None  # the only person who sees it
    replaces: int | None = None
    reactions: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """Its id for people: negative if ephemeral."""
        message_id: int = self.body["message_id"] or -self.body["ephemeral_message_id"]
        return message_id

    @property
    def topic_id(self) -> int | None:
        """The topic it stands in, None for General and outside forums."""
        return self.body.get("message_thread_id")

    @property
    def is_service(self) -> bool:
        """Tell whether it only says what happened."""
        return not CONTENT & self.body.keys()

    def changed(self, **fields: object) -> None:
        """Replace fields of the message; None takes one away."""
        body = self.body | fields
        self.body = {name: value for name, value in body.items() if value is not None}

    def hang(self, markup: Markup | None) -> None:
        """Put a keyboard under it; bots see it only if it is part of the message."""
        self.markup = markup
        self.changed(reply_markup=markup if is_inline(markup) else None)

    def quoted(self) -> dict[str, Any]:
        """Give the message as it stands inside a reply, without what it replied to."""
        return {name: self.body[name] for name in self.body if name != "reply_to_message"}

    def shown(self) -> dict[str, Any]:
        """Give the message as people see it."""
        shown = self.body | {"message_id": self.id}
        if "forum_topic_created" in shown.get("reply_to_message", {}):
            del shown["reply_to_message"]  # says which topic it is in, which people see anyway
        if self.markup:
            shown["reply_markup"] = self.markup
        if self.silent:
            shown["silent"] = True
        if self.replaces:
            shown["replaces"] = self.replaces
        if self.reactions:
            shown["reactions"] = self.tally()
        return shown

    def tally(self) -> list[dict[str, Any]]:
        """Count reactions by emoji."""
        by_emoji: dict[str, list[int]] = {}
        for who, chosen in self.reactions.items():
            for reaction in chosen:
                emoji = reaction.get("emoji") or reaction.get("custom_emoji_id", "")
                by_emoji.setdefault(emoji, []).append(who)
        return [{"emoji": emoji, "user_ids": users} for emoji, users in by_emoji.items()]


@dataclass(eq=False)
class Topic:
    """A topic of a forum; its id is that of the message that opened it."""

    id: int
    name: str
    opening: Post
    closed: bool = False
    icon: dict[str, Any] = field(default_factory=lambda: {"icon_color": TOPIC_COLOUR})

    def shown(self) -> dict[str, Any]:
        """Give the ForumTopic object."""
        return {"message_thread_id": self.id, "name": self.name, **self.icon}
