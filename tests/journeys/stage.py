"""The real desk in the real town, in one process, with the time held still.

Nothing is mocked: the bot speaks HTTP to the town's Bot API and vendors through an in-process
transport, and people type and tap on the town's side. `settle` lets everything happen that can
happen without time passing; `advance` moves the time and runs what the timetable would run.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx
from cryptography.fernet import Fernet

from bot.app import App, open_app
from bot.pace import NO_LIMITS, Limits
from sandbox.telegram.limits import Limits as Floods
from sandbox.town import ANNA, BOT_ID, Town
from tests.journeys import eyes
from tests.journeys.secrecy import Witness
from tests.journeys.stage_clock import StageClock
from tests.storage.templates import lay_out

CARD = re.compile(r"\S+ [\w ]+ · [A-Z0-9]{4,}\n")  # sign, kind, id
HOPS = 20  # of the event loop, for a vendor to come from one wait to the next
AT_ONCE = 8  # tasks that are waited for together, of a thousand perhaps
KEY = Fernet.generate_key().decode()  # of all stages in this process
PORT = 8900  # only a name here: no socket is opened
Message = dict[str, Any]


class Stage:
    """One desk in one town. `lights_out` kills the desk without a goodbye."""

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, str],
        vendors: Collection[str] | None,
        pace: Limits,
        floods: Floods,
    ) -> None:
        self.clock = StageClock()
        self.town = Town(
            self.clock,
            limits=floods,
            settles_after=timedelta(seconds=2),
            chance=Random(7),
            client=httpx.AsyncClient(transport=self._door()),
        )
        self.telegram = self.town.telegram
        self.handsets = self.town.handsets
        environment = self.town.environment(PORT, folder / "desk.db")
        self._settings = {**environment, "SECRETS_KEY": KEY, **settings}
        for name, vendor in self.town.vendors.items():
            if vendors is not None and name not in vendors:
                self._settings |= dict.fromkeys(vendor.environment(""), "")
        self.ears = eyes.Ears()
        self._pace = pace
        self._stack = AsyncExitStack()
        self._unheard = self.telegram._exchange.bots[BOT_ID].queue
        self._has_polled = False
        self._visits: set[asyncio.Task[httpx.Response]] = set()
        self.app: App

    async def lights_on(self) -> None:
        """Start the desk on the database it had."""
        self._has_polled = False
        self.ears.open()
        self.app = await self._stack.enter_async_context(
            open_app(
                self._settings,
                transport=httpx.ASGITransport(self.town.app),
                clock=self.clock,
                limits=self._pace,
            )
        )
        await self.app.bot.initialize()
        self.app.desk.storage.collect = self.app.courier.collect  # as when the courier runs
        hooks = self.app.desk.hooks
        self.town.paste("\n".join(filter(None, map(hooks.address, self.town.vendors))))

    async def lights_out(self) -> None:
        """Kill the desk: whatever is under way is cut off."""
        # a transaction is all or nothing for a kill; cut in the middle here, it would leave a lock
        async with self.app.desk.storage.begin():
            running = self.app.intake.handling | self.app.courier.carrying
            running |= self.app.desk.errands.running
            for task in running:
                task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        found = await eyes.look(self.town, self.app, self.ears, self._settings)
        self.ears.shut()
        await self._stack.aclose()
        assert [] == found, f"nobody may find {found}"

    def _door(self) -> httpx.AsyncBaseTransport:
        """Lead what the town posts to the desk that is open at the time."""

        async def enter(request: httpx.Request) -> httpx.Response:
            transport = httpx.ASGITransport(self.app.web(), raise_app_exceptions=False)
            visit = asyncio.create_task(transport.handle_async_request(request))
            self._visits.add(visit)
            visit.add_done_callback(self._visits.discard)
            return await visit

        return httpx.MockTransport(enter)

    async def settle(self) -> None:
        """Let happen whatever can happen while the time stands still."""
        while True:
            moved = await self._poll() + await self._deliver()
            busy = await self._rest()
            if not moved and not busy and not self.app.bell.is_set():
                return

    async def advance(self, seconds: float, *, step: float = 1) -> None:
        """Let time pass, with what the timetable has to do done at each step."""
        while seconds > 0:
            self.clock.move(timedelta(seconds=min(step, seconds)))
            seconds -= step
            await self._rest()
            for job in await self.app.timetable.ready():
                await job.work()
            await self.settle()

    async def says(
        self,
        text: str,
        *,
        who: int = ANNA,
        where: int = BOT_ID,
        topic_id: int | None = None,
        reply_to: int | None = None,
    ) -> Message:
        """Type something and let the desk answer."""
        message: Message = self.telegram.say(who, where, text, topic_id=topic_id, reply_to=reply_to)
        await self.settle()
        return message

    async def taps(
        self, button: str, message: Message, *, who: int = ANNA, where: int = BOT_ID
    ) -> str | None:
        """Press a button and let the desk answer; gives the alert, if there was one."""
        query = self.telegram.press(who, where, message["message_id"], button)
        await self.settle()
        answer = await self.telegram.answer_to(query, timeout=0)
        return None if answer is None else answer.get("text")

    def seen(self, *, who: int = ANNA, where: int = BOT_ID) -> list[Message]:
        """List what a person sees in a chat, oldest first."""
        return list(self.telegram.history(where, viewer=who))

    def last(self, *, who: int = ANNA, where: int = BOT_ID) -> Message:
        """Give the latest message of the desk in a chat."""
        return [one for one in self.seen(who=who, where=where) if one["from"]["id"] == BOT_ID][-1]

    def card(self, *, who: int = ANNA, where: int = BOT_ID) -> Message:
        """Give the latest card in a chat."""
        cards = [one for one in self.seen(who=who, where=where) if CARD.match(text_of(one))]
        return cards[-1]

    def session_id(self, *, who: int = ANNA, where: int = BOT_ID) -> str:
        """Read the id from the latest card."""
        return text_of(self.card(who=who, where=where)).split("\n")[0].split(" · ")[1]

    def code_on(self, number: str) -> str:
        """Read the code off the ringing phone, as its owner would."""
        call = self.handsets.last_call(number)
        assert call is not None
        return call.caller[-4:]

    async def _poll(self) -> int:
        """Let the desk's long poll come back, which it does when there is something to hear."""
        is_first = not self._has_polled  # it says what the desk wants to hear
        if self.telegram_is_away or not (is_first or len(self._unheard)):
            return 0
        self._has_polled = True
        return await self.app.intake.poll(timedelta())

    async def _deliver(self) -> int:
        """Do what the courier does when its bell rings."""
        if not self.app.bell.is_set():
            return 0
        self.app.bell.clear()
        return await self.app.courier.round()

    telegram_is_away = False
    bot_id = BOT_ID
    no_patience = timedelta()

    async def control(self, vendor: str, **switches: object) -> None:
        """Turn a vendor's switches in the town hall."""
        transport = httpx.ASGITransport(self.town.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            answer = await client.post(f"/town/provider/{vendor}", json=switches)
        assert answer.is_success, answer.text

    def _turns(self) -> set[asyncio.Future[Any]]:
        """Give what is waited for at a provider's throttle, and so until time passes."""
        return {
            turn
            for provider in self.app.desk.catalog
            for throttle in vars(provider)["_transport"]._throttles.values()
            for *_, turn in throttle._waiting
        }

    async def _town_rests(self) -> bool:
        """Give the town its turns; whether nothing came of them for the desk."""
        for _ in range(HOPS):
            await asyncio.sleep(0)
            if self._visits:
                return False
        return True

    async def _rest(self) -> bool:
        """Wait until every task is done or waits for time to pass; tells whether any had work."""
        had_work = False
        while True:
            tasks = (
                self.app.intake.handling
                | self.app.courier.carrying
                | self.app.desk.errands.running
                | self._visits
            )
            listening = {one for call in self.handsets.calls for one in call.over.waiting}
            resting = self.clock.sleepers | listening
            turns = self._turns()
            awake = [one for one in tasks - resting if _waits_for(one) not in turns]
            if not awake:
                if await self._town_rests():
                    return had_work
                continue
            had_work = True
            await asyncio.wait(awake[:AT_ONCE], timeout=0.01, return_when=asyncio.FIRST_COMPLETED)


def _waits_for(task: asyncio.Task[Any]) -> asyncio.Future[Any] | None:
    return getattr(task, "_fut_waiter", None)


def text_of(message: Message) -> str:
    """Give the text, empty for messages without one."""
    text: str = message.get("text", "")
    return text


def buttons_of(message: Message) -> list[dict[str, Any]]:
    """List the buttons below a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [one for row in rows for one in row]


def labels_of(message: Message) -> list[str]:
    """List what the buttons below a message say."""
    return [one["text"] for one in buttons_of(message)]


@asynccontextmanager
async def opened_stage(
    folder: Path,
    *,
    vendors: Collection[str] | None = ("numcheck",),
    pace: Limits = NO_LIMITS,
    floods: Floods | None = None,
    **settings: str,
) -> AsyncIterator[Stage]:
    """Raise the curtain; the desk has accounts with these vendors, or with all of them."""
    stage = Stage(folder, settings, vendors, pace, floods or Floods.none())
    witness = Witness(stage.town)
    await lay_out(folder / "desk.db")
    await stage.lights_on()
    try:
        yield stage
    finally:
        await stage.lights_out()
    assert [] == witness.leaks(), "no group ever reads a code"
