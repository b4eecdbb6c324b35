"""What the town expects of every vendor in it, and what it lends each of them.

A vendor is a module of this package with a `Vendor` in it; nothing else has to be told.
"""

import pkgutil
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from random import Random
from typing import ClassVar

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

import sandbox.vendors
from sandbox.clock import Clock
from sandbox.errands import Errands
from sandbox.fates import Fate
from sandbox.handsets import Handsets
from sandbox.postman import Postman
from sandbox.vendors.trouble import LOST_ANSWER, SLOW_ANSWER, Mode, cut


@dataclass(frozen=True, slots=True)
class Premises:
    """What all vendors share."""

    clock: Clock
    handsets: Handsets
    errands: Errands
    postman: Postman
    chance: Random  # give a seeded one to see the same again
    settles_after: timedelta = timedelta(seconds=4)  # how long a call rings, a message travels


class Vendor(ABC):
    """One vendor's server: documented requests are answered, all others refused and noted."""

    name: ClassVar[str]

    def __init__(self, premises: Premises) -> None:
        self.premises = premises
        self.mode = Mode.UP
        self.hook = ""  # the address pasted into its console; empty: nobody did
        self.switches: dict[str, int | bool | str] = {}  # its own, with their present values
        self.complaints: list[str] = []  # a sentence per request the document does not allow
        self.charged: list[str] = []  # the number of each paid order, in the order of the bill

    async def dawdle(self, fate: Fate | None = None) -> None:
        """Take the time that this number takes, or that everything takes just now."""
        if fate is Fate.SLOW or self.mode is Mode.SLOW:
            await self.premises.clock.sleep(SLOW_ANSWER)

    async def answer(self, fate: Fate | None, body: object, *, lost: Exception) -> Response:
        """Answer as late and as whole as fate wants; `lost` comes when nobody waits any more."""
        await self.dawdle(fate)
        if fate is Fate.ANSWER_LOST:
            await self.premises.clock.sleep(LOST_ANSWER)
            raise lost
        reply = JSONResponse(body)
        return cut(reply) if fate is Fate.REPLY_CUT else reply

    @property
    @abstractmethod
    def routes(self) -> list[BaseRoute]:
        """Where it is reached; every path begins with its name."""

    @abstractmethod
    def environment(self, here: str) -> dict[str, str]:
        """Name what a customer needs to set, the town being at the address `here`."""


def find_vendors() -> tuple[type[Vendor], ...]:
    """Find the vendor modules beside this one, in the order of their names."""
    names = sorted(found.name for found in pkgutil.iter_modules(sandbox.vendors.__path__))
    modules = [import_module(f"{sandbox.vendors.__name__}.{name}") for name in names]
    return tuple(
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, Vendor)
        and kind is not Vendor
        and kind.__module__ == module.__name__
    )
