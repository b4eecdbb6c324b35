"""The contract that every provider found must keep, whoever wrote it."""

import json
import logging
import traceback
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from providers.contract import capabilities
from providers.contract.calls import PlacedCall
from providers.contract.capabilities import CallbackReader
from providers.contract.errors import (
    BusyError,
    CredentialsError,
    FundsError,
    OutcomeUnknownError,
    ProviderError,
    UnexpectedReplyError,
    UnreachableError,
)
from providers.contract.events import Callback, OtpReceived, UnreadableCallbackError
from providers.contract.provider import Provider
from tests.providers.scripted import Answer, said
from tests.providers.stage import (
    CAPABILITIES,
    FOUND,
    GARBAGE,
    LOST,
    NOT_SENT,
    VENDORS,
    Stage,
    every,
    every_vendor,
)
from tests.providers.vendors import Deed, Vendor, posted

EXAMPLES = 50  # of nonsense, for each deed and callback of each vendor


def test_every_provider_found_is_under_contract() -> None:
    assert set(VENDORS) == set(FOUND)


@every_vendor
def test_it_does_what_its_class_line_says(vendor: str) -> None:
    kind = FOUND[vendor]
    offered = CAPABILITIES & set(kind.__mro__)

    assert offered
    for protocol in offered:
        for method in protocol.__abstractmethods__:
            assert getattr(kind, method) is not getattr(protocol, method)


@every_vendor
def test_it_claims_nothing_by_accident(vendor: str) -> None:
    """A method of the right name without the protocol would be offered and yet not be promised."""
    kind = FOUND[vendor]

    for protocol in CAPABILITIES - set(kind.__mro__):
        assert not all(hasattr(kind, method) for method in protocol.__abstractmethods__)


@every_vendor
def test_it_can_be_asked_or_calls_back(vendor: str) -> None:
    kind = FOUND[vendor]

    assert kind.poll_plan is not None or issubclass(kind, CallbackReader)


@every()
async def test_a_good_answer_becomes_a_value_that_shows_no_secret(vendor: str, deed: Deed) -> None:
    stage = Stage(vendor, deed.good)

    value = await deed.do(stage.provider)

    assert len(stage.script.requests) == 1
    assert _leaks(VENDORS[vendor], repr(value)) == []


@every_vendor
async def test_codes_keep_their_zeros(vendor: str) -> None:
    """Where a vendor tells a code at all."""
    zeros = VENDORS[vendor].zeros
    if zeros is None:
        return
    told, code = zeros

    (value,) = await _heard(vendor, told)

    assert isinstance(value, PlacedCall | OtpReceived)
    assert value.code == code


@every_vendor
async def test_an_unknown_status_is_logged_and_not_raised(vendor: str) -> None:
    """Where a vendor has statuses at all."""
    odd_status = VENDORS[vendor].odd_status
    if odd_status is None:
        return

    with capture_logs() as logs:
        (value,) = await _heard(vendor, odd_status)

    assert "UNKNOWN" in repr(value)
    assert "unknown status" in [each["event"] for each in logs]


@every(paid=True)
@pytest.mark.parametrize("trouble", [*LOST, *GARBAGE], ids=str)
async def test_a_paid_request_that_may_have_arrived_is_never_repeated(
    vendor: str, deed: Deed, trouble: Answer | Exception
) -> None:
    stage = Stage(vendor, trouble, deed.good)

    assert isinstance(await stage.failure(deed), OutcomeUnknownError)
    assert len(stage.script.requests) == 1


@every(paid=True)
@pytest.mark.parametrize("trouble", NOT_SENT, ids=repr)
async def test_a_paid_request_that_was_not_sent_is_tried_again_for_a_moment(
    vendor: str, deed: Deed, trouble: Exception
) -> None:
    stage = Stage(vendor, trouble)

    assert type(await stage.failure(deed)) is UnreachableError
    assert len(stage.script.requests) > 1
    assert sum(stage.clock.slept) <= 5
    await deed.do(Stage(vendor, trouble, deed.good).provider)


@every(paid=False)
@pytest.mark.parametrize("trouble", [*NOT_SENT, *LOST], ids=str)
async def test_a_read_is_tried_again(vendor: str, deed: Deed, trouble: Answer | Exception) -> None:
    stage = Stage(vendor, trouble)

    assert type(await stage.failure(deed)) is UnreachableError
    assert len(stage.script.requests) > 2
    await deed.do(Stage(vendor, trouble, deed.good).provider)


@every(paid=False)
@pytest.mark.parametrize("trouble", GARBAGE, ids=lambda answer: answer.body[:20])
async def test_garbage_is_told_apart_from_silence(vendor: str, deed: Deed, trouble: Answer) -> None:
    failure = await Stage(vendor, trouble).failure(deed)

    assert type(failure) in {UnexpectedReplyError, UnreachableError}


@every()
@pytest.mark.parametrize(
    ("status", "meaning"), [(401, CredentialsError), (403, CredentialsError), (402, FundsError)]
)
async def test_trouble_with_our_account_is_not_repeated(
    vendor: str, deed: Deed, status: int, meaning: type[ProviderError]
) -> None:
    stage = Stage(vendor, Answer(status, b"no"))

    failure = await stage.failure(deed)

    assert isinstance(failure, meaning)
    assert failure.provider == vendor
    assert len(stage.script.requests) == 1


@every()
async def test_a_provider_that_asks_for_a_pause_gets_it(vendor: str, deed: Deed) -> None:
    stage = Stage(vendor, said({}, 429, Retry_After="1"), deed.good)

    await deed.do(stage.provider)

    assert len(stage.script.requests) == 2
    assert stage.clock.slept[0] >= 1


@every()
async def test_a_long_pause_is_left_to_the_caller(vendor: str, deed: Deed) -> None:
    stage = Stage(vendor, said({}, 429, Retry_After="60"), deed.good)

    failure = await stage.failure(deed)

    assert isinstance(failure, BusyError)
    assert failure.retry_after == timedelta(minutes=1)
    assert len(stage.script.requests) == 1


@every_vendor
async def test_a_probe_tells_a_wrong_key_and_a_dead_address(vendor: str) -> None:
    if not Stage(vendor, Answer(401)).provider.has_probe:
        return  # nothing can be asked there for nothing
    with pytest.raises(CredentialsError):
        await Stage(vendor, Answer(401)).provider.probe()
    with pytest.raises(UnreachableError):
        await Stage(vendor, httpx.ConnectError("refused")).provider.probe()
    with pytest.raises(ProviderError):
        await Stage(vendor, Answer(404, b"<html>no such page</html>")).provider.probe()


@every()
@pytest.mark.parametrize("trouble", [None, *NOT_SENT, *LOST, *GARBAGE, 401, 402, 404, 422, 429])
async def test_no_secret_is_logged_or_raised(
    vendor: str,
    deed: Deed,
    trouble: Answer | Exception | int | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whatever goes wrong, and even if the vendor quotes our key and the number back to us."""
    caplog.set_level(logging.DEBUG)
    quoted = " and ".join(VENDORS[vendor].secrets)
    step = trouble if trouble is not None else deed.good
    if isinstance(step, int):
        step = said({"success": False, "errorCode": 9, "message": f"Sorry: {quoted}"}, step)
    stage = Stage(vendor, step)

    with capture_logs() as logs:
        try:
            told = repr(await deed.do(stage.provider))
        except ProviderError as error:
            told = "".join(traceback.format_exception(error)) + repr(error)

    everything = f"{told} {logs} {caplog.text} {stage.provider!r}"
    assert logs
    assert _leaks(VENDORS[vendor], everything) == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@every()
@settings(max_examples=EXAMPLES)
@given(data=st.data())
async def test_any_answer_ends_in_a_value_or_in_an_error_of_ours(
    vendor: str, deed: Deed, data: st.DataObject
) -> None:
    bent = data.draw(
        st.fixed_dictionaries(
            {}, optional={name: json_values | st.just(deed.payload[name]) for name in deed.payload}
        )
        | json_values
    )
    status = data.draw(st.sampled_from([200, 201, 400, 404, 422, 500]))
    stage = Stage(vendor, said(bent, status))

    try:
        end = await deed.do(stage.provider)
    except ProviderError as error:
        end = error

    assert end is not None
    assert type(end) is not ProviderError  # it says nothing to its catcher


def _leaks(vendor: Vendor, text: str) -> list[str]:
    return [secret for secret in vendor.secrets if secret in text]


every_callback = pytest.mark.parametrize(
    ("vendor", "callback"),
    [
        pytest.param(name, callback, id=f"{name}-{what}")
        for name, vendor in VENDORS.items()
        for what, callback in vendor.callbacks.items()
    ],
)


@every_vendor
def test_whoever_calls_back_is_heard_here(vendor: str) -> None:
    assert bool(VENDORS[vendor].callbacks) is issubclass(FOUND[vendor], CallbackReader)


@every_callback
def test_a_callback_told_twice_is_the_same_news(vendor: str, callback: Callback) -> None:
    provider = Stage(vendor, Answer()).provider
    assert isinstance(provider, CallbackReader)

    first, second = provider.read_callback(callback), provider.read_callback(callback)

    assert provider.trusts(callback)
    assert first
    assert [event.key for event in first] == [event.key for event in second]
    assert len({event.key for event in first}) == len(first)
    assert _leaks(VENDORS[vendor], repr(first)) == []


@every_callback
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_any_callback_ends_in_events_or_is_unreadable(
    vendor: str, callback: Callback, data: st.DataObject
) -> None:
    """Fields are missing, of another type, huge, nested; or the body is no JSON at all."""
    provider = Stage(vendor, Answer()).provider
    assert isinstance(provider, CallbackReader)
    bent = replace(callback, body=data.draw(_bent(callback.body)))

    events: Sequence[object] = ()
    said = ""
    try:
        events = provider.read_callback(bent)
    except UnreadableCallbackError as error:
        said = repr(error)

    assert [] == _leaks(VENDORS[vendor], said)
    assert len(events) <= len(bent.body) + 1


def _bent(body: bytes) -> st.SearchStrategy[bytes]:
    try:
        whole = json.loads(body)
    except ValueError:
        return st.binary()
    fields = whole[0] if isinstance(whole, list) else whole
    some = st.fixed_dictionaries(
        {}, optional={name: json_values | st.just(value) for name, value in fields.items()}
    )
    return (some | st.lists(some, max_size=3) | json_values).map(
        lambda value: json.dumps(value).encode()
    ) | st.binary()


@every_vendor
def test_what_is_not_signed_is_trusted_for_its_path(vendor: str) -> None:
    assert Stage(vendor, Answer()).provider.trusts(posted(b"{}"))


@every_vendor
def test_what_somebody_else_signed_is_refused(vendor: str) -> None:
    forged = VENDORS[vendor].untrusted
    provider = Stage(vendor, Answer()).provider

    assert forged is None or not provider.trusts(forged)


async def _heard(vendor: str, told: Deed | Callback) -> Sequence[object]:
    """Give what the provider makes of an answer or of a callback."""
    if isinstance(told, Deed):
        return [await told.do(Stage(vendor, told.good).provider)]
    provider = Stage(vendor, Answer()).provider
    assert isinstance(provider, CallbackReader)
    return provider.read_callback(told)


def test_a_provider_needs_all_its_methods() -> None:
    class Idle(Provider, capabilities.CallTracker):
        name = "idle"

    with pytest.raises(TypeError, match="abstract"):
        Idle()  # type: ignore[abstract, call-arg]  # that it cannot be made is what is shown
