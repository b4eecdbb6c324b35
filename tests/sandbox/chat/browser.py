"""Debian's Chromium, driven over the DevTools protocol with nothing but aiohttp."""

import asyncio
import base64
import itertools
import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

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
    "--remote-debugging-port=0",
)
STARTS_WITHIN = 20.0  # seconds
PATIENCE = 10.0  # seconds until something has to be on the page
DESKTOP, PHONE = (1280, 800), (390, 844)


class Page:
    """One tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._reader = asyncio.create_task(self._read())
        self.errors: list[str] = []  # exceptions and console errors of the page

    async def command(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send one DevTools command and wait for its result."""
        number = next(self._ids)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        async with asyncio.timeout(PATIENCE):
            return await self._waiting[number]

    async def open(
        self, address: str, *, size: tuple[int, int] = DESKTOP, dark: bool = False
    ) -> Self:
        """Open an address in a window of that size."""
        for domain in ("Page", "Runtime"):
            await self.command(f"{domain}.enable")
        await self.resize(size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.command("Emulation.setEmulatedMedia", features=[scheme])
        await self.command("Page.navigate", url=address)
        async with asyncio.timeout(PATIENCE):
            while not await self.run("document.body?.dataset.ready ?? ''"):
                await asyncio.sleep(0.02)
        return self

    async def resize(self, size: tuple[int, int]) -> None:
        """Give the window another size."""
        await self.command(
            "Emulation.setDeviceMetricsOverride",
            width=size[0],
            height=size[1],
            deviceScaleFactor=1,
            mobile=size[0] < size[1],
        )

    async def run(self, script: str) -> Any:  # noqa: ANN401 (whatever the script gives)
        """Evaluate JavaScript, waiting for its promise."""
        answer = await self.command(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

    async def until(self, claim: str) -> None:
        """Wait until a JavaScript expression is true."""
        script = f"""new Promise((done) => {{
            const look = () => ({claim}) ? done(true) : setTimeout(look, 20);
            setTimeout(() => done(false), {PATIENCE * 1000 - 500}); look();
        }})"""
        assert await self.run(script), f"never came true: {claim}"

    async def type(self, text: str) -> None:
        """Write a line and send it."""
        await self.run(
            f"document.getElementById('text').value = {json.dumps(text)};"
            "document.getElementById('composer').requestSubmit()"
        )

    async def click(self, text: str) -> None:
        """Click the last button or link with this text."""
        await self.run(
            "[...document.querySelectorAll('button, a')].filter((one) => one.textContent.trim()"
            f" === {json.dumps(text)}).at(-1).click()"
        )

    async def sees(self, text: str) -> None:
        """Wait until the text is on the page."""
        await self.until(f"document.body.innerText.includes({json.dumps(text)})")

    async def picture(self, file: Path) -> None:
        """Take a screenshot."""
        shot = await self.command("Page.captureScreenshot", format="png")
        file.write_bytes(base64.b64decode(shot["data"]))

    async def close(self) -> None:
        """Stop listening."""
        self._reader.cancel()
        await self._socket.close()

    async def _read(self) -> None:
        async for message in self._socket:
            said = json.loads(message.data)
            if "id" in said:
                self._waiting.pop(said["id"]).set_result(said.get("result", {}))
            elif said["method"] == "Runtime.exceptionThrown":
                self.errors.append(str(said["params"]["exceptionDetails"]))
            elif said["method"] == "Runtime.consoleAPICalled" and said["params"]["type"] == "error":
                self.errors.append(str(said["params"]["args"]))


@asynccontextmanager
async def browser() -> AsyncIterator[Page]:
    """Start Chromium with one empty tab, and end it."""
    assert CHROMIUM is not None
    folder = Path(tempfile.mkdtemp(prefix="numdesk-page-"))
    process = await asyncio.create_subprocess_exec(
        CHROMIUM,
        *FLAGS,
        f"--user-data-dir={folder}",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        port = await _port(folder / "DevToolsActivePort")
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{port}/json/list") as answer,
        ):
            tabs = await answer.json()
            tab = next(tab for tab in tabs if tab["type"] == "page")
            socket = await session.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0)
            page = Page(socket)
            try:
                yield page
            finally:
                await page.close()
    finally:
        process.terminate()
        await process.wait()
        shutil.rmtree(folder, ignore_errors=True)


async def _port(file: Path) -> int:
    async with asyncio.timeout(STARTS_WITHIN):
        while not (file.exists() and file.read_text().strip()):
            await asyncio.sleep(0.05)
    return int(file.read_text().split()[0])
