"""NXCloud's signature, held against every published digest, and against what we send."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.contract.errors import RefusedError
from providers.contract.events import Callback
from providers.nxcloud_signing import is_signed_well, signature
from tests.providers.scripted import Answer, Script
from tests.providers.test_nxcloud import (
    EMPTY,
    KEY,
    PUSHED,
    SECRET,
    TAKEN,
    TODAY,
    opened,
    signed,
)
from tests.providers.vendors import NUMBER, posted

PUBLISHED = {
    "accessKey": "fme2na3kdi3ki",
    "action": "send",
    "bizType": "1",
    "ts": "1655710885431",
}
DEMO = {"accessKey": KEY, "action": "numbercheck", "bizType": "1", "ts": "1795219200000"}
QUERY = b'{"batchNo":"101713775788","page":1,"date":"2026-11-21","pageSize":100}'
SPACED = b'{"batchNo": "101713775788", "page": 1, "date": "2026-11-21", "pageSize": 100}'
SUBMIT = b'{"phone":"84981234567","batchNo":"bot-000001","checkLevel":5,"appkey":"a1b2c3d4"}'


@pytest.mark.parametrize(
    ("body", "sign"),
    [
        ('{"name":"牛小信","id":10001}', "87c3560d3331ae23f1021e2025722354"),
        ('{"id":10001,"name":"牛小信"}', "7750759da06333f20d0640be09355e34"),
        ('{"id": 10001, "name": "牛小信"}', "d0c24a9886c629330d7f3f2056c65bc2"),
    ],
)
def test_the_published_digests_are_ours(body: str, sign: str) -> None:
    """They differ in the order of keys and in spaces only."""
    assert sign == signature(PUBLISHED, body.encode(), "abciiiko2k3", algorithm="md5")


@pytest.mark.parametrize(
    ("body", "algorithm", "sign"),
    [
        (QUERY, "md5", "b3027b7f7f20c86a65a8366f80811941"),
        (
            QUERY,
            "sha256",
            "3f71c749549fb896142253085ef91c7af20cc184fe0351796611cf88a6aea45e",
        ),
        (SPACED, "md5", "f3556cc73a76cada970b99debcd788e8"),
        (SUBMIT, "md5", "5f90c37ce7107e8cc6f33a50b0ee197d"),
        (
            SUBMIT,
            "sha256",
            "fa64b67efdadf3cc0cde7491fa30b6b3ec697fd8fcb528c042dc596fff986615",
        ),
        (b"", "md5", "4393e5ce8ad130a68409df24d4aa5cd4"),
        (b"", "sha256", "885c945e165f865ff2fbe2cdc9f68025641c9e9360ecf8fa0176610434be6b14"),
    ],
)
def test_the_document_s_own_vectors_are_ours(body: bytes, algorithm: str, sign: str) -> None:
    assert sign == signature(DEMO, body, SECRET, algorithm=algorithm)


@pytest.mark.parametrize(
    ("body", "headers", "is_good"),
    [
        (QUERY, {"sign": "b3027b7f7f20c86a65a8366f80811941"}, True),
        (QUERY, {"sign": "B3027B7F7F20C86A65A8366F80811941"}, True),
        (QUERY, {"sign": "b3027b7f7f20c86a65a8366f80811941", "algorithm": "MD5"}, True),
        (
            QUERY,
            {
                "sign": "3f71c749549fb896142253085ef91c7af20cc184fe0351796611cf88a6aea45e",
                "algorithm": "SHA256",
            },
            True,
        ),
        (
            QUERY,
            {"sign": "3f71c749549fb896142253085ef91c7af20cc184fe0351796611cf88a6aea45e"},
            False,  # sha256 only where `algorithm` says so
        ),
        (SPACED, {"sign": "b3027b7f7f20c86a65a8366f80811941"}, False),
        (QUERY, {"sign": "f3556cc73a76cada970b99debcd788e8"}, False),
        (QUERY, {"sign": "6e9506557d1f289501d333ee2c365826"}, False),  # a placeholder, nobody's
        (QUERY, {"sign": ""}, False),
        (QUERY, {"sign": "ÿ"}, False),
        (QUERY, {"sign": "b3027b7f7f20c86a65a8366f80811941", "ts": "1795219200001"}, False),
        (QUERY, {"sign": "b3027b7f7f20c86a65a8366f80811941", "accesskey": "other"}, False),
        (QUERY, {}, False),
    ],
)
def test_a_signature_is_verified(body: bytes, headers: dict[str, str], is_good: bool) -> None:
    named = {name.lower(): value for name, value in DEMO.items()}

    assert is_good is is_signed_well(named | headers, body, SECRET)


@pytest.mark.parametrize("missing", ["accesskey", "action", "biztype", "ts"])
async def test_half_a_signature_is_none(missing: str) -> None:
    headers = signed(PUSHED, SECRET)
    provider = await opened(Script(Answer()))
    halved = {name: value for name, value in headers.items() if name != missing}

    assert provider.trusts(posted(PUSHED, **headers))
    assert not provider.trusts(posted(PUSHED, **halved))


async def test_one_space_more_in_a_signed_callback_is_a_forgery() -> None:
    callback: Callback = posted(PUSHED, **signed(PUSHED, SECRET))
    provider = await opened(Script(Answer()))

    assert not provider.trusts(replace(callback, body=PUSHED + b" "))


@given(
    name=st.text(max_size=70),
    algorithm=st.sampled_from(["md5", "sha256"]),
    is_order=st.booleans(),
)
async def test_what_was_sent_verifies(name: str, algorithm: str, is_order: bool) -> None:
    """Over the bytes on the wire, whatever is in them."""
    script = Script(Answer(200, TAKEN.replace(b"bot-000001", b"") if is_order else EMPTY))
    provider = await opened(script, algorithm=algorithm)

    try:
        if is_order:
            await provider.place_batch([NUMBER], batch=name, level=1)
        else:
            await provider.fetch_batch("ok", day=TODAY, reference=name)
    except RefusedError:
        assert not name or len(name) > 64 or not name.isprintable()

    for request in script.requests:
        head = "&".join(f"{each}={request.headers[each]}" for each in DEMO)
        text = head.encode() + b"&body=" + request.content + b"&accessSecret=" + SECRET.encode()
        assert hashlib.new(algorithm, text).hexdigest() == request.headers["sign"]
        assert is_signed_well(request.headers, request.content, SECRET)
