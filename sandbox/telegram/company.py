"""The company people keep: groups they are in, and bots they have stopped."""

from sandbox.telegram.chats import PrivateChat
from sandbox.telegram.exchange import Exchange
from sandbox.telegram.membership import change_block, change_standing, upgrade
from sandbox.telegram.parties import Member


class Company:
    """What people decide about whom they talk to."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def block(self, person_id: int, bot_id: int) -> None:
        """Stop a bot."""
        change_block(self._exchange, self._private(person_id, bot_id), blocked=True)

    def unblock(self, person_id: int, bot_id: int) -> None:
        """Let it speak again."""
        change_block(self._exchange, self._private(person_id, bot_id), blocked=False)

    def join(self, who: int, chat_id: int) -> None:
        """Come into a group, or have a bot come."""
        self._stand(who, chat_id, "member")

    def leave(self, who: int, chat_id: int) -> None:
        """Go."""
        self._stand(who, chat_id, "left")

    def kick(self, who: int, chat_id: int) -> None:
        """Have somebody, or a bot, thrown out."""
        self._stand(who, chat_id, "kicked")

    def promote(self, who: int, chat_id: int) -> None:
        """Make somebody, or a bot, an administrator."""
        self._stand(who, chat_id, "administrator")

    def upgrade(self, who: int, chat_id: int, supergroup: int) -> None:
        """Make a supergroup of a basic group, under another id."""
        group, user = self._exchange.groups.get(chat_id), self._exchange.user(who)
        if group is None or user is None or group.chat["type"] != "group":
            raise ValueError("There is no such group, or it is a supergroup already.")
        upgrade(self._exchange, group, supergroup, by=user)

    def forbid_ephemeral(self, chat_id: int) -> None:
        """Have a group take no messages for one member alone."""
        self._exchange.groups[chat_id].takes_ephemeral = False

    def _private(self, person_id: int, bot_id: int) -> PrivateChat:
        _, chat = self._exchange.met(person_id, bot_id)
        if not isinstance(chat, PrivateChat):
            raise ValueError("Only bots can be blocked.")  # noqa: TRY004 (a sentence for people)
        return chat

    def _stand(self, who: int, chat_id: int, status: str) -> None:
        group = self._exchange.groups.get(chat_id)
        user = self._exchange.user(who)
        if group is None or user is None:
            raise ValueError("There is no such group, or nobody with that id.")
        member = group.members.setdefault(who, Member(user))
        if member.status == status:
            return
        if status == "member" and member.present and not member.is_admin:
            return
        change_standing(self._exchange, group, member, status, by=user)
