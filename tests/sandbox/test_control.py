import httpx
import pytest

from sandbox.town import BOT_TOKEN, Town
from sandbox.vendors.numcheck import KEY as NUMCHECK_KEY
from tests.sandbox.held_clock import HeldClock

CALL = {"phone": "447700900000"}
KEY = {"X-AUTH-Token": NUMCHECK_KEY}


@pytest.fixture
def visitor() -> httpx.AsyncClient:
    transport = httpx.ASGITransport(Town(HeldClock()).app)
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8900")


async def test_the_town_hall_lists_every_call(visitor: httpx.AsyncClient) -> None:
    placed = (await visitor.post("/numcheck/ru/init-call", params=CALL, headers=KEY)).json()
    (call,) = (await visitor.get("/town/calls")).json()["calls"]
    (phone,) = (await visitor.get("/town/handsets")).json()["handsets"]

    assert call == {
        "number": "+447700900000",
        "caller": f"+{placed['callerId']}",
        "code": str(placed["callerId"])[-4:],
        "kind": "flash",
        "provider": "numcheck",
        "charged": True,
        "started": "2026-01-02T12:00:00+00:00",
        "ended": None,
        "state": "ringing",
        "spoken": None,
        "language": None,
    }
    assert phone["number"] == "+447700900000"


async def test_the_town_hall_switches_a_vendor_and_shows_its_complaints(
    visitor: httpx.AsyncClient,
) -> None:
    await visitor.get("/numcheck/ru/init-call", params=CALL, headers=KEY)
    switched = await visitor.post("/town/provider/numcheck", json={"mode": "down"})
    called = await visitor.post("/numcheck/ru/init-call", params=CALL, headers=KEY)

    assert switched.json() == {"mode": "down"}
    assert called.status_code == 503
    complaints = (await visitor.get("/town/complaints")).json()["complaints"]
    assert complaints["numcheck"] == ["GET instead of POST"]


async def test_the_town_hall_shows_every_vendor_with_its_switches_and_its_bill(
    visitor: httpx.AsyncClient,
) -> None:
    await visitor.get("/numcheck/ru/init-call", params=CALL, headers=KEY)
    await visitor.post("/numcheck/ru/init-call", params=CALL, headers=KEY)
    await visitor.post("/town/provider/lanck", json={"mode": "slow", "expires_after": 90})
    shown = (await visitor.get("/town/providers")).json()["providers"]

    vendors = {one.pop("name"): one for one in shown}
    assert vendors["numcheck"] == {"mode": "up", "switches": {}, "complaints": 1, "charged": 1}
    assert vendors["lanck"]["mode"] == "slow"
    assert vendors["lanck"]["switches"]["expires_after"] == 90


async def test_the_town_hall_tells_whether_telegram_is_down(visitor: httpx.AsyncClient) -> None:
    before = (await visitor.get("/town/telegram")).json()
    await visitor.post("/town/telegram", json={"down": True})
    after = (await visitor.get("/town/telegram")).json()

    assert ({"down": False}, {"down": True}) == (before, after)


async def test_the_town_hall_switches_telegram_off_and_on(visitor: httpx.AsyncClient) -> None:
    await visitor.post("/town/telegram", json={"down": True})
    down = await visitor.post(f"/bot{BOT_TOKEN}/getMe")
    await visitor.post("/town/telegram", json={"down": False})
    up = await visitor.post(f"/bot{BOT_TOKEN}/getMe")

    assert (down.status_code, up.status_code) == (502, 200)


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("/town/provider/nobody", '{"mode": "up"}', 404),
        ("/town/provider/numcheck", '{"mode": "upside down"}', 400),
        ("/town/provider/numcheck", '{"mode": null}', 400),
        ("/town/provider/numcheck", "{}", 400),
        ("/town/provider/numcheck", "not JSON", 400),
        ("/town/provider/numcheck", b"\xff", 400),
        ("/town/telegram", '{"up": true}', 400),
        ("/town/telegram", '{"down": "yes"}', 400),
        ("/town/telegram", '{"lose_answers": true}', 400),
        ("/town/telegram", "[]", 400),
    ],
)
async def test_a_senseless_switch_is_refused_in_a_sentence(
    visitor: httpx.AsyncClient, path: str, content: str | bytes, status: int
) -> None:
    reply = await visitor.post(path, content=content)

    assert reply.status_code == status
    assert reply.json()["error"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8900", 200),
        ("localhost", 200),
        ("[::1]:8900", 200),
        ("LOCALHOST:1", 200),
        ("evil.example", 403),
        ("127.0.0.1.evil.example:8900", 403),
        ("[::1", 403),
        ("", 403),
    ],
)
async def test_the_town_hall_answers_this_machine_only(
    visitor: httpx.AsyncClient, host: str, status: int
) -> None:
    assert (await visitor.get("/town/calls", headers={"Host": host})).status_code == status
