"""Every magic number at every service is in the table of journeys, or in the list of exceptions.

Held against the sandbox's own fates and vendors, and against the class lines of the providers.
"""

from providers.catalog import find_providers
from sandbox.fates import Fate
from sandbox.vendors.vendor import find_vendors
from tests.house.test_provider_docs import CAPABILITIES
from tests.journeys.fates.table import CANNOT, MORE, NOT_SHOWN, SERVICES, SHOWN_BY


def test_every_pair_is_told_or_cannot_be() -> None:
    told = {(name, fate) for name, service in SERVICES.items() for fate in service.tales}
    exempt = {(name, fate) for name, reasons in CANNOT.items() for fate in reasons}

    assert {(name, fate) for name in SERVICES for fate in Fate} == told | exempt
    assert not told & exempt
    assert all(reason for reasons in CANNOT.values() for reason in reasons.values())


def test_every_vendor_has_an_evening() -> None:
    services = (*SERVICES.values(), *MORE.values())

    assert {kind.name for kind in find_vendors()} == {service.vendor for service in services}


def test_whatever_a_provider_promises_has_an_evening_or_a_reason_for_none() -> None:
    promised = {
        (kind.name, name)
        for kind in find_providers()
        for name, protocol in CAPABILITIES.items()
        if protocol in kind.__mro__
    }

    assert promised == SHOWN_BY.keys() | NOT_SHOWN.keys()
    assert set(SHOWN_BY.values()) <= set(SERVICES)
