"""The member tag *on-call*: shown beside a name in a group, where Telegram lets the bot set it."""

import json

import structlog
from telegram import Bot, ChatMember
from telegram.error import BadRequest, Forbidden

from storage.outbox import Notice

log = structlog.get_logger()

TAG = "on-call"


async def put_tags(bot: Bot, notice: Notice) -> None:
    """Take the tag from one member and give it to another; a refusal is no harm.

    Administrators have no tags, and a tag somebody chose themselves is left alone.
    """
    facts = json.loads(notice.body or "{}")
    for person_id, before, after in ((facts["off"], TAG, ""), (facts["on"], "", TAG)):
        if person_id is None:
            continue
        try:
            member = await bot.get_chat_member(notice.chat_id, person_id)
            if _tag(member) == before:
                await bot.set_chat_member_tag(notice.chat_id, person_id, after)
        except (BadRequest, Forbidden) as error:
            log.info("member tag not set", chat=notice.chat_id, error=error.message)


def _tag(member: ChatMember) -> str | None:
    """Tell the tag of a regular member; None for anybody who can have none."""
    if member.status not in {ChatMember.MEMBER, ChatMember.RESTRICTED}:
        return None
    return getattr(member, "tag", None) or ""
