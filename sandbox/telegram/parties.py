"""Who talks: people and bots, and what they are in a group."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sandbox.telegram.limits import FloodGate
from sandbox.telegram.updates import UpdateQueue

ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
    "can_pin_messages",
    "can_manage_topics",
    "can_manage_tags",
)
PRESENT = {"creator", "administrator", "member"}
ADMINS = {"creator", "administrator"}


@dataclass(eq=False)
class Person:
    """A human being with a telephone."""

    id: int
    first_name: str
    username: str | None
    language_code: str

    @cached_property
    def user(self) -> dict[str, Any]:
        """Give the User object."""
        user = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        username = {"username": self.username} if self.username else {}
        return {**user, **username, "language_code": self.language_code}


@dataclass(eq=False)
class Bot:
    """A bot: whom to call it, what it has yet to hear, and how it is reached."""

    token: str
    id: int
    username: str
    name: str
    gate: FloodGate
    privacy: bool = True  # in groups it hears only what is meant for it
    queue: UpdateQueue = field(default_factory=UpdateQueue)
    last_message_id: int = 0  # in private chats and basic groups, which share one count

    @cached_property
    def user(self) -> dict[str, Any]:
        """Give the User object."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.name,
            "username": self.username,
        }

    def me(self) -> dict[str, Any]:
        """Give the User object with what only getMe tells."""
        return self.user | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
        }


@dataclass(eq=False)
class Member:
    """Somebody's standing in a group."""

    user: dict[str, Any]
    status: str = "left"  # as in ChatMember; "left" also for who never came
    tag: str = ""
    since: datetime | None = None

    @property
    def present(self) -> bool:
        """Tell whether they are in the group."""
        return self.status in PRESENT

    @property
    def is_admin(self) -> bool:
        """Tell whether they run the group."""
        return self.status in ADMINS

    def shown(self) -> dict[str, Any]:
        """Give the ChatMember object."""
        shown: dict[str, Any] = {"status": self.status, "user": self.user}
        if self.status == "creator":
            shown["is_anonymous"] = False
        elif self.status == "administrator":
            shown |= {"can_be_edited": False, "is_anonymous": False}
            shown |= dict.fromkeys(ADMIN_RIGHTS, True)
        elif self.status == "kicked":
            shown["until_date"] = 0
        if self.tag:
            shown["tag" if self.status == "member" else "custom_title"] = self.tag
        return shown
