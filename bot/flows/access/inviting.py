"""Invitations: a link lets one person in, once, for a day. Its token is kept as a digest only."""

from datetime import timedelta
from enum import StrEnum
from hashlib import sha256

from bot.desk import Desk
from bot.flows.access import admission
from bot.flows.asking import permission
from bot.flows.asking.asking import Asker, Why
from bot.flows.asking.rights import TO_GIVE, Right, higher
from bot.flows.telling import news
from bot.flows.telling.topics import Topic
from storage.custody import Act
from storage.grants import Invitation
from storage.people import Role, Standing

LIFE = timedelta(days=1)


class Entry(StrEnum):
    """What an invitation led to."""

    IN = "in"  # they may use the desk
    ALREADY = "already"  # they could before; the invitation is as good as new
    NOT_VALID = "not_valid"  # used, too old, taken back, or never made


async def invite(desk: Desk, admin: Asker, role: Role) -> str:
    """Make an invitation; gives its token, which nobody can be told again. Raises."""
    admin.demand(TO_GIVE[role], Why.HIGHER_UP)
    token, now = desk.ids.question(), desk.clock.now()
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, admin, Right.MANAGE)
        work.grants.put_invitation(
            Invitation(
                digest=_digest(token),
                role=role,
                made_by=admin.person_id,
                made_at=now,
                expires_at=now + LIFE,
            )
        )
        said = f"{role}: whoever has the link, once"
        work.custody.note(Act.ACCESS, at=now, who=admin.person_id, words=said)
    return token


async def enter(desk: Desk, asker: Asker, token: str) -> Entry:
    """Let somebody in by an invitation; of two who come at once, one.

    The same message again finds what it did the first time.
    """
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        await permission.alone(work, asker.person_id)
        own = await permission.own_role(work, desk, asker.person_id)
        invitation = await work.grants.invitation(_digest(token))
        if invitation is None:
            return Entry.NOT_VALID
        if invitation.used_by == asker.person_id and own is not None:
            return Entry.IN
        is_over = invitation.used_by is not None or invitation.expires_at <= now
        needed = TO_GIVE[invitation.role]
        if is_over or not await permission.has(work, desk, invitation.made_by, needed):
            return Entry.NOT_VALID
        if higher(own, invitation.role) is own:
            return Entry.ALREADY
        person = await work.people.get(asker.person_id)
        if person is not None and person.is_shut_out:
            return Entry.NOT_VALID  # a link that was passed on undoes no decision
        if person is None:
            person = await admission.newcomer(work, asker, now=now)
        invitation.used_by = asker.person_id
        person.standing, person.role, person.until = Standing.ALLOWED, invitation.role, None
        person.since, person.decided_by = now, invitation.made_by
        await admission.close_request(work, desk, person, asker)
        said = f"{invitation.role}: {asker.person_id}, invited by {invitation.made_by}"
        work.custody.note(Act.ACCESS, at=now, who=asker.person_id, words=said)
        await news.tell_privately(
            work,
            invitation.made_by,
            Topic.CAME_IN,
            now=now,
            key=f"came in:{invitation.digest}",
            name=asker.name,
            role=invitation.role,
        )
    return Entry.IN


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
