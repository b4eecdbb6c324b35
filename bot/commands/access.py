"""/access: who may use the desk, and the buttons below the list."""

from bot.commands.access_words import AccessVerb, read_access
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
    command = read_access(ask)
    if command.verb is AccessVerb.HERE:
        if ask.is_private:
            raise RefusedRequest(Why.IN_A_GROUP)
        if command.role is Role.ADMIN:
            raise RefusedRequest(Why.NOT_AN_ACCESS_WORD)
        await groups.decide(desk, ask.asker, command.role)
        return texts.here(command.role)
    if command.verb is AccessVerb.GIVE and command.whom is not None and command.role is not None:
        return texts.given(
            await granting.give(desk, ask.asker, command.whom, command.role, command.span)
        )
    if command.verb is AccessVerb.TAKE and command.whom is not None:
        return texts.taken_back(await granting.take_back(desk, ask.asker, command.whom))
    if not ask.is_private:
        raise RefusedRequest(Why.IN_PRIVATE)
    if command.verb is AccessVerb.INVITE and command.role is not None:
        token = await inviting.invite(desk, ask.asker, command.role)
        return texts.invitation(ask.bot, token, command.role)
    members = await granting.members(desk, ask.asker, command.sought)
    return texts.members(members, command.sought)


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
