"""Ten thousand bodies that no vendor sends, at every door: no 5xx, no crash, nothing kept."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import httpx

from tests.journeys.stage import opened_stage
from tests.providers.stage import VENDORS

EACH = 2500  # bodies at each of the four doors
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 7, 1e308, "", "x" * 500, "\u0000", "+", "0" * 40, [], {}, [[]], {"a": {}},
    "\ud800", 10**30, ["+447700900000"], {"requestId": 1}, "2026-11-21", "99999999999999999999",
)  # fmt: skip


def mutations(bodies: list[bytes], chance: Random) -> Iterator[bytes]:
    """Bend good bodies: fields missing, of another type, huge, nested, or no JSON at all."""
    while True:
        body = chance.choice(bodies)
        match chance.randrange(6):
            case 0:
                yield bytes(chance.randrange(256) for _ in range(chance.randrange(60)))
            case 1:
                yield body[: chance.randrange(len(body) + 1)]
            case 2:
                yield b"[" * chance.randrange(2000) + body
            case _:
                yield json.dumps(bent(json.loads(body), chance)).encode()


def bent(value: object, chance: Random) -> object:
    """Change one thing somewhere inside."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        name = chance.choice(list(value))
        rest = {key: inner for key, inner in value.items() if key != name}
        if chance.random() < 0.3:
            return rest
        return {**rest, name: bent(value[name], chance)}
    if isinstance(value, list) and value:
        return [bent(value[0], chance), *value[1:]] * chance.randrange(1, 4)
    return chance.choice(ODD)


async def test_no_body_brings_the_receiver_down(tmp_path: Path) -> None:
    chance = Random(7)
    async with opened_stage(tmp_path, vendors=None) as stage:
        transport = httpx.ASGITransport(stage.app.web(), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport) as client:
            statuses: set[int] = set()
            for name, vendor in stage.town.vendors.items():
                bodies = [
                    one.body
                    for one in VENDORS[name].callbacks.values()
                    if one.body[:1] in {b"{", b"["}
                ]
                if not bodies:
                    continue
                stream = mutations(bodies, chance)
                for _ in range(EACH):
                    answer = await client.post(vendor.hook, content=next(stream))
                    statuses.add(answer.status_code)
        async with stage.app.desk.storage.reading() as work:
            waiting = await work.outbox.waiting()

    assert statuses <= {200, 400, 403, 413}
    assert waiting <= 20
