"""What the contract test has to know of each vendor: how to ask it, and what it answers well.

A new vendor brings a `VENDOR` in its own `test_<name>.py` and meets every test of
`test_contract.py`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from providers.catalog import find_providers
from providers.contract.events import Callback
from providers.contract.phone import PhoneNumber
from tests.providers.scripted import Answer, said

NUMBER = PhoneNumber.parse("+447700900000")
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Deed:
    """One method of a provider, called, with a good answer to it."""

    name: str
    do: Callable[[Any], Awaitable[object]]  # takes the provider
    payload: Mapping[str, object]  # of the good answer
    is_paid: bool = False

    @property
    def good(self) -> Answer:
        """Answer well."""
        return said(self.payload)


@dataclass(frozen=True)
class Vendor:
    """One vendor, set up for the test. No secret may turn up anywhere but on the wire."""

    variables: Mapping[str, str]
    secrets: tuple[str, ...]  # keys, and what stands in the answers: codes, callers, numbers
    deeds: tuple[Deed, ...]
    odd_status: Deed | Callback | None = None  # tells a status no document knows
    zeros: tuple[Deed | Callback, str] | None = None  # tells this code, which begins with zeros
    callbacks: Mapping[str, Callback] = field(default_factory=dict)  # good ones, by what they are
    untrusted: Callback | None = None  # signed by somebody else


def posted(body: bytes, **headers: str) -> Callback:
    """Make a callback as the receiver would hand it over."""
    named = {"content-type": "application/json"} | headers
    return Callback("POST", named, {}, body, NOON)


def vendors() -> Mapping[str, Vendor]:
    """Gather the entry of every provider found."""
    return {
        kind.name: import_module(f"tests.providers.test_{kind.name}").VENDOR
        for kind in find_providers()
    }
