from itertools import product

import pytest

from storage.lifecycle import OPEN_STATES, TRANSITIONS, SessionState, Step, advance


@pytest.mark.parametrize(("state", "step"), list(product(SessionState, Step)))
def test_a_step_leads_where_the_table_says_or_nowhere(state: SessionState, step: Step) -> None:
    assert TRANSITIONS.get((state, step)) == advance(state, step)


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize(
    "state", [SessionState.SUCCEEDED, SessionState.FAILED, SessionState.CANCELLED]
)
def test_what_has_ended_with_a_result_never_changes(state: SessionState, step: Step) -> None:
    assert advance(state, step) is None


def test_only_a_proof_or_a_late_answer_changes_what_ended_without_a_result() -> None:
    """An expired or unknown session may still turn out to be something; nothing restarts it."""
    changing = {(state, step) for state, step in TRANSITIONS if state.is_final}

    expected = {(SessionState.EXPIRED, Step.PROVEN)} | {
        (SessionState.UNKNOWN, step)
        for step in (Step.PLACED, Step.RANG, Step.PROVEN, Step.REFUSED, Step.TRIES_SPENT)
    }
    assert expected == changing


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_whatever_is_open_can_be_withdrawn_and_runs_out_of_time(state: SessionState) -> None:
    assert advance(state, Step.WITHDRAWN) is SessionState.CANCELLED
    after = advance(state, Step.TIME_OVER)
    assert after is not None
    assert after.is_final
