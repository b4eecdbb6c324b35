"""/metrics: how much waits and how the providers do, in Prometheus' text format.

Counts only: no number, chat, person or id of anything is a label.
"""

from collections.abc import Iterable
from datetime import timedelta

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.desk import Desk

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
DAY = timedelta(days=1)


class Measured(Collector):
    """What was counted just now."""

    def __init__(self, families: Iterable[GaugeMetricFamily]) -> None:
        self._families = families

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Give it to the registry."""
        return self._families


async def page(desk: Desk) -> bytes:
    """Count, and write the page."""
    now = desk.clock.now()
    sessions = _gauge("sessions", "Sessions by kind and state.", "kind", "state")
    requests = _gauge(
        "provider_requests", "Requests of the last day, by how they ended.", "provider", "ending"
    )
    usable = _gauge("provider_usable", "1 while orders may go to a provider.", "provider")
    waiting = _gauge("outbox_waiting", "Notices not delivered yet.")
    oldest = _gauge("outbox_oldest_seconds", "How long the oldest of them has waited.")
    buried = _gauge("outbox_buried", "Notices that could not be delivered.")
    updates = _gauge("inbox_waiting", "Updates and callbacks not finished yet.")
    async with desk.storage.reading() as work:
        for kind, state, count in await work.sessions.tally():
            sessions.add_metric([kind, state], count)
        totals: dict[tuple[str, str], int] = {}
        for row in await work.health.traffic(since=now - DAY):
            totals[row.provider, row.ending] = totals.get((row.provider, row.ending), 0) + row.count
        since = await work.outbox.oldest()
        waiting.add_metric([], await work.outbox.waiting())
        buried.add_metric([], await work.outbox.buried())
        updates.add_metric([], await work.inbox.waiting())
    oldest.add_metric([], 0 if since is None else (now - since).total_seconds())
    for labels, total in totals.items():
        requests.add_metric(labels, total)
    for provider in desk.catalog:
        usable.add_metric([provider.name], desk.health.is_usable(provider.name))
    registry = CollectorRegistry()
    registry.register(Measured([sessions, waiting, oldest, buried, updates, usable, requests]))
    return generate_latest(registry)


def _gauge(name: str, about: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"numdesk_{name}", about, labels=labels)
