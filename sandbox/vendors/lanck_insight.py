"""What LANCK knows about a number without calling it: the HLR lookup and the fraud check."""

from typing import Any, NamedTuple

from sandbox.fates import Fate
from sandbox.vendors.lanck_callbacks import DELIVERED, IMPOSSIBLE, Order, milliseconds


class Network(NamedTuple):
    """Who looks after a number."""

    mccmnc: str
    network: str
    country: str


NORWAY = Network("242005", "Mobile Norway", "NO")  # the document's example
HOME = Network("23499", "Toytown Mobile", "GB")  # invented here, for everybody else

HLR_STATUSES = {
    Fate.HLR_ABSENT: "UNDELIVERED",
    Fate.HLR_UNKNOWN: "REJECTED",
    Fate.IMPOSSIBLE_STATUS: IMPOSSIBLE,
}
TRAITS = {  # optional fields, which the example does without
    Fate.HLR_PORTED: {"ported": True, "roaming": False},
    Fate.HLR_ROAMING: {"ported": False, "roaming": True},
}


class Verdict(NamedTuple):
    """The answer of a fraud check."""

    status: str
    is_mobile: bool


PASSED = Verdict("PASSED", True)
VERDICTS = {
    Fate.SUSPICIOUS: Verdict("SUSPICIOUS", True),
    Fate.FRAUDULENT: Verdict("FRAUDULENT", False),  # no mobile prefix, as in the example
    Fate.NOT_MOBILE: Verdict("NOT_MOBILE_PREFIX", False),
    Fate.IMPOSSIBLE_STATUS: Verdict(IMPOSSIBLE, True),
}
MISSPELT = {"FRAUDULENT": "FRAUDLENT"}  # the example says it thus, the list does not


def hlr_status(fate: Fate) -> str:
    """Tell what comes of a lookup."""
    return HLR_STATUSES.get(fate, DELIVERED)


def describe(order: Order) -> dict[str, Any]:
    """Build the answer of a lookup, and what is told of any other order."""
    network = NORWAY if order.number.startswith("+47") else HOME
    return {
        "id": order.request_id,
        "product": order.product,
        "number": order.number,
        **network._asdict(),
        "status": order.status,
        "createdAt": milliseconds(order.placed),
        **TRAITS.get(order.fate, {}),
    }


def fraud_check(fate: Fate, *, misspelt: bool) -> dict[str, Any]:
    """Build the answer of a fraud check."""
    status, is_mobile = VERDICTS.get(fate, PASSED)
    return {
        "status": MISSPELT.get(status, status) if misspelt else status,
        "mobilePrefix": is_mobile,
    }
