"""Ask a provider one question about a number, and write down what it said.

The row and its reserved charge are there before; each question is asked once.
"""

import json
from dataclasses import dataclass
from typing import Any

import structlog

from bot.desk import Desk
from bot.flows.lookups.lookup_facts import facts_of_fraud, facts_of_network
from bot.flows.sessions import moving
from providers.contract.capabilities import FraudChecker, NumberLookup
from providers.contract.errors import NumberRefusedError, OutcomeUnknownError, ProviderError
from providers.contract.reports import Verdict
from storage.ledger import ChargeState
from storage.lookups import Lookup, LookupKind, LookupState
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

CHARGES = {
    LookupState.ANSWERED: ChargeState.COMMITTED,
    LookupState.FAILED: ChargeState.RELEASED,
    LookupState.UNKNOWN: ChargeState.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a question."""

    state: LookupState
    charge: ChargeState
    facts: dict[str, Any] | None = None
    said: str | None = None


async def ask(desk: Desk, row: Lookup) -> Reply:
    """Ask the provider."""
    try:
        facts = await _asked(desk.catalog.get(row.provider), row)
    except OutcomeUnknownError as error:
        state, said = LookupState.UNKNOWN, str(error)
    except NumberRefusedError as error:
        facts = {"verdict": Verdict.INVALID, "risk": None}
        return Reply(LookupState.ANSWERED, ChargeState.RELEASED, facts, str(error))
    except ProviderError as error:
        state, said = LookupState.FAILED, str(moving.reason_of(error))
        log.warning("lookup refused", session=row.session_id, error=str(error))
    else:
        return Reply(LookupState.ANSWERED, CHARGES[LookupState.ANSWERED], facts)
    return Reply(state, CHARGES[state], said=said)


async def write_down(work: UnitOfWork, desk: Desk, row: Lookup, reply: Reply) -> None:
    """Write a reply into its row and the ledger."""
    row.state, row.said = reply.state, reply.said
    row.facts = json.dumps(reply.facts) if reply.facts is not None else None
    row.answered_at = desk.clock.now() if reply.state is LookupState.ANSWERED else None
    await work.ledger.settle(row.session_id, row.order, reply.charge)


async def _asked(provider: object, row: Lookup) -> dict[str, Any]:
    if row.kind is LookupKind.HLR:
        assert isinstance(provider, NumberLookup)
        return facts_of_network(await provider.look_up(row.number))
    assert isinstance(provider, FraudChecker)
    return facts_of_fraud(await provider.check_fraud(row.number))
