"""NumCheck: it rings a phone from a number it picks, whose last four digits are the code.

    POST /numcheck/ru/init-call?phone=447700900000[&description=...]     paid
    POST /numcheck/ru/get-call-info?callId=33168                         free

The body is empty, the key is in `X-AUTH-Token`. Ids and codes are JSON numbers, as in the
document's examples, so a code such as 0042 comes out as 42.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any, ClassVar, NamedTuple

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.fates import Fate, fate_of
from sandbox.handsets import State
from sandbox.vendors.trouble import Mode, RefusedError
from sandbox.vendors.vendor import Premises, Vendor

KEY = "toy-town-key-of-32-characters-00"
EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
IMPOSSIBLE = 7  # a status that no document knows


class Rule(NamedTuple):
    """What a parameter must look like, as the document says it."""

    required: bool
    form: re.Pattern[str]
    sentence: str


PHONE = Rule(required=True, form=re.compile(r"[1-9][0-9]{6,14}"), sentence="digits only, no +")
DESCRIPTION = Rule(required=False, form=re.compile(r"(?s).{0,64}"), sentence="64 characters")
CALL_ID = Rule(required=True, form=re.compile(r"[0-9]{1,18}"), sentence="a number")

INIT_CALL = {"phone": PHONE, "description": DESCRIPTION}
GET_CALL_INFO = {"callId": CALL_ID}


class End(NamedTuple):
    """How a call ends: what get-call-info says, and what the phone shows."""

    status: int
    state: State


RANG = End(1, "missed")  # a flash call is meant to be missed
ENDS = {
    Fate.BUSY: End(-1, "missed"),  # shown as a call waiting
    Fate.NO_ANSWER: End(-1, "missed"),
    Fate.MACHINE: End(1, "answered"),
    Fate.DECLINED: End(-1, "declined"),
    Fate.OPERATOR_REFUSES: End(-1, "failed"),  # NumCheck has no causes: -1 is all it can say
    Fate.BILLING_FAILS: End(-1, "failed"),
}


REFUSED = {
    Fate.CREDENTIALS_REFUSED: (401, "Unauthorized"),
    Fate.SERVER_ERROR: (500, "Internal server error"),
    Fate.NO_FUNDS: (402, "Insufficient funds on the balance"),
}


@dataclass(frozen=True, slots=True)
class Order:
    """One call that was placed and charged."""

    call_id: int
    caller_id: str  # digits
    fate: Fate
    placed: datetime

    @property
    def code(self) -> str:
        """The last four digits of the caller."""
        return self.caller_id[-4:]


class NumCheck(Vendor):
    """One account at NumCheck.

    Only fate 015 yields codes below 1000, and none is ever 0000.
    """

    name: ClassVar[str] = "numcheck"

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
        self._clock = premises.clock
        self._chance = premises.chance
        self._orders: dict[int, Order] = {}
        self._callers: set[str] = set()
        self._throttled: set[str] = set()

    @property
    def routes(self) -> list[BaseRoute]:
        """Where it is reached."""
        return [
            self._route("/ru/init-call", self._init_call),
            self._route("/ru/get-call-info", self._get_call_info),
            self._route("/{rest:path}", self._nowhere),
        ]

    def environment(self, here: str) -> dict[str, str]:
        """Name what a customer sets."""
        return {"NUMCHECK_SECRET_KEY": KEY, "NUMCHECK_BASE_URL": f"{here}/{self.name}/ru"}

    async def _init_call(self, request: Request) -> Response:
        number = "+" + self._parameters(request, INIT_CALL)["phone"]
        fate = fate_of(number)
        if self.mode is Mode.NO_FUNDS:
            raise RefusedError(*REFUSED[Fate.NO_FUNDS])
        if fate in REFUSED:
            raise RefusedError(*REFUSED[fate])
        if fate is Fate.THROTTLED_ONCE and number not in self._throttled:
            self._throttled.add(number)
            raise RefusedError(429, "Too many requests", {"Retry-After": "1"})
        order = self._place(number, fate)
        lost = RefusedError(504, "Gateway timeout")
        return await self.answer(fate, shape(order), lost=lost)

    async def _get_call_info(self, request: Request) -> Response:
        order = self._orders.get(int(self._parameters(request, GET_CALL_INFO)["callId"]))
        if order is None:
            raise RefusedError(404, "Call not found")
        await self.dawdle(order.fate)
        return JSONResponse(shape(order) | {"status": self._status(order)})

    async def _nowhere(self, request: Request) -> Response:
        raise self._complaint(404, f"no such method: {request.url.path}")

    def _place(self, number: str, fate: Fate) -> Order:
        order = Order(33168 + len(self._orders), self._caller(fate), fate, self._clock.now())
        self._orders[order.call_id] = order
        self.charged.append(number)
        self.premises.handsets.ring(
            number,
            f"+{order.caller_id}",
            seconds=self.premises.settles_after.total_seconds(),
            ends=ENDS.get(fate, RANG).state,
            provider=self.name,
            code=order.code,
        )
        return order

    def _caller(self, fate: Fate) -> str:
        """Pick a Latvian mobile number, as in the document's example, never the same twice."""
        first, end = (1, 1000) if fate is Fate.LEADING_ZEROS else (1000, 10000)
        while True:
            code = self._chance.randrange(first, end)
            caller = f"371660{self._chance.randrange(100):02}{code:04}"
            if caller not in self._callers:
                self._callers.add(caller)
                return caller

    def _status(self, order: Order) -> int:
        if order.fate is Fate.IMPOSSIBLE_STATUS:
            return IMPOSSIBLE
        if self._clock.now() - order.placed < self.premises.settles_after:
            return 0
        return ENDS.get(order.fate, RANG).status

    def _route(self, path: str, answer: Callable[[Request], Awaitable[Response]]) -> Route:
        async def endpoint(request: Request) -> Response:
            try:
                await self._admit(request)
                return await answer(request)
            except RefusedError as refused:
                body = shape(None, refused.status, str(refused))
                return JSONResponse(body, refused.status, refused.headers)

        return Route(f"/{self.name}{path}", endpoint, methods=EVERY_METHOD)

    async def _admit(self, request: Request) -> None:
        """Check what both methods have in common: the verb, the key, the empty body."""
        if self.mode is Mode.DOWN:
            raise RefusedError(503, "Service unavailable")
        if request.method != "POST":
            raise self._complaint(405, f"{request.method} instead of POST")
        key = request.headers.get("X-AUTH-Token", "")
        if len(key) != len(KEY):
            raise self._complaint(401, "X-AUTH-Token must have exactly 32 characters")
        if self.mode is Mode.BAD_CREDENTIALS or not compare_digest(key.encode(), KEY.encode()):
            raise RefusedError(401, "Unauthorized")
        if await request.body():
            raise self._complaint(400, "the body must be empty")

    def _parameters(self, request: Request, rules: dict[str, Rule]) -> dict[str, str]:
        """Read the query string, in which everything must be as documented."""
        pairs = request.query_params.multi_items()
        given = dict(pairs)
        if len(given) < len(pairs):
            raise self._complaint(400, "a parameter is given twice")
        for name in given.keys() - rules.keys():
            raise self._complaint(400, f"unknown parameter {name}")
        for name, rule in rules.items():
            if name not in given and rule.required:
                raise self._complaint(400, f"{name} is missing")
            if name in given and not rule.form.fullmatch(given[name]):
                raise self._complaint(400, f"{name} must be: {rule.sentence}")
        return given

    def _complaint(self, status: int, sentence: str) -> RefusedError:
        self.complaints.append(sentence)
        return RefusedError(status, sentence)


def shape(order: Order | None, status: int = 200, message: str | None = None) -> dict[str, Any]:
    """Build the answer of both methods; the numbers are numbers, as in the document."""
    return {
        "callId": order.call_id if order else None,
        "callerId": int(order.caller_id) if order else None,
        "code": int(order.code) if order else None,
        "statusCode": status,
        "errorCode": 0 if order else 1,
        "message": message,
        "success": order is not None,
    }
