"""What the transport makes of replies, and what it keeps to itself."""

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from structlog.testing import capture_logs

from providers.contract.errors import (
    OutcomeUnknownError,
    ProviderError,
    RefusedError,
    UnexpectedReplyError,
)
from providers.contract.pace import ANY, Ceiling, Urgency
from providers.contract.phone import PhoneNumber
from providers.wire.exchange import Method, Reply, Request
from providers.wire.transport import Account, Transport
from tests.providers.quick_clock import QuickClock
from tests.providers.scripted import Answer, Script, said, wired

LEASE = Request("get-number", "api/get-number/k3y", method=Method.GET, is_paid=True)
INIT = Request("init", "api/init/k3y", method=Method.GET)
NUMBER = PhoneNumber.parse("+447700900000")


HELD = Account("vendor", "https://vendor.example", secrets=("k3y",))


def payload(reply: Reply) -> object:
    return reply.payload


def scripted(script: Script, account: Account = HELD) -> tuple[Transport, QuickClock]:
    clock = QuickClock()
    return Transport(account, wired(script, clock)), clock


async def test_the_bytes_given_are_the_bytes_sent() -> None:
    script = Script(Answer())
    body = '{"name":"牛小信", "id": 10001}'.encode()

    transport, _ = scripted(script, replace(HELD, headers={"accessKey": "a"}))
    await transport.ask(Request("check", "/check", body=body, headers={"ts": "1"}), payload)

    assert script.requests[0].content == body
    assert script.requests[0].headers["accessKey"] == "a"
    assert script.requests[0].headers["ts"] == "1"


async def test_each_attempt_is_signed_anew() -> None:
    class Count(httpx.Auth):
        def __init__(self) -> None:
            self.signed = 0

        def auth_flow(
            self, request: httpx.Request
        ) -> Generator[httpx.Request, httpx.Response, None]:
            self.signed += 1
            request.headers["sign"] = str(self.signed)
            yield request

    script = Script(Answer(500), Answer())
    transport, _ = scripted(script, replace(HELD, auth=Count()))

    await transport.ask(INIT, payload)

    assert [request.headers["sign"] for request in script.requests] == ["1", "2"]


async def test_a_redirect_is_not_followed() -> None:
    script = Script(Answer(302, b"", {"Location": "https://elsewhere.example/"}))
    transport, _ = scripted(script)

    with pytest.raises(UnexpectedReplyError, match="302"):
        await transport.ask(INIT, payload)

    assert [request.url.host for request in script.requests] == ["vendor.example"]


@pytest.mark.parametrize(
    "mistake", [KeyError("phone"), TypeError(), ValueError("k3y"), AttributeError(), IndexError()]
)
async def test_a_reader_that_stumbles_has_met_an_unreadable_reply(mistake: Exception) -> None:
    def stumble(_: Reply) -> None:
        raise mistake

    transport, _ = scripted(Script(Answer()))

    with pytest.raises(UnexpectedReplyError, match=type(mistake).__name__) as caught:
        await transport.ask(INIT, stumble)
    assert "k3y" not in str(caught.value)
    with pytest.raises(OutcomeUnknownError):
        await transport.ask(LEASE, stumble)


async def test_a_reader_may_refuse_in_its_own_words_which_are_redacted() -> None:
    def refuse(_: Reply) -> None:
        raise RefusedError("no 447700900000 for k3y", code="447700900000")

    transport, _ = scripted(Script(Answer()))

    with pytest.raises(RefusedError) as caught:
        await transport.ask(LEASE, refuse)
    assert str(caught.value) == "vendor: error •••: no ••• for •••"
    assert caught.value.args == ("no ••• for •••",)


async def test_the_log_has_the_endpoint_and_the_masked_number_and_no_address() -> None:
    transport, _ = scripted(Script(Answer(503), said({"code": "4953"})))

    with capture_logs() as logs:
        await transport.ask(replace(INIT, number=NUMBER), payload)

    assert [(each["endpoint"], each["status"], each["failure"]) for each in logs] == [
        ("init", 503, "UnreachableError"),
        ("init", 200, None),
    ]
    assert {each["number"] for each in logs} == {"+44•••••••000"}
    assert not any(word in str(logs) for word in ("k3y", "7700", "4953", "https"))


async def test_a_pause_asked_for_with_any_status_is_kept_by_reads() -> None:
    transport, clock = scripted(Script(said({}, 503, Retry_After="2"), Answer()))

    await transport.ask(INIT, payload)

    assert clock.slept[0] >= 2


async def test_every_attempt_waits_for_its_turn_under_both_ceilings() -> None:
    ceilings = {ANY: Ceiling(2), "init": Ceiling(1, timedelta(seconds=5))}
    transport, clock = scripted(Script(Answer()), replace(HELD, ceilings=ceilings))
    started = clock.now()

    await transport.ask(INIT, payload)
    await transport.ask(LEASE, payload)
    assert clock.now() == started
    await transport.ask(replace(INIT, urgency=Urgency.BATCH), payload)

    assert clock.now() - started >= timedelta(seconds=5)


async def test_the_client_stays_open() -> None:
    script = Script(httpx.ConnectError("refused"), Answer())
    clock = QuickClock()
    wiring = wired(script, clock)

    await Transport(Account("vendor", "https://vendor.example"), wiring).ask(INIT, payload)

    assert not wiring.client.is_closed


async def test_an_error_has_no_cause_that_could_quote_an_address() -> None:
    transport, _ = scripted(Script(httpx.ReadTimeout("https://vendor.example/api/k3y")))

    with pytest.raises(ProviderError) as caught:
        await transport.ask(LEASE, payload)

    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert "k3y" not in str(caught.value)
