"""Ask for a second person's yes, where a price, a country or a long list needs one.

The wish is a row before anybody is asked; `approvals` hears the answer and carries it out.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.desk import Desk
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.telling import administrators
from bot.flows.telling.topics import Json, Topic
from storage.approvals import Approval, ApprovalState
from storage.money import Money
from storage.people import Role
from storage.unit_of_work import UnitOfWork

LIFE = timedelta(minutes=30)
VERIFY, NUMBER, LOOKUP, BATCH, BUDGET = "verify", "number", "lookup", "batch", "budget"


class Because(StrEnum):
    """Why one person may not decide alone; `texts.money_news` has words for each."""

    PRICE = "price"  # APPROVAL_ABOVE
    COUNTRY = "country"  # its rule
    LENGTH = "length"  # of a list


def is_dear(desk: Desk, cost: Money) -> bool:
    """Whether a cost is above what one person may spend alone."""
    most = desk.settings.approval_limits
    return any(currency in most and sum_ > most[currency] for currency, sum_ in cost.items())


async def demand(
    desk: Desk,
    asker: Asker,
    topic: str,
    wish: dict[str, Any],
    cost: Money,
    about: Mapping[str, Json],
) -> None:
    """Ask the owners and say so, where it is too dear for one person. Raises RefusedRequest."""
    if not is_dear(desk, cost):
        return
    sums = written(cost)
    async with desk.storage.begin() as work:
        told = {**about, "cost": sums}
        await ask(work, desk, asker, topic, wish, because=Because.PRICE, about=told)
    raise RefusedRequest(Why.ANOTHER_ASKED, facts=sums)


def written(cost: Money) -> dict[str, str]:
    """Write a cost down, for a row."""
    return {currency: str(amount) for currency, amount in cost.items()}


async def ask(
    work: UnitOfWork,
    desk: Desk,
    asker: Asker,
    topic: str,
    wish: dict[str, Any],
    *,
    because: Because,
    about: Mapping[str, Json],
) -> Approval:
    """Write a wish down and tell the owners; the same wish from the same message asks once.

    `about`: the facts of which its words are made. Raises RefusedRequest.
    """
    if not {*await administrators.of_desk(work, desk)} - {asker.person_id}:
        raise RefusedRequest(Why.NO_SECOND)
    body = json.dumps(wish, sort_keys=True)
    request = f"{asker.chat_id}:{asker.message_id}:{asker.person_id}:{topic}:{body}"
    await work.alone(f"approval:{asker.person_id}")
    known = await work.approvals.of_request(request)
    if known is not None:
        if known.state is not ApprovalState.OPEN:
            raise RefusedRequest(Why.QUESTION_GONE)
        return known
    until = desk.clock.now() + LIFE
    approval = put(work, desk, asker, topic, request, {"wish": wish, "about": about}, until)
    await administrators.tell(
        work,
        desk,
        Topic.APPROVAL,
        key=approval.id,
        but=asker.person_id,
        approval=approval.id,
        name=asker.name,
        because=because,
        ends=until.isoformat(),
        **wished(approval),
    )
    return approval


def wished(approval: Approval) -> dict[str, Json]:
    """Give the facts of a wish; an older version has written its words instead."""
    body = json.loads(approval.body)
    if "about" not in body:
        return {"what": body.get("what", "")}
    return {"wanted": approval.topic, "about": body["about"]}


def put(
    work: UnitOfWork,
    desk: Desk,
    asker: Asker,
    topic: str,
    request: str,
    body: dict[str, Any],
    until: datetime,
) -> Approval:
    """Write down a wish that somebody else decides about. `request`: the same asks once."""
    approval = Approval(
        id=desk.ids.question(),
        topic=topic,
        person_id=asker.person_id,
        person_name=asker.name,
        chat_id=asker.chat_id,
        topic_id=asker.topic_id,
        message_id=asker.message_id,
        request=request,
        body=json.dumps(body),
        asked_at=desk.clock.now(),
        next_step_at=until,
    )
    work.approvals.put(approval)
    return approval


def asker_of(desk: Desk, approval: Approval) -> Asker:
    """Say who had asked, where somebody else has answered."""
    return Asker(
        person_id=approval.person_id,
        name=approval.person_name,
        chat_id=approval.chat_id,
        topic_id=approval.topic_id,
        request=f"approval:{approval.id}",
        message_id=approval.message_id,
        role=Role.OWNER if approval.person_id in desk.settings.owner_ids else None,
    )
