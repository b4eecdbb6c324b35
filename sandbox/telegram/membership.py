"""Coming and going: what everybody concerned is told of it."""

from typing import Any

from sandbox.telegram.chats import Group, PrivateChat
from sandbox.telegram.exchange import Exchange
from sandbox.telegram.parties import PRESENT, Member


def change_standing(
    exchange: Exchange, group: Group, member: Member, status: str, *, by: dict[str, Any]
) -> None:
    """Change what somebody is in a group; bots and people hear of it."""
    before = Member(member.user, member.status, member.tag).shown()
    was_present = member.present
    listeners = exchange.bots_in(group)
    if was_present and status not in PRESENT:
        member.tag = ""
    member.status = status
    change = {
        "chat": group.chat,
        "from": by,
        "date": int(exchange.clock.now().timestamp()),
        "old_chat_member": before,
        "new_chat_member": member.shown(),
    }
    who = member.user["id"]
    if bot := exchange.bots.get(who):
        exchange.tell(bot, "my_chat_member", change)
    for listener in listeners:
        if listener.id != who and group.is_run_by(listener.id):
            exchange.tell(listener, "chat_member", change)
    viewers = {*group.viewers, *([] if member.user["is_bot"] else [who])}
    exchange.announce(
        group, "member", sorted(viewers), user=member.user, status=status, tag=member.tag
    )
    if was_present and not member.present:
        exchange.post(group, by, {"left_chat_member": member.user})
    elif member.present and not was_present:
        exchange.post(
            group,
            by,
            {
                "new_chat_participant": member.user,
                "new_chat_member": member.user,
                "new_chat_members": [member.user],
            },
        )


def change_block(exchange: Exchange, chat: PrivateChat, *, blocked: bool) -> None:
    """Let a person stop a bot, or restart it; the bot hears of it."""
    if chat.blocked == blocked:
        return
    states: dict[bool, dict[str, Any]] = {
        True: {"status": "kicked", "until_date": 0},
        False: {"status": "member"},
    }
    change = {
        "chat": chat.chat,
        "from": chat.person.user,
        "date": int(exchange.clock.now().timestamp()),
        "old_chat_member": {"user": chat.bot.user, **states[chat.blocked]},
        "new_chat_member": {"user": chat.bot.user, **states[blocked]},
    }
    chat.blocked = blocked
    exchange.tell(chat.bot, "my_chat_member", change)
    status = states[blocked]["status"]
    exchange.announce(chat, "member", user=chat.bot.user, status=status, tag="")


def upgrade(exchange: Exchange, group: Group, supergroup: int, *, by: dict[str, Any]) -> None:
    """Make a supergroup of a basic group: another id, the same people, none of the messages."""
    members = {who: Member(m.user, m.status, m.tag, m.since) for who, m in group.members.items()}
    upgraded = Group(id=supergroup, title=group.title, members=members)
    exchange.groups[supergroup] = upgraded
    viewers = group.viewers
    exchange.post(group, by, {"migrate_to_chat_id": supergroup})
    group.moved_to = supergroup
    for member in group.members.values():
        member.status = "left"
        if not member.user["is_bot"]:
            exchange.announce(group, "member", viewers, user=member.user, status="left", tag="")
    exchange.post(upgraded, by, {"migrate_from_chat_id": group.id})
