"""A provider on a stage: its script, its clock, and every trouble it may meet."""

import httpx
import pytest

from providers.catalog import find_providers, read_settings
from providers.contract import capabilities
from providers.contract.errors import ProviderError
from tests.providers.quick_clock import QuickClock
from tests.providers.scripted import Answer, Script, wired
from tests.providers.vendors import Deed, vendors

VENDORS = vendors()
FOUND = {kind.name: kind for kind in find_providers()}
CAPABILITIES = {
    protocol
    for protocol in vars(capabilities).values()
    if getattr(protocol, "_is_protocol", False) and protocol.__module__ == capabilities.__name__
}

NOT_SENT = (httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.PoolTimeout("full"))
LOST = (
    httpx.ReadTimeout("silence"),
    httpx.RemoteProtocolError("hung up"),
    httpx.WriteError("reset"),
    Answer(500),
    Answer(503, b"<html>"),
    Answer(504, b""),
    Answer(200, b'{"success": true, "ca', is_cut=True),
)
GARBAGE = (
    Answer(200, b"<html>hello</html>"),
    Answer(200, b""),
    Answer(200, b'{"success": true, "ca'),
    Answer(200, b"\xff\xfe\x00"),
    Answer(200, b"[" * 100_000),
    Answer(200, b"[]"),
    Answer(200, b"7" * 5000),
    Answer(200, b" " * (1 << 20) + b"{}"),
    Answer(302, b"", {"Location": "https://elsewhere.example/"}),
)


def every(*, paid: bool | None = None) -> pytest.MarkDecorator:
    """Run a test for each method of each vendor."""
    return pytest.mark.parametrize(
        ("vendor", "deed"),
        [
            pytest.param(name, deed, id=f"{name}-{deed.name}")
            for name, vendor in VENDORS.items()
            for deed in vendor.deeds
            if paid in {None, deed.is_paid}
        ],
    )


every_vendor = pytest.mark.parametrize("vendor", VENDORS)


class Stage:
    """A provider, its script and its clock."""

    def __init__(self, name: str, *steps: Answer | Exception) -> None:
        self.script = Script(*steps)
        self.clock = QuickClock()
        kind = FOUND[name]
        settings = read_settings(kind, VENDORS[name].variables)
        assert settings is not None
        self.provider = kind(settings, wired(self.script, self.clock))

    async def failure(self, deed: Deed) -> ProviderError:
        """Do it, and give the error it must end in."""
        with pytest.raises(ProviderError) as caught:
            await deed.do(self.provider)
        return caught.value
