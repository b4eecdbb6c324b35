"""The town: everybody and everything the bot can meet, on one port.

/bot<token>/…  /file/bot<token>/…   Telegram
/numcheck/… /lanck/… and so on      the vendors
/  /page/…  /static/…               the chat page
/town/…                             the town hall (`sandbox.control`)

Anna (owns the desk)   Ben   Chiara (a stranger)   @numdesk_bot
"Support", with the topics General, Verifications and Codes: Anna (admin), Ben, the bot
"Night shift", without topics: Anna (admin), Ben, the bot
"""

import asyncio
import base64
import os
import re
import secrets
import socket
from datetime import timedelta
from pathlib import Path
from random import Random, SystemRandom

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from sandbox.clock import Clock, WallClock
from sandbox.control import TownHall
from sandbox.errands import Errands
from sandbox.feed import Feed
from sandbox.handsets import Handsets
from sandbox.page.routes import page_routes
from sandbox.postman import Postman
from sandbox.telegram.limits import Limits
from sandbox.telegram.world import Telegram
from sandbox.vendors.vendor import Premises, Vendor, find_vendors

ANNA, BEN, CHIARA = 1001, 1002, 1003

BOT_ID = 7000000001
BOT_NAME = "numdesk_bot"
BOT_TOKEN = f"{BOT_ID}:TOY-TOWN-TOKEN-THAT-OPENS-NO-DOOR-0"
POLL = f"/bot{BOT_TOKEN}/getUpdates".casefold()
HOOK = re.compile(r"https?://\S+/hooks/(\w+)/\S+")

SUPPORT, NIGHT_SHIFT = -1001000000001, -1001000000002
VERIFICATIONS, CODES = 2, 3  # topics of Support; General is 1 and always there


class Town:
    """One town. `chance` picks callers, `settles_after` is how long a call rings.

    `client` carries webhooks, Telegram's and the vendors'; without one they stay here.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        *,
        limits: Limits | None = None,
        settles_after: timedelta = timedelta(seconds=4),
        chance: Random | None = None,
        client: httpx.AsyncClient | None = None,
    ) -> None:
        clock = clock or WallClock()
        self.feed = Feed()
        self.errands = Errands()
        self.handsets = Handsets(clock, self.feed)
        self.telegram = Telegram(
            clock, self.feed, limits=limits or Limits.telegram(), client=client
        )
        self.postman = Postman(clock, self.errands, client)
        premises = Premises(
            clock=clock,
            handsets=self.handsets,
            errands=self.errands,
            postman=self.postman,
            chance=chance or SystemRandom(),
            settles_after=settles_after,
        )
        self.vendors: dict[str, Vendor] = {kind.name: kind(premises) for kind in find_vendors()}
        self._people()
        self._secrets_key = base64.urlsafe_b64encode(os.urandom(32)).decode()
        self._hook_secret = secrets.token_urlsafe(32)
        self.app = Starlette(
            routes=[
                *page_routes(self.telegram, self.handsets, self.feed),
                *TownHall(self, BOT_ID).routes,
                *(route for vendor in self.vendors.values() for route in vendor.routes),
                Mount("/", self._telegram),
            ]
        )
        self.polled = asyncio.Event()  # set by the first request for updates

    def environment(self, port: int, database: Path) -> dict[str, str]:
        """Name everything a bot needs to live here; the secrets stay those of this town."""
        here = f"http://127.0.0.1:{port}"
        receiver = free_port()
        return {
            "TELEGRAM_BOT_TOKEN": BOT_TOKEN,
            "TELEGRAM_API_URL": here,
            "OWNER_IDS": str(ANNA),
            "DATABASE_URL": f"sqlite+aiosqlite:///{database}",
            "SECRETS_KEY": self._secrets_key,
            "HOOK_SECRET": self._hook_secret,
            "RECEIVER_PORT": str(receiver),
            "PUBLIC_URL": f"http://127.0.0.1:{receiver}",
            "ALLOW_UNASSIGNED_NUMBERS": "true",  # the range for films belongs to nobody
        } | {
            name: value
            for vendor in self.vendors.values()
            for name, value in vendor.environment(here).items()
        }

    def paste(self, hooks: str) -> None:
        """Paste the addresses that `numdesk hooks` prints into the vendors' consoles."""
        for address in HOOK.finditer(hooks):
            if address[1] in self.vendors:
                self.vendors[address[1]].hook = address[0]

    async def _telegram(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].casefold() == POLL:
            self.polled.set()
        await self.telegram.app(scope, receive, send)

    def _people(self) -> None:
        telegram = self.telegram
        telegram.add_bot(BOT_TOKEN, user_id=BOT_ID, username=BOT_NAME, name="Numdesk")
        telegram.add_person(ANNA, "Anna", username="anna")
        telegram.add_person(BEN, "Ben", username="ben")
        telegram.add_person(CHIARA, "Chiara", username="chiara")
        topics = {VERIFICATIONS: "Verifications", CODES: "Codes"}
        for group, title, parts in (
            (SUPPORT, "Support", topics),
            (NIGHT_SHIFT, "Night shift", None),
        ):
            telegram.add_group(
                group, title, members=[ANNA, BEN], admins=[ANNA], bots=[BOT_ID], topics=parts
            )


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
