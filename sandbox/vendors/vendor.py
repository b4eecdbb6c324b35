"""What the town expects of every vendor in it."""

from typing import ClassVar, Protocol

from starlette.routing import BaseRoute

from sandbox.vendors.trouble import Mode


class Vendor(Protocol):
    """One vendor's server: documented requests are answered, all others refused and noted."""

    name: ClassVar[str]
    routes: list[BaseRoute]
    mode: Mode
    complaints: list[str]  # one sentence per request that the document does not allow
    charged: list[str]  # the number of each paid order, in the order of the bill
