"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>."""

from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.telegram.exchange import Exchange
from sandbox.telegram.methods.call import Call
from sandbox.telegram.methods.table import COUNTED_NAMES, METHODS
from sandbox.telegram.parameters import Parameters, read_parameters
from sandbox.telegram.parties import Bot
from sandbox.telegram.patience import within
from sandbox.telegram.refusals import (
    BAD_GATEWAY,
    LOST,
    METHOD_NOT_FOUND,
    NOT_FOUND,
    OTHER_POLLER,
    UNAUTHORIZED,
    WEBHOOK_ACTIVE,
    RefusedError,
    bad_request,
    conflict,
)
from sandbox.telegram.webhooks import Webhooks

LOGGED = 10_000  # calls
MOST_UPDATES = 100  # in one answer
LONGEST_POLL = 50  # seconds


@dataclass(frozen=True, slots=True)
class Logged:
    """One call and what became of it."""

    at: datetime
    method: str
    given: dict[str, object]
    answer: dict[str, Any]


class Server:
    """What bots talk to."""

    def __init__(self, exchange: Exchange, client: httpx.AsyncClient | None) -> None:
        self._exchange = exchange
        self.webhooks = Webhooks(exchange.clock, self._execute, client)
        self.calls: deque[Logged] = deque(maxlen=LOGGED)
        self.is_down = False
        self.lost_answers = 0  # so many of the next calls are executed and not answered
        self.app = Starlette(
            routes=[
                Route("/bot{token}/{method}", self._method, methods=["GET", "POST"]),
                Route("/file/bot{token}/{path:path}", self._file, methods=["GET"]),
            ],
            exception_handlers={404: nothing_here},
        )

    def go_down(self) -> None:
        """Answer 502 to everybody, also to those who are waiting."""
        self.is_down = True
        for bot in self._exchange.bots.values():
            if not self.webhooks.active(bot):
                bot.queue.turn_away(RefusedError(*BAD_GATEWAY))

    async def _method(self, request: Request) -> Response:
        try:
            bot = self._admitted(request)
            name = request.path_params["method"].lower()
            given = await read_parameters(request)
            result = await self._call(bot, name, given)
        except RefusedError as refused:
            return JSONResponse(refused.answer(), status_code=refused.code)
        return JSONResponse({"ok": True, "result": result})

    async def _file(self, request: Request) -> Response:
        try:
            self._admitted(request)
        except RefusedError as refused:
            return JSONResponse(refused.answer(), status_code=refused.code)
        stored = self._exchange.files.at(request.path_params["path"])
        if stored is None:
            return await nothing_here(request, RefusedError(*NOT_FOUND))
        return Response(stored.content, media_type=stored.mime_type)

    def _admitted(self, request: Request) -> Bot:
        if self.is_down:
            raise RefusedError(*BAD_GATEWAY)
        bot = self._exchange.bots_by_token.get(request.path_params["token"])
        if bot is None:
            raise RefusedError(*UNAUTHORIZED)
        return bot

    async def _call(self, bot: Bot, name: str, given: Parameters) -> object:
        if name == "getupdates":
            return await self._updates(bot, given)
        result = self._carried_out(bot, name, given)
        if self.lost_answers > 0:
            self.lost_answers -= 1
            raise RefusedError(*LOST)
        return result

    def _carried_out(self, bot: Bot, name: str, given: Parameters) -> object:
        answer: dict[str, Any] = {"ok": True}
        try:
            result = answer["result"] = self._hook_call(bot, name, given)
        except RefusedError as refused:
            answer = refused.answer()
            raise
        finally:
            self.calls.append(Logged(self._exchange.clock.now(), name, dict(given), answer))
        return result

    def _hook_call(self, bot: Bot, name: str, given: Parameters) -> object:
        if name == "setwebhook":
            self.webhooks.set(bot, given)
            self._subscribe(bot, given)
        elif name == "deletewebhook":
            self.webhooks.remove(bot)
        elif name == "getwebhookinfo":
            return self.webhooks.described(bot)
        else:
            return self._run(bot, name, given)
        if given.flag("drop_pending_updates"):
            bot.queue.clear()
        return True

    def _run(self, bot: Bot, name: str, given: Parameters) -> object:
        method = METHODS.get(name)
        if method is None:
            raise RefusedError(*METHOD_NOT_FOUND)
        if name in COUNTED_NAMES and (chat_id := given.integer("chat_id")):
            bot.gate.admit(self._exchange.clock.now(), chat_id, _cost(name, given))
        return method(Call(self._exchange, bot, given))

    def _execute(self, bot: Bot, said: dict[str, Any]) -> None:
        """Carry out a call that came as the answer of a webhook; nobody hears of a refusal."""
        name = str(said.pop("method")).lower()
        with suppress(RefusedError):
            self._carried_out(bot, name, Parameters(said, {}))

    async def _updates(self, bot: Bot, given: Parameters) -> list[dict[str, Any]]:
        if self.webhooks.active(bot):
            raise conflict(WEBHOOK_ACTIVE)
        queue, clock = bot.queue, self._exchange.clock
        queue.turn_away(conflict(OTHER_POLLER))
        self._subscribe(bot, given)
        if offset := given.integer("offset"):
            queue.confirm(offset)
        limit = min(given.integer("limit") or MOST_UPDATES, MOST_UPDATES)
        patience = min(given.integer("timeout"), LONGEST_POLL)
        found = queue.take(limit, clock.now())
        if not found and patience > 0:
            await within(clock, patience, queue.wait())
            found = queue.take(limit, clock.now())
        return [update.shown() for update in found]

    def _subscribe(self, bot: Bot, given: Parameters) -> None:
        wanted = given.json("allowed_updates")
        if wanted is None:
            return
        if not isinstance(wanted, list):
            raise bad_request("expected an Array of allowed updates")
        bot.queue.subscribe(str(kind) for kind in wanted)


async def nothing_here(_request: Request, _error: Exception) -> Response:
    """Say that there is no such address."""
    return JSONResponse(RefusedError(*NOT_FOUND).answer(), status_code=404)


def _cost(name: str, given: Parameters) -> int:
    several = given.json("media" if name == "sendmediagroup" else "message_ids")
    return len(several) if isinstance(several, list) else 1
