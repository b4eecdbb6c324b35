"""A headless Chromium, driven over its own protocol (Chrome DevTools) by a websocket."""

import asyncio
import base64
import itertools
import json
import os
import re
import select
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--log-level=3",
    "--remote-debugging-port=0",
)
START = 60  # seconds
ANSWER = 30  # seconds for one command
PATIENCE = 10  # seconds for something to show on the page
GONE = "navigated or closed"  # in the words of the protocol
LISTENING = re.compile(rb"DevTools listening on ws://([^/]+)/")
KEYS = {"Enter": (13, "\r"), "Escape": (27, ""), "Tab": (9, ""), "ArrowDown": (40, "")}

UNTIL = """new Promise((done, fail) => {
  const end = Date.now() + %d;
  const look = () => {
    let found = null;
    try { found = (%s); } catch (error) { found = null; }
    if (found) done(found === true || found);
    else if (Date.now() > end) fail(new Error("never came true"));
    else setTimeout(look, 15);
  };
  look();
})"""
AT_REST = """!document.getAnimations().some((one) =>
  one.playState === "running" && one.effect.getTiming().iterations < Infinity)"""
MIDDLE = """(() => {
  const node = [...document.querySelectorAll(%s)].find((one) => one.checkVisibility()
    && one.textContent.includes(%s));
  if (!node) return null;
  node.scrollIntoView({block: "nearest"});
  const box = node.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
})()"""


@contextmanager
def chromium(home: Path) -> Iterator[str]:
    """Keep a browser running while the block runs; yield host and port of its protocol."""
    assert CHROMIUM, "tests are skipped without one"
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={home}", "about:blank"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:  # noqa: S603 (the browser CHROMIUM names)
        try:
            assert process.stderr
            heard = b""
            while not (found := LISTENING.search(heard)):
                ready, _, _ = select.select([process.stderr], [], [], START)
                assert ready, "Chromium does not start."
                piece = os.read(process.stderr.fileno(), 4096)
                assert piece, f"Chromium ended: {heard.decode(errors='replace')}"
                heard += piece
            yield found[1].decode()
        finally:
            process.terminate()


@asynccontextmanager
async def new_page(address: str) -> AsyncIterator["Page"]:
    """Open a tab while the block runs."""
    async with (
        aiohttp.ClientSession(f"http://{address}") as session,
        session.put("/json/new?about:blank") as reply,
    ):
        target = await reply.json()
        async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
            page = Page(socket)
            listening = asyncio.create_task(page.listen())
            try:
                for domain in ("Page", "Runtime", "Log"):
                    await page.send(f"{domain}.enable")
                yield page
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)
        await (await session.get(f"/json/close/{target['id']}")).read()


class NavigatedError(Exception):
    """The page went elsewhere while it was asked something."""


class Page:
    """One tab, and what a person can do with it."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.complaints: list[str] = []  # errors on the console

    async def listen(self) -> None:
        """Sort what the browser says."""
        async for frame in self._socket:
            said = json.loads(frame.data)
            if "id" in said:
                self._waiting.pop(said["id"]).set_result(said)
                continue
            about = said.get("params", {})
            match said["method"]:
                case "Runtime.exceptionThrown":
                    self.complaints.append(json.dumps(about["exceptionDetails"]))
                case "Runtime.consoleAPICalled" if about["type"] == "error":
                    self.complaints.append(json.dumps(about["args"]))
                case "Log.entryAdded" if about["entry"]["level"] == "error":
                    self.complaints.append(json.dumps(about["entry"]))

    async def send(self, method: str, **params: object) -> dict[str, Any]:
        """Give a command of the protocol and wait for its result."""
        number = next(self._ids)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": params})
        answer = await asyncio.wait_for(self._waiting[number], ANSWER)
        if "error" in answer and GONE in answer["error"]["message"]:
            raise NavigatedError
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    async def open(self, address: str) -> None:
        """Go to an address."""
        await self.send("Page.navigate", url="about:blank")
        await self.send("Page.navigate", url=address)
        await self.until('document.querySelector("#title")?.textContent')

    async def window(self, width: int, height: int, *, dark: bool = False) -> None:
        """Set size and colours; narrow windows are phones with a touch screen."""
        phone = width < 500
        size = {"width": width, "height": height, "mobile": phone}
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.send(
            "Emulation.setDeviceMetricsOverride", **size, deviceScaleFactor=2 if phone else 1
        )
        await self.send("Emulation.setTouchEmulationEnabled", enabled=phone)
        await self.send("Emulation.setEmulatedMedia", features=[scheme])

    async def js(self, expression: str) -> Any:  # noqa: ANN401 (whatever the page says)
        """Evaluate JavaScript; a promise is awaited."""
        said = await self.send(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in said, f"{expression}: {said['exceptionDetails']}"
        return said["result"].get("value")

    async def until(self, expression: str) -> Any:  # noqa: ANN401 (whatever the page says)
        """Wait until JavaScript comes true; it is the page that waits, or the one it leads to."""
        while True:
            with suppress(NavigatedError):
                return await self.js(UNTIL % (PATIENCE * 1000, expression))

    async def sees(self, text: str, within: str = "body") -> None:
        """Wait until a text can be read."""
        shown = f"document.querySelector({json.dumps(within)}).innerText"
        await self.until(f"{shown}.includes({json.dumps(text)})")

    async def click(self, selector: str, text: str = "") -> None:
        """Click with the mouse on what matches, and reads so."""
        x, y = await self.until(MIDDLE % (json.dumps(selector), json.dumps(text)))
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            button = "none" if kind == "mouseMoved" else "left"
            at = {"x": x, "y": y, "button": button, "clickCount": 1}
            await self.send("Input.dispatchMouseEvent", type=kind, **at)

    async def write(self, text: str, *, enter: bool = True) -> None:
        """Write into the message line, and send."""
        await self.click("#text")
        await self.send("Input.insertText", text=text)
        if enter:
            await self.press("Enter")

    async def press(self, key: str) -> None:
        """Press a key."""
        code, text = KEYS[key]
        stroke = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        await self.send("Input.dispatchKeyEvent", type="keyDown", text=text, **stroke)
        await self.send("Input.dispatchKeyEvent", type="keyUp", **stroke)

    async def picture(self, path: Path) -> None:
        """Save a screenshot, once everything has come to rest but what never does."""
        await self.until(AT_REST)
        shot = await self.send("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))
