"""MCN Telecom: it calls a phone from a number of its own and speaks a code to whoever answers.

    POST /mcn/api/protected/api/auth/passwordcall   paid
    {"phone_number": "421222202004", "verification_code": "1234", "is_with_redirect": true}

The token is a Bearer. All but the number may be left out; MCN then chooses the code and does not
look for a forwarding. How the call ended is posted later (`mcn_records`); there is nothing to ask.
Invented here: every failure, as the document has none, and that a detected forwarding changes
nothing about the call.
"""

from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.fates import Fate, fate_of
from sandbox.handsets import Call
from sandbox.vendors.mcn_door import TOKEN, Door
from sandbox.vendors.mcn_records import BY_HAND, ENDS, SPOKE, End, Records
from sandbox.vendors.trouble import Mode, RefusedError
from sandbox.vendors.vendor import Premises, Vendor

EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
PASSWORD_CALL = "/api/protected/api/auth/passwordcall"  # noqa: S105 - a path
ACCOUNT = "117793"
CALLERS = ("421222202004", "447700900899")  # the second where the first would end in the code
A_MOMENT = 1.0  # seconds between a webhook and the answer that it overtakes
SUCCESS, SERVER_ERROR = 200, 500

REFUSED = {
    Fate.CREDENTIALS_REFUSED: (401, "Unauthorized"),
    Fate.SERVER_ERROR: (500, "Internal server error"),
    Fate.NO_FUNDS: (402, "Insufficient funds on the balance"),
}


class Mcn(Vendor):
    """One account at MCN.

    Only fate 015 lets it choose codes that begin with a zero.
    """

    name: ClassVar[str] = "mcn"

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
        self.switches = {
            "lang_allowed": False,  # the language may be named
            "uuid_name": "verification_uuid",  # or verification_call_uuid; empty: there is none
            "failures_are_200": False,  # of a refusal only "ok" tells
            "envelope": "object",  # of the webhook, or "array"
            "method": "POST",  # of the webhook, or "GET", or "FORM"
            "string_cause": False,  # q931_status is a string
            "missing_final_status": False,  # the customer did not choose that field
        }
        self._clock = premises.clock
        self._door = Door(self)
        self._records = Records(self)
        self._throttled: set[str] = set()

    @property
    def routes(self) -> list[BaseRoute]:
        """Where it is reached."""
        return [
            Route(f"/{self.name}{PASSWORD_CALL}", self._password_call, methods=EVERY_METHOD),
            Route(f"/{self.name}/{{rest:path}}", self._nowhere, methods=EVERY_METHOD),
        ]

    def environment(self, here: str) -> dict[str, str]:
        """Name what a customer sets."""
        return {"MCN_TOKEN": TOKEN, "MCN_BASE_URL": f"{here}/{self.name}"}

    async def _password_call(self, request: Request) -> Response:
        try:
            return await self._take(await self._door.admit(request))
        except RefusedError as refused:
            return self._failure(refused)

    async def _take(self, asked: dict[str, Any]) -> Response:
        number = f"+{asked['phone_number']}"
        fate = fate_of(number)
        self._refuse(number, fate)
        code = asked.get("verification_code") or self._choose_code(fate)
        caller = next(caller for caller in CALLERS if not caller.endswith(code))
        uuid = f"{self.premises.chance.getrandbits(48):012x}_{ACCOUNT}"
        self.charged.append(number)
        await self._ring(number, fate, caller, code, uuid)
        reply = {"ok": True, "caller_number": caller, "verification_code": code}
        if self.switches["uuid_name"]:
            reply[str(self.switches["uuid_name"])] = uuid
        is_asked = bool(asked.get("is_with_redirect"))
        reply["is_redirect"] = is_asked and fate is Fate.FORWARDED
        return await self.answer(fate, reply, lost=RefusedError(504, "Gateway timeout"))

    def _refuse(self, number: str, fate: Fate) -> None:
        if self.mode is Mode.NO_FUNDS:
            raise RefusedError(*REFUSED[Fate.NO_FUNDS])
        if fate in REFUSED:
            raise RefusedError(*REFUSED[fate])
        if fate is Fate.THROTTLED_ONCE and number not in self._throttled:
            self._throttled.add(number)
            raise RefusedError(429, "Too many requests", {"Retry-After": "1"})

    def _choose_code(self, fate: Fate) -> str:
        low, high = (1, 1000) if fate is Fate.LEADING_ZEROS else (1000, 10_000)
        return f"{self.premises.chance.randrange(low, high):04}"

    async def _ring(self, number: str, fate: Fate, caller: str, code: str, uuid: str) -> None:
        """Let the phone ring; fate 013 has it end before the order is answered."""
        end = ENDS.get(fate, SPOKE)
        call = self.premises.handsets.ring(
            number,
            f"+{caller}",
            kind="password",
            seconds=self.premises.settles_after.total_seconds(),
            ends=end.state,
            provider=self.name,
            code=code,
            spoken=" ".join(code),
        )
        following = self._follow(call, fate, end, uuid)
        if fate is not Fate.WEBHOOK_FIRST:
            self.premises.errands.run(following)
            return
        await following
        await self._clock.sleep(A_MOMENT)

    async def _follow(self, call: Call, fate: Fate, end: End, uuid: str) -> None:
        if end.state == "failed":  # it is over before it began; the network takes its time
            await self._clock.sleep(self.premises.settles_after.total_seconds())
        await call.over.wait()
        self._records.post(uuid, fate, end if call.state == end.state else BY_HAND[call.state])

    async def _nowhere(self, request: Request) -> Response:
        return self._failure(self._door.complaint(404, f"no such method: {request.url.path}"))

    def _failure(self, refused: RefusedError) -> Response:
        is_hidden = self.switches["failures_are_200"] and refused.status < SERVER_ERROR
        status = SUCCESS if is_hidden else refused.status
        return JSONResponse({"ok": False, "message": str(refused)}, status, refused.headers)
