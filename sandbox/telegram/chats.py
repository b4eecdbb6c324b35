"""Where they talk: private chats and groups, and the messages in them."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sandbox.telegram.parties import Bot, Member, Person
from sandbox.telegram.posts import Post, Topic
from sandbox.telegram.refusals import RefusedError, bad_request, forbidden, upgraded

GENERAL = 1  # the topic every forum has
SUPERGROUPS = -1_000_000_000_000  # and below; what lies between it and 0 are basic groups
REQUIRED_OF_FULL_INFO = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": dict.fromkeys(
        (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        ),
        False,
    ),
}
PERMISSIONS = dict.fromkeys(
    (
        "can_send_messages",
        "can_send_audios",
        "can_send_documents",
        "can_send_photos",
        "can_send_videos",
        "can_send_video_notes",
        "can_send_voice_notes",
        "can_send_polls",
        "can_send_other_messages",
        "can_add_web_page_previews",
        "can_react_to_messages",
        "can_invite_users",
    ),
    True,
) | dict.fromkeys(
    ("can_change_info", "can_pin_messages", "can_manage_topics", "can_edit_tag"), False
)


@dataclass(eq=False)
class Chat:
    """What private chats and groups have in common: an order of messages."""

    posts: dict[int, Post] = field(default_factory=dict)  # by id, oldest first
    pins: list[int] = field(default_factory=list)
    last_ephemeral_id: int = 0

    def find(self, message_id: int) -> Post | None:
        """Look up a message that has not been deleted."""
        return self.posts.get(message_id)


@dataclass(eq=False)
class PrivateChat(Chat):
    """One person and one bot."""

    bot: Bot = field(kw_only=True)
    person: Person = field(kw_only=True)
    started: bool = False  # the person has written first
    blocked: bool = False
    id_for_bots: int = field(init=False)
    id_for_people: int = field(init=False)

    def __post_init__(self) -> None:
        self.id_for_bots, self.id_for_people = self.person.id, self.bot.id

    @cached_property
    def chat(self) -> dict[str, Any]:
        """Give the Chat object."""
        username = {"username": self.person.username} if self.person.username else {}
        names = {"first_name": self.person.first_name, **username}
        return {"id": self.person.id, **names, "type": "private"}

    @property
    def viewers(self) -> list[int]:
        """The people who see it."""
        return [self.person.id]

    def next_id(self) -> int:
        """Number the next message."""
        self.bot.last_message_id += 1
        return self.bot.last_message_id

    def admit(self, bot: Bot) -> None:
        """Let the bot write, or refuse."""
        if bot is not self.bot or not self.started:
            raise forbidden("bot can't initiate conversation with a user")
        if self.blocked:
            raise forbidden("bot was blocked by the user")

    def is_run_by(self, who: int) -> bool:
        """Tell whether somebody hears everything here, as administrators do in groups."""
        return who == self.bot.id

    def full(self) -> dict[str, Any]:
        """Give the ChatFullInfo object, but for the pinned message."""
        return {**self.chat, **REQUIRED_OF_FULL_INFO}


@dataclass(eq=False)
class Group(Chat):
    """A group; a supergroup by its id, a forum if it has topics."""

    id: int = field(kw_only=True)
    title: str = field(kw_only=True)
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] | None = None
    last_message_id: int = GENERAL  # the message that says the group was made
    takes_ephemeral: bool = True
    moved_to: int | None = None  # the supergroup it has become

    @property
    def id_for_bots(self) -> int:
        """Everybody uses the same."""
        return self.id

    id_for_people = id_for_bots

    @cached_property
    def chat(self) -> dict[str, Any]:
        """Give the Chat object."""
        kind = "supergroup" if self.id <= SUPERGROUPS else "group"
        forum = {"is_forum": True} if self.topics is not None else {}
        return {"id": self.id, "title": self.title, **forum, "type": kind}

    @property
    def viewers(self) -> list[int]:
        """The people who see it."""
        return [who for who, m in self.members.items() if m.present and not m.user["is_bot"]]

    def next_id(self) -> int:
        """Number the next message."""
        self.last_message_id += 1
        return self.last_message_id

    def standing(self, who: int) -> Member | None:
        """Look up a member, also a former one."""
        return self.members.get(who)

    def admit(self, bot: Bot) -> None:
        """Let the bot write, or refuse."""
        member = self.members.get(bot.id)
        if member is None:
            raise bad_request("chat not found")
        if self.moved_to is not None:
            raise upgraded(self.moved_to)
        if not member.present:
            raise self.absence(member)

    def is_run_by(self, who: int) -> bool:
        """Tell whether somebody is an administrator."""
        member = self.members.get(who)
        return member is not None and member.is_admin

    def topic_for(self, person_id: int, topic_id: int | None) -> int | None:
        """Find the topic a person means to write in, None for General."""
        if self.topics is None or topic_id in (None, GENERAL):
            return None
        if topic_id not in self.topics:
            raise ValueError(f"There is no topic {topic_id} here.")
        if self.topics[topic_id].closed and not self.is_run_by(person_id):
            raise ValueError("This topic is closed.")
        return topic_id

    def absence(self, member: Member) -> RefusedError:
        """Say why this bot has no business here."""
        kind = self.chat["type"]
        if member.status == "kicked":
            return forbidden(f"bot was kicked from the {kind} chat")
        return forbidden(f"bot is not a member of the {kind} chat")

    def full(self) -> dict[str, Any]:
        """Give the ChatFullInfo object, but for the pinned message."""
        return {**self.chat, **REQUIRED_OF_FULL_INFO, "permissions": PERMISSIONS}
