"""What the contract test has to know of each vendor: how to ask it, and what it answers well.

A new vendor adds an entry here and meets every test of `test_contract.py`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from providers.contract.phone import PhoneNumber
from tests.providers.scripted import Answer, said

NUMBER = PhoneNumber.parse("+447700900000")


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
    zeros: tuple[Deed, str]  # an order whose code begins with zeros, and that code
    odd_status: Deed  # a read that tells a status no document knows


NUMCHECK = {
    "callId": 33168,
    "callerId": 37166004953,
    "code": 4953,
    "statusCode": 200,
    "errorCode": 0,
    "message": None,
    "success": True,
}

VENDORS = {
    "numcheck": Vendor(
        variables={"NUMCHECK_SECRET_KEY": "k3y0" * 8},
        secrets=("k3y0" * 8, "4953", "37166004953", NUMBER.digits),
        deeds=(
            Deed("flash call", lambda it: it.place_flash_call(NUMBER), NUMCHECK, is_paid=True),
            Deed("fetch", lambda it: it.fetch_call("33168"), NUMCHECK | {"status": 1}),
        ),
        zeros=(
            Deed(
                "flash call",
                lambda it: it.place_flash_call(NUMBER),
                NUMCHECK | {"callerId": 37166000042, "code": 42},
            ),
            "0042",
        ),
        odd_status=Deed("fetch", lambda it: it.fetch_call("33168"), NUMCHECK | {"status": 7}),
    ),
}
