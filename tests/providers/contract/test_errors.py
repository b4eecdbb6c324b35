"""The words of failures."""

from datetime import timedelta

import pytest

from providers.contract.errors import (
    BusyError,
    FundsError,
    NoStockError,
    NotFoundError,
    NumberRefusedError,
    OutcomeUnknownError,
    ProviderError,
    RefusedError,
    UnreachableError,
)


def test_without_a_detail_the_docstring_speaks() -> None:
    error = OutcomeUnknownError(provider="numcheck")

    assert str(error) == "numcheck: A paid request was sent, and no trustworthy answer came"


def test_a_detail_and_a_code_are_said() -> None:
    error = FundsError("no money left", code="211", provider="nxcloud")

    assert str(error) == "nxcloud: error 211: no money left"
    assert repr(error) == "FundsError('nxcloud: error 211: no money left')"


def test_busy_carries_the_pause() -> None:
    assert BusyError(retry_after=timedelta(seconds=3)).retry_after == timedelta(seconds=3)


@pytest.mark.parametrize("kind", [NumberRefusedError, NotFoundError, NoStockError])
def test_these_are_refusals(kind: type[ProviderError]) -> None:
    assert issubclass(kind, RefusedError)


def test_not_sent_and_no_answer_are_not_related() -> None:
    """Whoever catches the one to try again must not catch the other."""
    assert not issubclass(OutcomeUnknownError, UnreachableError)
    assert not issubclass(UnreachableError, OutcomeUnknownError)
