"""A session in any weather: whatever happens in whatever order, it ends once and is paid once.

Polls, callbacks, right and wrong digits, cancels, further calls, repeated updates, kills and jumps
of the clock are thrown at one verification. That no code was shown, logged or left in plain is
looked for whenever the lights go out.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Select, select
from sqlmodel import col

from sandbox.town import ANNA, BOT_ID
from storage.ledger import Charge, ChargeState
from storage.lifecycle import SessionState
from storage.sessions import ChatSession
from tests.journeys.fates.playing import heard
from tests.journeys.stage import Stage, labels_of, opened_stage

Given = TypeVar("Given")

FOR_GOOD = {SessionState.SUCCEEDED, SessionState.FAILED, SessionState.CANCELLED}
FATES = ("000", "012", "013", "014", "020", "021", "053", "054", "070")
GAP = 60  # seconds between two calls to one number


class AnyOrder(RuleBasedStateMachine):
    """One session on one stage."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.stack = AsyncExitStack()
        self.folder = TemporaryDirectory()
        self.stage: Stage
        self.number = self.method = ""
        self.ended: dict[str, SessionState] = {}

    def run(self, what: Coroutine[Any, Any, Given]) -> Given:
        """Wait for something on the stage's own loop."""
        return self.loop.run_until_complete(what)

    @initialize(
        fate=st.sampled_from(FATES),
        method=st.sampled_from(["flash", "pin", "sms"]),
        care=st.sampled_from(["", "/prefer fraud on"]),
    )
    def verify(self, fate: str, method: str, care: str) -> None:
        """Begin, perhaps in a chat that has fraud lists asked first."""
        opening = opened_stage(Path(self.folder.name), vendors=("lanck",), ALLOW_SMS_CODES="true")
        self.stage = self.run(self.stack.enter_async_context(opening))
        self.number, self.method = f"+447700900{fate}", method
        if care:
            self.run(self.stage.says(care))
        self.run(self.stage.says(f"/verify {self.number} {method}"))

    @rule(seconds=st.sampled_from([1, 2, 8, 20, 61, 400]))
    def time_passes(self, seconds: int) -> None:
        """Poll, expire, or both."""
        self.run(self.stage.advance(seconds, step=max(1, seconds / 2)))

    @rule()
    def every_callback_comes_again(self) -> None:
        """Repeat the latest callbacks."""
        self.run(self.again(4))

    @rule()
    def the_right_code_is_typed(self) -> None:
        """Type what the phone's owner has, if anything."""
        code = heard(self.stage, self.method, self.number)
        self.run(self.stage.says(f"/code {code or '123456'}"))

    @rule()
    def a_wrong_code_is_typed(self) -> None:
        """Spend a try."""
        code = heard(self.stage, self.method, self.number)
        self.run(self.stage.says("/code 0000" if code != "0000" else "/code 1111"))

    @rule()
    def it_is_cancelled(self) -> None:
        """Take it back."""
        self.run(self.stage.says("/cancel"))

    @rule(button=st.sampled_from(["Call again", "Try again", "Cancel"]))
    def a_button_is_tapped(self, button: str) -> None:
        """Tap what the card has."""
        card = self.stage.card()
        if button in labels_of(card):
            self.run(self.stage.taps(button, card))

    @rule()
    def an_update_comes_again(self) -> None:
        """Have Telegram repeat itself."""
        self.stage.telegram.redeliver_last_update(BOT_ID)
        self.run(self.stage.settle())

    @rule()
    def two_things_are_said_at_once(self) -> None:
        """Be right and change one's mind."""
        code = heard(self.stage, self.method, self.number) or "1234"
        self.stage.telegram.say(ANNA, BOT_ID, f"/code {code}")
        self.stage.telegram.say(ANNA, BOT_ID, "/cancel")
        self.run(self.stage.settle())

    @rule()
    def the_desk_dies_and_comes_back(self) -> None:
        """Kill it and start it again."""
        self.run(self.stage.lights_out())
        self.run(self.stage.lights_on())
        self.run(self.stage.settle())

    @invariant()
    def what_has_ended_stays_as_it_ended(self) -> None:
        """Hold every final state against the one before."""
        for session in self.run(self.rows(select(ChatSession))):
            before = self.ended.get(session.id)
            assert before in {None, session.state}
            if session.state in FOR_GOOD:
                self.ended[session.id] = session.state

    @invariant()
    def nothing_is_paid_twice(self) -> None:
        """Hold our books against the vendor's."""
        charges = self.run(self.rows(select(Charge).order_by(col(Charge.at))))
        vendor = self.stage.town.vendors["lanck"]
        wished = [one.request for one in charges if one.request is not None]
        calls = [one for one in charges if one.capability != "fraud"]
        times = [one.at for one in calls if one.state is not ChargeState.RELEASED]
        gaps = [(later - sooner).total_seconds() for sooner, later in pairwise(times)]

        assert len(wished) == len(set(wished))
        assert vendor.charged.count(self.number) <= len(charges)
        assert sum(one.state is ChargeState.COMMITTED for one in charges) <= len(vendor.charged)
        assert all(gap >= GAP for gap in gaps)

    async def again(self, most: int) -> None:
        """Have the latest callbacks posted once more."""
        for delivery in list(self.stage.town.postman.deliveries)[-most:]:
            self.stage.town.postman.send(delivery.vendor, delivery.url, body=delivery.body)
        await self.stage.settle()

    async def rows(self, query: Select[Any]) -> list[Any]:
        """Read rows."""
        async with self.stage.app.desk.storage.reading() as work:
            return list(await work._database.scalars(query))

    def teardown(self) -> None:
        """Let everything come to its end, and see that the books are closed."""
        try:
            self.run(self.stage.advance(1300, step=325))
            states = {one.state for one in self.run(self.rows(select(ChatSession)))}
            charged = {one.state for one in self.run(self.rows(select(Charge)))}

            assert all(state.is_final for state in states)
            assert ChargeState.RESERVED not in charged
        finally:
            self.run(self.stack.aclose())
            self.loop.close()
            self.folder.cleanup()


AnyOrder.TestCase.settings = settings(
    max_examples=8,
    stateful_step_count=10,
    phases=[Phase.generate],  # to shrink would take minutes
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TestAnyOrder = AnyOrder.TestCase
