"""What a status means by itself."""

from datetime import timedelta

import pytest

from providers.contract.errors import (
    BusyError,
    CredentialsError,
    FundsError,
    NotFoundError,
    ProviderError,
    RefusedError,
    UnexpectedReplyError,
    UnreachableError,
)
from providers.wire.exchange import Reply, Request, by_status


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (301, UnexpectedReplyError),
        (400, RefusedError),
        (401, CredentialsError),
        (402, FundsError),
        (403, CredentialsError),
        (404, NotFoundError),
        (405, RefusedError),
        (408, UnreachableError),
        (422, RefusedError),
        (429, BusyError),
        (500, UnreachableError),
        (503, UnreachableError),
    ],
)
def test_each_status_has_a_meaning(status: int, meaning: type[ProviderError]) -> None:
    error = by_status(Reply("query", status, None, "", retry_after=timedelta(seconds=1)))

    assert type(error) is meaning
    assert error.retry_after == timedelta(seconds=1)
    assert error.detail == f"status {status}"


def test_success_is_no_error() -> None:
    assert by_status(Reply("query", 201, {}, "")) is None
    assert by_status(Reply("query", 200, {}, ""), status=402) is not None


def test_a_request_does_not_show_its_path() -> None:
    """One vendor wants its key there."""
    assert "k3y" not in repr(Request("get-number", "/api/get-number/k3y", query={"k": "k3y"}))
