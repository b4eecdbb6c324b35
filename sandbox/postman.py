"""The vendors' webhooks, as they travel: delivered until somebody says 2xx, or given up."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import httpx

from sandbox.clock import Clock
from sandbox.errands import Errands

SUCCESS = range(200, 300)  # HTTP statuses
PATIENCE = 10.0  # seconds for the receiver to answer


@dataclass(slots=True)
class Delivery:
    """One webhook and what became of it."""

    vendor: str
    url: str = field(repr=False)
    posted: datetime
    method: str = "POST"
    body: bytes = field(default=b"", repr=False)
    statuses: list[int] = field(default_factory=list)  # of each attempt; 0 where nobody answered

    @property
    def is_accepted(self) -> bool:
        """Whether the receiver took it."""
        return bool(self.statuses) and self.statuses[-1] in SUCCESS


class Postman:
    """Carries webhooks. Without a client nothing leaves the house, and everything is noted."""

    def __init__(
        self, clock: Clock, errands: Errands, client: httpx.AsyncClient | None = None
    ) -> None:
        self._clock = clock
        self._errands = errands
        self._client = client
        self.deliveries: list[Delivery] = []

    def post(
        self, vendor: str, url: str, content: object, *, again: Sequence[float] = ()
    ) -> Delivery:
        """Send JSON on its way, as `send` does."""
        body = json.dumps(content, ensure_ascii=False).encode()
        return self.send(vendor, url, body=body, again=again)

    def send(
        self,
        vendor: str,
        url: str,
        *,
        method: str = "POST",
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        again: Sequence[float] = (),
    ) -> Delivery:
        """Send a request on its way; `again` are the pauses in seconds before each repeat."""
        delivery = Delivery(vendor, url, self._clock.now(), method, body)
        self.deliveries.append(delivery)
        named = {"Content-Type": "application/json"} | dict(headers or {})
        self._errands.run(self._carry(delivery, named, again))
        return delivery

    async def _carry(
        self, delivery: Delivery, headers: Mapping[str, str], again: Sequence[float]
    ) -> None:
        for pause in (0.0, *again):
            if pause:
                await self._clock.sleep(pause)
            delivery.statuses.append(await self._attempt(delivery, headers))
            if delivery.is_accepted:
                return

    async def _attempt(self, delivery: Delivery, headers: Mapping[str, str]) -> int:
        if self._client is None or not delivery.url:
            return 0
        try:
            answer = await self._client.request(
                delivery.method,
                delivery.url,
                content=delivery.body,
                headers=headers,
                timeout=PATIENCE,
            )
        except httpx.HTTPError:
            return 0
        return answer.status_code
