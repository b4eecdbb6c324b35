"""Hear a second person's answer, and carry out once what they agreed to.

    ask (`seconding`) ──▶ OPEN ──yes──▶ APPROVED ─ ─ carry out ─ ─▶ DONE, the asker told
                            ├──no───▶ REFUSED, the asker told
                            └──time─▶ EXPIRED, the asker told

A wish is carried out under the approval's own name, which orders nothing twice: so whoever finds
one APPROVED, the tap or the timetable after a death, may simply do it.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import structlog

from bot.desk import Desk
from bot.flows.asking import permission
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.asking.rights import Right
from bot.flows.batches import batches
from bot.flows.lookups import lookup
from bot.flows.money import seconding
from bot.flows.money.seconding import wished
from bot.flows.numbers import leasing
from bot.flows.telling import news
from bot.flows.telling.topics import Topic
from bot.flows.verifying import verification
from bot.flows.verifying.wishes import Wish
from storage.approvals import Approval, ApprovalState
from storage.custody import Act

log = structlog.get_logger()

AGAIN_AFTER = timedelta(seconds=15)  # an approved wish nobody has carried out
AT_ONCE = 50

Carrier = Callable[[Desk, Asker, dict[str, Any]], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Decided:
    """How a wish was decided; `is_late`: somebody had done it before."""

    approval: Approval
    is_late: bool


async def decide(desk: Desk, asker: Asker, approval_id: str, *, agrees: bool) -> Decided:
    """Say yes or no to somebody else's wish; the first word counts. Raises RefusedRequest."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker, Right.MANAGE)
        approval = await work.approvals.get(approval_id)
        if approval is None:
            raise RefusedRequest(Why.QUESTION_GONE)
        if asker.person_id == approval.person_id:
            raise RefusedRequest(Why.NEEDS_ANOTHER)
        if approval.state is not ApprovalState.OPEN:
            return Decided(approval, is_late=True)
        if approval.next_step_at is not None and approval.next_step_at <= now:
            raise RefusedRequest(Why.QUESTION_GONE)
        approval.decided_by, approval.decider_name = asker.person_id, asker.name
        approval.decided_at = now
        if agrees:
            approval.state, approval.next_step_at = ApprovalState.APPROVED, now + AGAIN_AFTER
            work.afterwards(lambda: desk.errands.send(carry_out(desk, approval_id)))
        else:
            approval.state, approval.next_step_at = ApprovalState.REFUSED, None
            await news.tell_in_chat(
                work, approval, Topic.NOT_APPROVED, now=now, name=asker.name, **wished(approval)
            )
        work.custody.note(
            Act.APPROVED,
            at=now,
            who=asker.person_id,
            chat=approval.chat_id,
            words=f"{'yes' if agrees else 'no'} to {approval.person_id}: {approval.topic}",
        )
        log.info("wish decided", approval=approval_id, agrees=agrees, by=asker.person_id)
        return Decided(approval, is_late=False)


async def carry_out(desk: Desk, approval_id: str) -> None:
    """Do what was agreed to, and tell the asker; done already, it does nothing."""
    async with desk.storage.reading() as work:
        approval = await work.approvals.get(approval_id)
    if approval is None or approval.state is not ApprovalState.APPROVED:
        return
    why: dict[str, Any] = {}
    try:
        await _act(desk, approval)
    except RefusedRequest as refused:
        log.info("agreed, but refused", approval=approval_id, why=refused.why)
        why = {
            "why": refused.why,
            "detail": refused.detail,
            "seconds": int(refused.wait.total_seconds()),
            "facts": refused.facts,
        }
    async with desk.storage.begin() as work:
        kept = await work.approvals.get(approval_id)
        if kept is None or kept.state is not ApprovalState.APPROVED:
            return
        kept.state, kept.next_step_at = ApprovalState.DONE, None
        await news.tell_in_chat(
            work,
            kept,
            Topic.APPROVED,
            now=desk.clock.now(),
            name=kept.decider_name or "",
            **wished(kept),
            **why,
        )


async def look_at_due(desk: Desk) -> int:
    """Close what nobody decided in time, and carry out what was left undone; gives how many."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        due = await work.approvals.due(now=now, limit=AT_ONCE)
        undone = []
        for approval in due:
            if approval.state is ApprovalState.APPROVED:
                approval.next_step_at = now + AGAIN_AFTER
                undone.append(approval.id)
                continue
            approval.state, approval.next_step_at = ApprovalState.EXPIRED, None
            await news.tell_in_chat(work, approval, Topic.NOT_DECIDED, now=now, **wished(approval))
    for approval_id in undone:
        desk.errands.send(carry_out(desk, approval_id))
    return len(due)


async def _act(desk: Desk, approval: Approval) -> None:
    if desk.clock.now() - (approval.decided_at or approval.asked_at) > seconding.LIFE:
        raise RefusedRequest(Why.QUESTION_GONE)  # nobody waits for it any more
    asker = seconding.asker_of(desk, approval)
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker)
    await CARRIERS[approval.topic](desk, asker, json.loads(approval.body)["wish"])


async def _verify(desk: Desk, asker: Asker, wish: dict[str, Any]) -> object:
    wanted = Wish.read(json.dumps(wish))
    return await verification.request(desk, asker, replace(wanted, is_approved=True))


async def _batch(desk: Desk, asker: Asker, wish: dict[str, Any]) -> object:
    return await batches.start_approved(desk, asker, wish["question"], wish["level"])


CARRIERS: Mapping[str, Carrier] = {
    seconding.VERIFY: _verify,
    seconding.NUMBER: leasing.start_approved,
    seconding.LOOKUP: lookup.start_approved,
    seconding.BATCH: _batch,
}
