"""The member tag *on-call*: shown beside a name in a group, where Telegram lets the bot set it."""

import json

import structlog
from telegram import Bot, ChatMember
from telegram.error import BadRequest, Forbidden

from bot.desk import Desk
from storage.outbox import Notice

log = structlog.get_logger()

TAG = "on-call"


async def put_tags(desk: Desk, bot: Bot, notice: Notice) -> None:
    """Take the tag from some members and give it to others; a refusal is no harm.

    Who is on call is looked up now: somebody may still be for another topic of the group.
    Administrators have no tags, and a tag somebody chose themselves is left alone.
    """
    async with desk.storage.reading() as work:
        on_call = await work.rotas.on_call_in(notice.chat_id)
    for person_id in json.loads(notice.body or "[]"):
        before, after = ("", TAG) if person_id in on_call else (TAG, "")
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
