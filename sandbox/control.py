"""The town hall: what happened, and the switches for trouble.

    GET  /town/calls            {"calls": [{"number", "caller", "code", "kind", "provider",
                                            "charged", "started", "ended", "state"}, ...]}
    GET  /town/handsets         {"handsets": [...]}, as the feed tells them
    GET  /town/complaints       {"complaints": {"numcheck": [sentence, ...]}}
    GET  /town/webhooks         {"webhooks": [{"vendor", "posted", "statuses"}, ...]}
    GET  /town/providers        {"providers": [{"name", "mode", "switches": {name: value},
                                                "complaints": n, "charged": n}, ...]}
    GET  /town/telegram         {"down": true | false}, as last switched here
    POST /town/provider/{name}  {"mode": "up" | "down" | "slow" | "no_funds" | "bad_credentials"},
                                and the vendor's own switches; answers with all of them
    POST /town/hooks            {"text": what `numdesk hooks` prints}
    POST /town/phone            {"number", "do": "answer" | "decline" | "dial", "to"?}
    POST /town/telegram         {"down": true | false, "redeliver": true, "lose_answers": n},
                                any of them

A request that makes no sense is answered with {"error": sentence} and changes nothing.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from sandbox.handsets import Handsets, use
from sandbox.loopback import LoopbackOnly
from sandbox.postman import Postman
from sandbox.telegram.world import Telegram
from sandbox.vendors.trouble import Mode
from sandbox.vendors.vendor import Vendor

TELEGRAM_SWITCHES = {"down": bool, "redeliver": bool, "lose_answers": int}


class Ruled(Protocol):
    """What the town hall rules over."""

    telegram: Telegram
    handsets: Handsets
    postman: Postman
    vendors: dict[str, Vendor]

    def paste(self, hooks: str) -> None:
        """Paste webhook addresses into the vendors' consoles."""


class TownHall:
    """The control routes over everything in the town."""

    def __init__(self, town: Ruled, bot_id: int) -> None:
        self._town = town
        self._telegram = town.telegram
        self._bot_id = bot_id
        self._telegram_is_down = False
        self.routes = [
            Mount(
                "/town",
                routes=[
                    Route("/calls", self._calls),
                    Route("/handsets", self._phones),
                    Route("/complaints", self._complaints),
                    Route("/webhooks", self._webhooks),
                    Route("/providers", self._providers),
                    Route("/telegram", self._telegram_shown),
                    Route("/provider/{name}", self._switch_vendor, methods=["POST"]),
                    Route("/telegram", self._switch_telegram, methods=["POST"]),
                    Route("/hooks", self._paste_hooks, methods=["POST"]),
                    Route("/phone", self._use_phone, methods=["POST"]),
                ],
                middleware=[Middleware(LoopbackOnly)],
            )
        ]

    async def _calls(self, _: Request) -> Response:
        return JSONResponse({"calls": [call.booked() for call in self._town.handsets.calls]})

    async def _phones(self, _: Request) -> Response:
        return JSONResponse({"handsets": self._town.handsets.snapshot()})

    async def _complaints(self, _: Request) -> Response:
        found = {name: vendor.complaints for name, vendor in self._town.vendors.items()}
        return JSONResponse({"complaints": found})

    async def _webhooks(self, _: Request) -> Response:
        carried = [
            {
                "vendor": one.vendor,
                "posted": one.posted.isoformat(),
                "statuses": one.statuses,
            }
            for one in self._town.postman.deliveries
        ]
        return JSONResponse({"webhooks": carried})

    async def _providers(self, _: Request) -> Response:
        shown = [
            {
                "name": name,
                "mode": vendor.mode.value,
                "switches": vendor.switches,
                "complaints": len(vendor.complaints),
                "charged": len(vendor.charged),
            }
            for name, vendor in self._town.vendors.items()
        ]
        return JSONResponse({"providers": shown})

    async def _telegram_shown(self, _: Request) -> Response:
        return JSONResponse({"down": self._telegram_is_down})

    async def _switch_vendor(self, request: Request) -> Response:
        vendor = self._town.vendors.get(request.path_params["name"])
        if vendor is None:
            return error(404, f"The vendors are: {', '.join(self._town.vendors)}.")
        known = {"mode": str} | {name: type(value) for name, value in vendor.switches.items()}
        try:
            wanted = await switches(request, known)
            vendor.mode = Mode(wanted.pop("mode", vendor.mode.value))
        except ValueError as refusal:
            return error(400, str(refusal))
        vendor.switches |= wanted
        return JSONResponse({"mode": vendor.mode.value} | vendor.switches)

    async def _paste_hooks(self, request: Request) -> Response:
        try:
            pasted = await switches(request, {"text": str})
        except ValueError as refusal:
            return error(400, str(refusal))
        self._town.paste(pasted["text"])
        return JSONResponse({name: bool(it.hook) for name, it in self._town.vendors.items()})

    async def _use_phone(self, request: Request) -> Response:
        handsets = self._town.handsets
        try:
            asked = await switches(request, {"number": str, "do": str, "to": str})
            return JSONResponse({"heard": use(handsets, asked)})
        except (KeyError, ValueError) as refusal:
            return error(400, str(refusal))

    async def _switch_telegram(self, request: Request) -> Response:
        try:
            wanted = await switches(request, TELEGRAM_SWITCHES)
        except ValueError as refusal:
            return error(400, str(refusal))
        if "down" in wanted:
            self._telegram_is_down = wanted["down"]
            (self._telegram.go_down if wanted["down"] else self._telegram.come_back)()
        if wanted.get("redeliver"):
            self._telegram.redeliver_last_update(self._bot_id)
        if "lose_answers" in wanted:
            self._telegram.lose_answers(wanted["lose_answers"])
        return JSONResponse(wanted)


async def switches(request: Request, known: Mapping[str, type]) -> dict[str, Any]:
    """Read a JSON object of known switches, each of its type; raise ValueError otherwise."""
    wanted = await request.json()
    if not isinstance(wanted, dict) or not wanted:
        raise ValueError(f"Send a JSON object with any of: {', '.join(known)}.")
    for name, value in wanted.items():
        if name not in known:
            raise ValueError(f"There is no switch {name}; there are: {', '.join(known)}.")
        if type(value) is not known[name]:
            raise ValueError(f"{name} must be a {known[name].__name__}.")
    return wanted


def error(status: int, sentence: str) -> Response:
    """Say what is wrong with the request."""
    return JSONResponse({"error": sentence}, status)
