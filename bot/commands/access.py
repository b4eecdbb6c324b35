"""/access: who may use the desk, and the buttons below the list."""

from bot.commands.access_words import GIVE, HERE, INVITE, TAKE, read_access
from bot.commands.asks import Ask
from bot.commands.door import Tap, Tapped
from bot.desk import Desk
from bot.flows.access import admission, granting, groups, inviting
from bot.flows.access.granting import Whom
from bot.flows.asking.asking import RefusedRequest, Why
from bot.texts import access as texts
from bot.texts.words import Words
from storage.people import Role

REFUSE = "no"
ANSWERS = {"yes": Role.OPERATOR}  # of cards that are older than roles


async def access(desk: Desk, ask: Ask) -> Words:
    """List people, give, take back, invite, or open this group."""
    wish = read_access(ask)
    if wish.verb == HERE:
        if ask.is_private:
            raise RefusedRequest(Why.IN_A_GROUP)
        if wish.role is Role.ADMIN:
            raise RefusedRequest(Why.NOT_AN_ACCESS_WORD)
        await groups.decide(desk, ask.asker, wish.role)
        return texts.here(wish.role)
    if wish.verb == GIVE and wish.whom is not None and wish.role is not None:
        return texts.given(await granting.give(desk, ask.asker, wish.whom, wish.role, wish.span))
    if wish.verb == TAKE and wish.whom is not None:
        return texts.taken_back(await granting.take_back(desk, ask.asker, wish.whom))
    if not ask.is_private:
        raise RefusedRequest(Why.IN_PRIVATE)
    if wish.verb == INVITE and wish.role is not None:
        token = await inviting.invite(desk, ask.asker, wish.role)
        return texts.invitation(ask.bot, token, wish.role)
    members = await granting.members(desk, ask.asker, wish.sought)
    return texts.members(members, wish.sought)


async def revoke(desk: Desk, tap: Tap) -> Tapped:
    """End somebody's access, in that moment."""
    await granting.take_back(desk, tap.asker, Whom(int(tap.words[0])))
    return Tapped(replacement=texts.members(await granting.members(desk, tap.asker), ""))


async def person(desk: Desk, tap: Tap) -> Tapped:
    """Show what one person could be instead."""
    found = await granting.member(desk, tap.asker, int(tap.words[0]))
    return Tapped(replacement=texts.person(found, tap.asker.role))


async def role(desk: Desk, tap: Tap) -> Tapped:
    """Make somebody something else."""
    person_id, word = tap.words
    await granting.member(desk, tap.asker, int(person_id))
    given = await granting.give(desk, tap.asker, Whom(int(person_id)), Role(word))
    return Tapped(replacement=texts.given(given))


async def admit(desk: Desk, tap: Tap) -> Tapped:
    """Let somebody in, or not."""
    person_id, answer = tap.words
    chosen = None if answer == REFUSE else ANSWERS.get(answer) or Role(answer)
    decision = await admission.decide(desk, tap.asker, int(person_id), chosen)
    return Tapped(replacement=texts.decided(decision))
