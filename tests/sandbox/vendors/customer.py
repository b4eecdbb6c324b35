"""What every test of a vendor's server needs: premises where time stands still."""

import json
from datetime import timedelta
from random import Random
from typing import Any

import httpx

from sandbox.errands import Errands
from sandbox.feed import Feed
from sandbox.handsets import Handsets
from sandbox.postman import Postman
from sandbox.vendors.vendor import Premises
from tests.sandbox.held_clock import HeldClock


class Customer:
    """Somebody with an account, whose own door for webhooks notes what comes.

    `answers` are the statuses that door gives, one after the other; the last one for good.
    """

    def __init__(self) -> None:
        self.clock = HeldClock()
        self.handsets = Handsets(self.clock, Feed())
        self.errands = Errands()
        self.answers = [200]
        self.heard: list[httpx.Request] = []
        door = httpx.AsyncClient(transport=httpx.MockTransport(self._open))
        self.postman = Postman(self.clock, self.errands, door)
        self.premises = Premises(
            clock=self.clock,
            handsets=self.handsets,
            errands=self.errands,
            postman=self.postman,
            chance=Random(7),
            settles_after=timedelta(seconds=4),
        )

    @property
    def told(self) -> list[dict[str, Any]]:
        """The JSON bodies that came to the door."""
        return [json.loads(request.content) for request in self.heard]

    def _open(self, request: httpx.Request) -> httpx.Response:
        self.heard.append(request)
        status = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return httpx.Response(status)
