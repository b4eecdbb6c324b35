"""A town on a socket, a toy bot in it, and a browser in front of it."""

from collections.abc import AsyncIterator, Iterator

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from sandbox.page.routes import page_routes
from sandbox.serving import listen, serving
from sandbox.telegram.limits import Limits
from sandbox.town import Town
from tests.sandbox.page.browser import CHROMIUM, Page, chromium, new_page
from tests.sandbox.page.visit import Visit


@pytest.fixture(scope="session")
def devtools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One Chromium for all tests."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium on this machine (Debian: apt-get install chromium)")
    with chromium(tmp_path_factory.mktemp("chromium")) as address:
        yield address


@pytest.fixture
async def visit() -> AsyncIterator[Visit]:
    """A fresh town, reached over HTTP."""
    town = Town(limits=Limits.none())
    page = page_routes(town.telegram, town.handsets, town.feed)
    app = Starlette(routes=[*page, Mount("/", town.app)])
    with listen("127.0.0.1", 0) as listener:
        async with (
            serving(app, listener) as port,
            Visit(town, f"http://127.0.0.1:{port}") as visit,
        ):
            yield visit


@pytest.fixture
async def page(devtools: str, visit: Visit) -> AsyncIterator[Page]:
    """A tab of its own, closed before the town; errors on its console fail the test."""
    del visit
    async with new_page(devtools) as page:
        await page.window(1280, 800)
        yield page
        assert page.complaints == []
