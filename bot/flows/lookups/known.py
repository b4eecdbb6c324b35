"""What is known already about the numbers of a list, so that nobody is paid for it again."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from bot.desk import Desk
from bot.flows.lookups.levels import LEVELS
from bot.flows.lookups.lookup import FRESH
from providers.contract.phone import PhoneNumber
from providers.contract.reports import Verdict
from storage.lookups import LookupKind
from storage.unit_of_work import UnitOfWork

# Which batches find out what; NXCloud's HLR is an HLR too.
SAME = {LookupKind.HLR: ("hlr", "ladder", "live"), LookupKind.FRAUD: ("fraud", "ladder")}
PROOFS = {LookupKind.HLR: "verdict", LookupKind.FRAUD: "risk"}  # a fact that only it tells

Facts = dict[str, Any]
Found = Mapping[LookupKind, Mapping[PhoneNumber, Facts]]


async def kinds_known(
    work: UnitOfWork, desk: Desk, *, but: str | None = None
) -> frozenset[LookupKind]:
    """Tell which questions were answered lately at all; mostly none, which saves much asking.

    What the batch `but` has found out does not count.
    """
    now = desk.clock.now()
    return frozenset(
        [
            kind
            for kind, levels in SAME.items()
            if await work.findings.any_since(kind, levels, now - FRESH[kind], but=but)
        ]
    )


async def found_out(
    work: UnitOfWork,
    desk: Desk,
    numbers: Collection[PhoneNumber],
    kinds: Collection[LookupKind],
) -> Found:
    """Give what is known about numbers, by kind of question."""
    now = desk.clock.now()
    found: dict[LookupKind, dict[PhoneNumber, Facts]] = {}
    for kind in kinds if numbers else ():
        written = await work.findings.of(numbers, kind, SAME[kind], now - FRESH[kind])
        read = {number: json.loads(facts) for number, facts in written.items()}
        found[kind] = {
            number: facts for number, facts in read.items() if facts.get(PROOFS[kind]) is not None
        }
    return found


def answer_of(found: Found, level: str, number: PhoneNumber) -> Facts | None:
    """Give all a level would ask about a number; None where anything of it is not known."""
    facts: Facts = {}
    for kind in LEVELS[level].kinds:
        if number not in found.get(kind, {}):
            return None
        facts |= found[kind][number]
        if kind is LookupKind.HLR and facts["verdict"] == Verdict.INVALID:
            break  # what surely is no number needs no fraud check
    return facts or None
