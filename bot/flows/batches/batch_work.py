"""The work on running batches: a fair bite of each, as much as the provider takes.

A line is ASKED, with its charge, before anybody is asked. What a dead process had in hand one by
one becomes UNKNOWN and is never asked again; what was handed in under a name is found by it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import structlog

from bot.desk import Desk
from bot.flows.asking.asking import RefusedRequest
from bot.flows.batches import batch_costs, batches
from bot.flows.batches.batch_costs import Part
from bot.flows.lookups import levels
from bot.flows.lookups.levels import LEVELS
from bot.flows.lookups.lookup_costs import CAPABILITIES
from bot.flows.lookups.lookup_facts import facts_of_fraud, facts_of_network
from bot.flows.running import serving
from bot.flows.sessions import moving
from bot.flows.telling import news
from bot.flows.telling.topics import Topic
from providers.contract.capabilities import FraudChecker, NumberLookup
from providers.contract.errors import (
    BusyError,
    CredentialsError,
    FundsError,
    NumberRefusedError,
    OutcomeUnknownError,
    ProviderError,
    UnreachableError,
)
from providers.contract.pace import Urgency
from providers.contract.phone import PhoneNumber
from providers.contract.reports import Verdict
from storage.batches import Batch, ClaimedLine, LineState
from storage.lifecycle import Step
from storage.lookups import LookupKind
from storage.sessions import ChatSession
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

LOST_AFTER = timedelta(minutes=2)  # a number asked one by one without an answer
GIVE_UP = timedelta(minutes=30)  # a list whose results never came
LATER = (BusyError, UnreachableError, CredentialsError, FundsError)  # surely not asked; it may be


@dataclass(frozen=True, slots=True)
class Place:
    """Where lines are taken to: a provider, what is to be asked of it, and room for how many."""

    provider: str
    in_turn: Sequence[Batch]  # the first one is the first to be given what does not divide
    room: int


@dataclass(slots=True, eq=False)
class Bite:
    """Lines of one batch that are asked about together, under one charge for each question."""

    session_id: str
    level: str
    parts: Sequence[Part]
    lines: Sequence[ClaimedLine]
    open: int  # lines without an answer
    asked: dict[int, int] = field(default_factory=dict)  # questions to pay for, by line
    is_known: bool = True  # whether all of them were surely asked

    def answered(self, answer: "LineAnswer") -> None:
        """Count one line."""
        self.open -= 1
        self.asked[answer.line.id] = answer.asked
        self.is_known = self.is_known and not answer.is_lost


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """What came of one line."""

    line: ClaimedLine
    state: LineState
    verdict: str | None = None
    facts: str | None = None
    asked: int = 0  # questions somebody is, or may be, paid for
    is_lost: bool = False  # the last of them may not have been asked

    @property
    def columns(self) -> dict[str, Any]:
        """Give what changes in its row."""
        return {
            "id": self.line.id,
            "state": self.state,
            "verdict": self.verdict,
            "facts": self.facts,
        }


async def look_after(desk: Desk, changed: set[str]) -> list[Batch]:
    """Give up what is lost, end what is done, show what has changed; gives what runs."""
    async with desk.storage.reading() as work:
        running = await work.batches.running()
    left = []
    for one in running:
        async with desk.storage.begin() as work:
            session, batch = await held(work, one.session_id)
            if batch.ended_at is not None:
                continue
            before = desk.clock.now() - _patience(batch)
            await work.batches.lose(batch.session_id, before=before)
            await work.ledger.lose(batch.session_id, before=before)
            if await _ended(work, desk, session, batch):
                continue
            if batch.session_id in changed:
                await news.refresh_card(work, session, now=desk.clock.now())
            left.append(batch)
    return left


async def go_on(
    desk: Desk, answers: Sequence[tuple[Bite, LineAnswer]], places: Sequence[Place]
) -> list[tuple[str, Bite]]:
    """Write down what was answered and take the next lines of batches, all in one transaction.

    Of the batches of one place each gives as many lines, at most as many as there is room for.
    """
    bites: list[tuple[str, Bite]] = []
    async with desk.storage.begin() as work:
        running = {one.session_id for place in places for one in place.in_turn}
        # always in the same order, so that two processes do not wait for each other in a ring
        holding = {one: await held(work, one) for one in sorted(running)}
        await _note(work, answers)
        for place in places:
            bites += [(place.provider, bite) for bite in await _bites(work, desk, place, holding)]
    return bites


async def ask(desk: Desk, level: str, line: ClaimedLine) -> LineAnswer:
    """Ask what a level asks about one line; what surely was not asked is WAITING again."""
    assert line.number is not None
    facts: dict[str, Any] = {}
    asked, is_lost = 0, False
    try:
        for kind in LEVELS[level].kinds:
            if facts.get("verdict") == Verdict.INVALID:
                break  # nothing is left to ask
            facts |= await _asked(desk, kind, line.number)
            asked += 1
    except ProviderError as error:
        is_lost = isinstance(error, OutcomeUnknownError)
        asked += is_lost
        if not facts:
            return replace(_without(line, error), asked=asked, is_lost=is_lost)
    verdict = str(facts["risk"] if level == "fraud" else facts["verdict"])
    return LineAnswer(line, LineState.DONE, verdict, json.dumps(facts), asked, is_lost)


async def _asked(desk: Desk, kind: LookupKind, number: PhoneNumber) -> dict[str, Any]:
    name = serving.first(desk, CAPABILITIES[kind])
    if name is None:
        raise UnreachableError("nobody can be asked just now")
    provider: Any = desk.catalog.get(name)  # asking a protocol at every line takes long
    if kind is LookupKind.HLR:
        looker: NumberLookup = provider
        return facts_of_network(await looker.look_up(number, urgency=Urgency.BATCH))
    checker: FraudChecker = provider
    return facts_of_fraud(await checker.check_fraud(number, urgency=Urgency.BATCH))


def _without(line: ClaimedLine, error: ProviderError) -> LineAnswer:
    """Say what became of a line that has no answer."""
    if isinstance(error, NumberRefusedError):
        return LineAnswer(line, LineState.DONE, "invalid", json.dumps({"verdict": Verdict.INVALID}))
    if isinstance(error, OutcomeUnknownError):
        return LineAnswer(line, LineState.UNKNOWN, "unknown")
    if isinstance(error, LATER):
        return LineAnswer(line, LineState.WAITING)
    return LineAnswer(line, LineState.FAILED)


async def note(desk: Desk, answers: Sequence[tuple[Bite, LineAnswer]]) -> None:
    """Write down several answers, and settle the charge of whatever bite is done with."""
    async with desk.storage.begin() as work:
        await _note(work, answers)


async def _note(work: UnitOfWork, answers: Sequence[tuple[Bite, LineAnswer]]) -> None:
    await work.batches.answer([answer.columns for _, answer in answers])
    for bite in {bite for bite, _ in answers if bite.open == 0}:
        await batch_costs.settle_bite(
            work, bite.session_id, bite.parts, bite.asked, is_known=bite.is_known
        )


async def _bites(
    work: UnitOfWork,
    desk: Desk,
    place: Place,
    holding: Mapping[str, tuple[ChatSession, Batch]],
) -> list[Bite]:
    bites: list[Bite] = []
    room, hungry = place.room, [one.session_id for one in place.in_turn]
    while room and hungry:
        share, waiting, hungry = -(-room // len(hungry)), hungry, []
        for one in waiting:
            most = min(share, room)
            bite = await _bite(work, desk, *holding[one], most) if most else None
            if bite is not None:
                bites.append(bite)
                room -= len(bite.lines)
                hungry += [one] if len(bite.lines) == most else []  # what the others leave it gets
    return bites


async def _bite(
    work: UnitOfWork, desk: Desk, session: ChatSession, batch: Batch, most: int
) -> Bite | None:
    if batch.is_paused or batch.ended_at is not None:
        return None
    lines = await work.batches.claim(session.id, most, now=desk.clock.now())
    if not lines:
        return None
    try:
        parts = await batch_costs.reserve_bite(work, desk, session, batch.level, lines)
    except RefusedRequest as refused:
        await hold_back(work, desk, session, batch, lines, refused)
        return None
    return Bite(session.id, batch.level, parts, lines, open=len(lines))


async def held(work: UnitOfWork, session_id: str) -> tuple[ChatSession, Batch]:
    """Hold a session and its batch, always in this order, so that none waits in a ring."""
    session = await work.sessions.get(session_id)
    batch = await work.batches.get(session_id)
    assert session is not None
    assert batch is not None
    return session, batch


async def hold_back(
    work: UnitOfWork,
    desk: Desk,
    session: ChatSession,
    batch: Batch,
    lines: Sequence[ClaimedLine],
    refused: RefusedRequest,
) -> None:
    """Give lines back and wait for *Resume*: a budget has no room for more."""
    batch.is_paused = True
    await work.batches.answer([LineAnswer(line, LineState.WAITING).columns for line in lines])
    now = desk.clock.now()
    await news.tell_in_chat(
        work, session, Topic.BATCH_PAUSED, now=now, id=session.id, budget=refused.facts
    )
    await news.refresh_card(work, session, now=now)


def can_go_on(desk: Desk, batch: Batch) -> bool:
    """Whether somebody is there to be asked; if not, a batch waits, and its card says for whom."""
    return not batch.is_paused and levels.missing(desk, batch.level) is None


async def _ended(work: UnitOfWork, desk: Desk, session: ChatSession, batch: Batch) -> bool:
    if batch.source is not None:
        return False
    open_states = {LineState.WAITING, LineState.ASKED}
    if session.state.is_final:  # what was asked is waited for: it is paid, and belongs in the files
        is_handed_in = LEVELS[batch.level].nx_level is not None
        open_states = set() if is_handed_in else {LineState.ASKED}
    if await work.batches.is_open(batch.session_id, *open_states):
        return False
    batch.ended_at = desk.clock.now()
    if not session.state.is_final:
        await moving.move(work, desk, session, Step.PROVEN)
    await news.refresh_card(work, session, now=batch.ended_at)
    if batch.total:
        await batches.tell_files(work, desk, session)
    return True


def _patience(batch: Batch) -> timedelta:
    return GIVE_UP if LEVELS[batch.level].nx_level is not None else LOST_AFTER
