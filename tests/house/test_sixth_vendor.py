"""The walk of docs/adding-a-provider.md, walked: the three files printed there, and nothing else.

They are put beside the real packages, and every vendor is looked for again.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import httpx
import pytest

from providers.catalog import Catalog, ProviderSettingsError, find_providers
from providers.contract.calls import CallOutcome
from providers.contract.capabilities import CallTracker, FlashCaller
from providers.contract.phone import PhoneNumber
from providers.wire.client import open_client
from sandbox.town import Town
from sandbox.vendors.vendor import find_vendors
from tests.journeys.stage import opened_stage, text_of
from tests.providers.vendors import vendors
from tests.sandbox.held_clock import HeldClock

ROOT = Path(__file__).parents[2]
WALK = (ROOT / "docs/adding-a-provider.md").read_text()
FILES = dict(re.findall(r'^```python title="(.+?)"\n(.*?)^```$', WALK, re.MULTILINE | re.DOTALL))

NAME, TITLE = "ringdove", "Ringdove"
PACKAGES = ("providers", "sandbox.vendors", "tests.providers")
NEW = ("providers.ringdove", "sandbox.vendors.ringdove", "tests.providers.test_ringdove")
NUMBER = PhoneNumber.parse("+447700900000")
HERE = "http://127.0.0.1:8900"

# The same for another process, which has only the folder to go by.
PLUGIN = f"""
from importlib import import_module
from pathlib import Path
for name in {PACKAGES}:
    import_module(name).__path__.append(str(Path(__file__).parent.joinpath(*name.split("."))))
"""


@pytest.fixture
def walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Put the files into their places, until the test is over."""
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    for name in PACKAGES:
        package = import_module(name)
        places = [*package.__path__, str(tmp_path.joinpath(*name.split(".")))]
        monkeypatch.setattr(package, "__path__", places)
    yield tmp_path
    for name in NEW:
        sys.modules.pop(name, None)


def opened(town: Town, clock: HeldClock, variables: Mapping[str, str]) -> Catalog:
    """Open a catalog whose whole world is the town."""
    client = open_client(httpx.ASGITransport(town.app))
    return Catalog.open(variables, client=client, now=clock.now, sleep=clock.sleep)


def test_the_walk_is_three_files() -> None:
    assert [f"{name.replace('.', '/')}.py" for name in NEW] == list(FILES)
    assert not any((ROOT / name).exists() for name in FILES)


@pytest.mark.usefixtures("walked")
def test_the_newcomer_is_found_wherever_vendors_are_looked_for() -> None:
    assert TITLE in [kind.title for kind in find_providers()]
    assert {"RINGDOVE_KEY", "RINGDOVE_BASE_URL"} <= {each.name for each in Catalog.variables()}
    assert NAME in [kind.name for kind in find_vendors()]
    assert NAME in Town(HeldClock()).vendors
    assert NAME in vendors()


@pytest.mark.usefixtures("walked")
async def test_its_variables_switch_it_on_and_half_of_them_stop_the_start() -> None:
    clock = HeldClock()
    town = Town(clock)
    its_own = town.vendors[NAME].environment(HERE)

    catalog = opened(town, clock, its_own)

    assert [NAME] == [provider.name for provider in catalog]
    with pytest.raises(ProviderSettingsError, match="RINGDOVE_KEY"):
        opened(town, clock, its_own | {"RINGDOVE_KEY": ""})


@pytest.mark.usefixtures("walked")
async def test_a_paid_call_rings_the_phone_once_and_is_followed_to_its_end() -> None:
    clock = HeldClock()
    town = Town(clock)
    catalog = opened(town, clock, town.vendors[NAME].environment(HERE))
    (caller,) = catalog.offering(FlashCaller)
    (tracker,) = catalog.offering(CallTracker)

    placed = await caller.place_flash_call(NUMBER)
    assert placed.reference
    at_first = await tracker.fetch_call(placed.reference)
    await clock.advance(4)
    at_last = await tracker.fetch_call(placed.reference)

    (call,) = town.handsets.calls_to(NUMBER.e164)
    assert placed.code == call.caller[-6:]
    assert [CallOutcome.IN_PROGRESS, CallOutcome.DELIVERED] == [at_first.outcome, at_last.outcome]
    assert [NUMBER.e164] == town.vendors[NAME].charged
    assert [] == town.vendors[NAME].complaints


async def test_a_person_verifies_a_phone_through_it(walked: Path) -> None:
    """From the chat to the chat, with a desk that has an account nowhere else."""
    async with opened_stage(walked, vendors=(NAME,)) as stage:
        await stage.says("/providers")
        listing = text_of(stage.last())
        await stage.says(f"/verify {NUMBER.e164} flash")
        await stage.advance(10)
        (call,) = stage.handsets.calls_to(NUMBER.e164)
        await stage.says(f"/code {call.caller[-6:]}")

        assert TITLE in listing
        assert "verified" in text_of(stage.card())
        assert [NUMBER.e164] == stage.town.vendors[NAME].charged


def test_it_keeps_the_contract_of_all_providers(walked: Path) -> None:
    """In a process of its own, for the contract test looks for vendors when it is read."""
    (walked / "walk.py").write_text(PLUGIN)
    contract = ROOT / "tests/providers/test_contract.py"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "walk", "-p", "no:cacheprovider"]
    command += ["-c", str(ROOT / "pyproject.toml"), "-k", NAME, str(contract)]

    ended = subprocess.run(  # noqa: S603 (a script of this repository)
        [*command, str(walked / "tests/providers/test_ringdove.py")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(walked)},
        capture_output=True,
        text=True,
        check=False,
    )

    passed = re.search(r"(\d+) passed", ended.stdout)
    assert 0 == ended.returncode, ended.stdout
    assert passed
    assert int(passed[1]) > 100
