"""LANCK: lookups, messages, calls and numbers to be called, each with callbacks of its own.

    POST /lanck/v1/insight/hlr         paid   (GET as well, its parameters in the query string)
    POST /lanck/v1/insight/fraudcheck  paid
    POST /lanck/v1/sms                 paid
    POST /lanck/v1/calls/flash         paid   the last digits of the caller are the code
    POST /lanck/v1/calls/p2s           paid   speaks a PIN
    POST /lanck/v1/calls/t2s           paid   speaks a text
    POST /lanck/v1/calls/incoming      paid   lends a number to call, for a minute
    GET  /lanck/v1/calls/incoming/{id} free
    POST /lanck/v1/requests/{id}       free   a number was verified
    GET  /lanck/v1/requests/{id}       free   only where `request_info` is switched on

The token is the user and the password of HTTP Basic. Every order may bring a `callbackUrl`; the
lookups, which are answered at once, do not use theirs (invented here, as are the names of all
products but `insight.hlr`, and the type of `payload` and `rate`).
"""

from collections.abc import Coroutine
from string import ascii_letters, digits
from typing import Any, ClassVar

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from sandbox.fates import Fate, fate_of
from sandbox.vendors import lanck_requests as asks
from sandbox.vendors.lanck_callbacks import (
    COPIES,
    DAY,
    PENDING,
    RANG,
    SPOKE,
    Callbacks,
    Order,
    inbound,
)
from sandbox.vendors.lanck_door import TOKEN, Asked, Door, Method
from sandbox.vendors.lanck_insight import describe, fraud_check, hlr_status
from sandbox.vendors.lanck_lines import Lines
from sandbox.vendors.lanck_phones import CODE_LENGTH, Phones, pick_caller
from sandbox.vendors.lanck_requests import LanckError, e164
from sandbox.vendors.trouble import Mode
from sandbox.vendors.vendor import Premises, Vendor

A_MOMENT = 1.0  # seconds between a webhook and the answer that it overtakes
ID = ascii_letters + digits
SENDER = "LANCK"  # of messages whose customer named none; invented here
MESSAGES = {Fate.NO_SMS: 0, Fate.TWO_SMS: 2}

OWN_CALLERS = {"+447700900900", "+37282329823"}  # validated by support; invented here
OWN_NAMES = {"Numdesk"}  # approved as senders of messages; invented here

REFUSED = {
    Fate.CREDENTIALS_REFUSED: asks.AUTHENTICATION,
    Fate.SERVER_ERROR: asks.INTERNAL,
    Fate.NO_FUNDS: asks.NO_FUNDS,
}


class Lanck(Vendor):
    """One account at LANCK.

    Only fate 015 picks codes that begin with a zero.
    """

    name: ClassVar[str] = "lanck"

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
        self.switches = {
            "request_info": True,  # the older GET /requests/{id} is there
            "numeric_times": False,  # of reservations: numbers, as in the text beside the samples
            "string_sip": False,  # sipStatus is a string, as in the text beside the sample
            "misspelt_fraud": True,  # FRAUDLENT, as in the sample
            "reordered": False,  # SENT comes after the end
            "code_honoured": True,  # a flash call ends in the code that was asked for
            "expires_after": 60,  # seconds a number is lent for
        }
        self._clock = premises.clock
        self._chance = premises.chance
        callbacks = Callbacks(self.name, premises.postman, self.switches)
        self._lines = Lines(premises, callbacks, self.switches)
        self._phones = Phones(self.name, premises, callbacks)
        self._callbacks = callbacks
        self._orders: dict[str, Order] = {}
        self._throttled: set[str] = set()
        self._door = Door(self)

    @property
    def routes(self) -> list[BaseRoute]:
        """Where it is reached."""
        hlr = Method(asks.LOOKUP, self._hlr)
        report, inform = Method(asks.REPORT, self._report), Method(asks.ANY, self._inform)
        ways = {
            "/insight/hlr": {"POST": hlr, "GET": hlr},
            "/insight/fraudcheck": {"POST": Method(asks.LOOKUP, self._fraud_check)},
            "/sms": {"POST": Method(asks.SMS, self._sms)},
            "/calls/flash": {"POST": Method(asks.FLASH, self._flash)},
            "/calls/p2s": {"POST": Method(asks.PIN, self._pin)},
            "/calls/t2s": {"POST": Method(asks.SPEECH, self._text)},
            "/calls/incoming": {"POST": Method(asks.INCOMING, self._incoming)},
            "/calls/incoming/{id}": {"GET": Method(asks.ANY, self._poll_incoming)},
            "/requests/{id}": {"POST": report, "GET": inform},
            "/{rest:path}": {},
        }
        return [self._door.route(path, methods) for path, methods in ways.items()]

    def environment(self, here: str) -> dict[str, str]:
        """Name what a customer sets."""
        return {"LANCK_ACCESS_TOKEN": TOKEN, "LANCK_BASE_URL": f"{here}/{self.name}/v1"}

    def receive(self, to: str, sender: str, text: str) -> None:
        """Let a message come in for a number of the customer, until they have heard of it."""
        fate = fate_of(sender)
        for _ in range(MESSAGES.get(fate, 1)):
            message = inbound(self._new_id(), to, sender, text, self._clock.now())
            for _ in range(COPIES.get(fate, 1)):
                self.premises.postman.post(self.name, self.hook, message, again=DAY)

    async def _hlr(self, asked: Asked) -> Response:
        order = self._book("insight.hlr", asked)
        order.status = hlr_status(order.fate)
        return await self._answer(order.fate, describe(order))

    async def _fraud_check(self, asked: Asked) -> Response:
        fate = self._book("insight.fraudcheck", asked).fate
        misspelt = bool(self.switches["misspelt_fraud"])
        return await self._answer(fate, fraud_check(fate, misspelt=misspelt))

    async def _sms(self, asked: Asked) -> Response:
        sender = asked.get("from", SENDER)
        if "from" in asked and sender not in OWN_NAMES and not asks.NUMBER.form.fullmatch(sender):
            raise LanckError(asks.SENDER)
        order = self._book("sms", asked)
        order.sender = sender
        await self._play(order, self._phones.write(order, asked["text"]))
        return await self._answer(order.fate, {"requestId": order.request_id})

    async def _flash(self, asked: Asked) -> Response:
        caller, code = self._caller(asked, asked.get("code", ""))
        order = self._book("calls.flash", asked)
        order.sender = caller
        await self._play(order, self._phones.ring(order, "flash", RANG, code=code))
        reply = {"requestId": order.request_id, "from": caller.removeprefix("+")}
        return await self._answer(order.fate, reply)

    async def _pin(self, asked: Asked) -> Response:
        return await self._speak("p2s", asked, " ".join(asked["code"]))

    async def _text(self, asked: Asked) -> Response:
        return await self._speak("t2s", asked, asked["text"])

    async def _speak(self, kind: str, asked: Asked, spoken: str) -> Response:
        caller, _ = self._caller(asked, "")
        order = self._book(f"calls.{kind}", asked)
        order.sender = caller
        call = self._phones.ring(
            order,
            kind,
            SPOKE,
            code=asked.get("code"),
            spoken=spoken,
            language=asked.get("language"),
        )
        await self._play(order, call)
        return await self._answer(order.fate, {"requestId": order.request_id})

    async def _incoming(self, asked: Asked) -> Response:
        did = self._lines.find_free(e164(asked["number"]), fate_of(e164(asked["number"])))
        order = self._book("calls.incoming", asked)
        order.status = PENDING
        reservation = self._lines.reserve(order, did, asked)
        state = self._lines.shape(reservation)
        if order.fate is Fate.WEBHOOK_FIRST:  # the only news there can be before anybody calls
            self._callbacks.tell(order, PENDING, self._clock.now())
            await self._clock.sleep(A_MOMENT)
        told = {name: state[name] for name in ("requestId", "didNumber", "expiresAt")}
        reply = await self._answer(order.fate, told)
        if order.fate is not Fate.REPLY_CUT:  # nobody calls a number that nobody was told
            self.premises.errands.run(self._lines.let_person_call(reservation))
        return reply

    async def _poll_incoming(self, asked: Asked) -> Response:
        reservation = self._lines.find(asked["id"])
        await self.dawdle(reservation.order.fate)
        return JSONResponse(self._lines.shape(reservation))

    async def _report(self, asked: Asked) -> Response:
        order = self._find(asked["id"])
        order.goals = [asked["goal"]]
        if order.call and order.product == "calls.flash":
            self.premises.handsets.drop(order.call)
        await self.dawdle(order.fate)
        return JSONResponse({"requestId": order.request_id})  # invented here

    async def _inform(self, asked: Asked) -> Response:
        if not self.switches["request_info"]:
            raise LanckError(asks.WRONG_VERB)
        order = self._find(asked["id"])
        await self.dawdle(order.fate)
        more = {"payload": order.payload, "rate": None, "sender": order.sender}
        return JSONResponse(describe(order) | more | {"goals": order.goals})

    def _book(self, product: str, asked: Asked) -> Order:
        """Take an order and charge it, unless fate or the account is against it."""
        number = e164(asked["number"])
        fate = fate_of(number)
        if self.mode is Mode.NO_FUNDS:
            raise LanckError(asks.NO_FUNDS)
        if fate in REFUSED:
            raise LanckError(REFUSED[fate])
        if fate is Fate.THROTTLED_ONCE and number not in self._throttled:
            self._throttled.add(number)
            raise LanckError(asks.LIMIT)
        order = Order(
            self._new_id(),
            product,
            number,
            fate,
            self._clock.now(),
            asked.get("callbackUrl", ""),
            payload=asked.get("text", asked.get("code")),
        )
        self._orders[order.request_id] = order
        self.charged.append(number)
        return order

    def _caller(self, asked: Asked, wish: str) -> tuple[str, str]:
        """Give the customer's own caller, or another one, and the code in it."""
        if "from" in asked:
            own = e164(asked["from"])
            if own not in OWN_CALLERS:
                raise LanckError(asks.SENDER)
            return own, own[-(len(wish) or CODE_LENGTH) :]
        return pick_caller(
            self._chance,
            wish,
            is_low=fate_of(e164(asked["number"])) is Fate.LEADING_ZEROS,
            is_honoured=bool(self.switches["code_honoured"]),
        )

    def _find(self, request_id: str) -> Order:
        if request_id not in self._orders:
            raise LanckError(asks.REQUEST_NOT_FOUND)
        return self._orders[request_id]

    def _new_id(self) -> str:
        return "".join(self._chance.choices(ID, k=32))

    async def _play(self, order: Order, work: Coroutine[Any, Any, None]) -> None:
        """Let an order take its course; fate 013 lets it end before it is answered."""
        if order.fate is not Fate.WEBHOOK_FIRST:
            self.premises.errands.run(work)
            return
        await work
        await self._clock.sleep(A_MOMENT)

    async def _answer(self, fate: Fate, body: dict[str, Any]) -> Response:
        return await self.answer(fate, body, lost=LanckError(asks.TIMED_OUT))
