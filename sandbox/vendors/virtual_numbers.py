"""The panel of virtual numbers: it lends numbers and passes on the codes that are sent to them.

    GET /virtual_numbers/api/init/{api_key}         free   countries and operators
    GET /virtual_numbers/api/get-number/{api_key}   paid   ?country_id=1[&operator_id=101]
                                                           [&number_format=full]

Neither has a body. A message comes by the webhook of the profile page, posted once; there is
nothing to poll. Invented here: the envelope of an error, {"status": "error", "message": ...}, the
refusals of a main server (balance, throttling), and that a key has to wait between two numbers.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.fates import Fate, fate_of
from sandbox.vendors.trouble import Mode, RefusedError
from sandbox.vendors.vendor import Premises, Vendor
from sandbox.vendors.virtual_numbers_door import (
    GET_NUMBER,
    INIT,
    INVALID_KEY,
    KEY,
    NO_FUNDS,
    NO_NUMBER,
    THROTTLED,
    TIMED_OUT,
    UNABLE,
    Door,
    Way,
    refusal,
)
from sandbox.vendors.virtual_numbers_messages import (
    FORMATS,
    Message,
    otp_received,
    write_message,
    write_messages,
)
from sandbox.vendors.virtual_numbers_stock import TOY_FATES, Stock, countries, operators

EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
A_MOMENT = 1.0  # seconds between a webhook and the answer that it overtakes
JITTER = timedelta(milliseconds=100)  # two requests 5 s apart may arrive a little closer
IMPOSSIBLE = "perhaps"  # a status that no document knows

REFUSED = {
    Fate.CREDENTIALS_REFUSED: INVALID_KEY,
    Fate.SERVER_ERROR: UNABLE,
    Fate.NO_STOCK: NO_NUMBER,
    Fate.NO_FUNDS: NO_FUNDS,
}
COPIES = {Fate.WEBHOOK_TWICE: 2, Fate.WEBHOOK_LOST: 0}

Answer = Callable[[dict[str, str]], Awaitable[Response]]


class VirtualNumbers(Vendor):
    """One user of the panel."""

    name: ClassVar[str] = "virtual_numbers"

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
        self.switches = {
            "number_format": "full",  # the user's preference, where a request names none
            "hook_number_format": "full",  # of the number in the webhook
            "spacing": 5,  # seconds between two numbers
            "init_says": "",  # a sentence with which `init` refuses
            "get_number_says": "",  # a sentence with which `get-number` refuses
        }
        self._clock = premises.clock
        self._stock = Stock()
        self._door = Door(self)
        self._lately: datetime | None = None  # when a number was last asked for
        self._throttled: set[Fate] = set()

    @property
    def routes(self) -> list[BaseRoute]:
        """Where it is reached."""
        return [
            self._route(INIT, self._init),
            self._route(GET_NUMBER, self._get_number),
            Route(f"/{self.name}/{{rest:path}}", self._nowhere, methods=EVERY_METHOD),
        ]

    def environment(self, here: str) -> dict[str, str]:
        """Name what a customer sets."""
        return {
            "VIRTUAL_NUMBERS_API_KEY": KEY,
            "VIRTUAL_NUMBERS_BASE_URL": f"{here}/{self.name}",
        }

    def deliver(self, number: str, text: str, code: str | None = None) -> None:
        """Let a message come in for a number that is lent; ValueError where it is not."""
        if not self._stock.is_lent(number, self._clock.now()):
            raise ValueError("Nobody has that number.")
        self._pass_on(number, Message(text, code))

    async def _init(self, _: dict[str, str]) -> Response:
        await self.dawdle()
        told = {"countries": countries(), "operators": operators()}
        return JSONResponse({"status": "success", "data": told})

    async def _get_number(self, asked: dict[str, str]) -> Response:
        toy = TOY_FATES.get(int(asked["operator_id"])) if "operator_id" in asked else None
        self._throttle(toy)
        if self.mode is Mode.NO_FUNDS:
            raise refusal(NO_FUNDS)
        if toy in REFUSED:
            raise refusal(REFUSED[toy])
        number = self._stock.lend(toy, self._clock.now())
        if number is None:
            raise refusal(NO_NUMBER)
        self.charged.append(number)
        await self._play(number, toy or Fate.GOOD)
        return await self._answer(number, toy, asked.get("number_format"))

    async def _play(self, number: str, fate: Fate) -> None:
        """Let the messages come; fate 013 lets the first one in before the number is told."""
        if fate is not Fate.WEBHOOK_FIRST:
            self.premises.errands.run(self._bring(number, fate))
            return
        self._pass_on(number, write_message(fate, self.premises.chance))
        await self._clock.sleep(A_MOMENT)

    async def _answer(self, number: str, toy: Fate | None, wish: str | None) -> Response:
        status = IMPOSSIBLE if toy is Fate.IMPOSSIBLE_STATUS else "success"
        shown = write_number(number, wish or self.switches["number_format"])
        body = {"status": status, "data": {"phone_number": shown}}
        return await self.answer(toy, body, lost=refusal(TIMED_OUT))

    async def _bring(self, number: str, fate: Fate) -> None:
        for message in write_messages(fate, self.premises.chance):
            await self._clock.sleep(self.premises.settles_after.total_seconds())
            self._pass_on(number, message)

    def _pass_on(self, number: str, message: Message) -> None:
        if not self.hook:
            return
        shown = write_number(number, self.switches["hook_number_format"])
        for _ in range(COPIES.get(fate_of(number), 1)):
            self.premises.postman.post(self.name, self.hook, otp_received(shown, message))

    def _throttle(self, toy: Fate | None) -> None:
        """Refuse what comes too soon after the last request that was not refused here."""
        now, pause = self._clock.now(), int(self.switches["spacing"])
        too_soon = refusal(THROTTLED, {"Retry-After": str(pause)})
        if self._lately and now - self._lately < timedelta(seconds=pause) - JITTER:
            raise too_soon
        if toy is Fate.THROTTLED_ONCE and toy not in self._throttled:
            self._throttled.add(toy)
            raise too_soon
        self._lately = now

    def _route(self, way: Way, answer: Answer) -> Route:
        async def endpoint(request: Request) -> Response:
            try:
                return await answer(await self._door.admit(request, way))
            except RefusedError as refused:
                return failure(refused)

        return Route(f"/{self.name}{way.path}/{{key:path}}", endpoint, methods=EVERY_METHOD)

    async def _nowhere(self, _: Request) -> Response:
        return failure(self._door.complaint(404, "no such method"))  # the path may hold the key


def write_number(number: str, form: int | bool | str) -> str:
    """Write an E.164 number in one of the panel's formats; in full where there is no such."""
    return FORMATS.get(str(form), str)(number)


def failure(refused: RefusedError) -> Response:
    """Build the answer to a request that is refused."""
    body = {"status": "error", "message": str(refused)}
    return JSONResponse(body, refused.status, refused.headers)
