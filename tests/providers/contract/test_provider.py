"""What a provider's settings accept."""

import pytest
from pydantic import TypeAdapter, ValidationError

from providers.contract.provider import BaseUrl, Key


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://api.numcheckapi.com/ru", "https://api.numcheckapi.com/ru"),
        ("https://api.numcheckapi.com/ru/", "https://api.numcheckapi.com/ru"),
        ("http://127.0.0.1:8900/numcheck/ru", "http://127.0.0.1:8900/numcheck/ru"),
        ("http://localhost:8900", "http://localhost:8900"),
        ("http://[::1]:8900", "http://[::1]:8900"),
    ],
)
def test_an_address_is_https_or_on_this_machine(written: str, read: str) -> None:
    assert TypeAdapter(BaseUrl).validate_python(written) == read


@pytest.mark.parametrize(
    "written",
    [
        "http://api.numcheckapi.com/ru",
        "http://localhost.example",
        "api.numcheckapi.com",
        "ftp://127.0.0.1",
        "https://",
        "https://[::1",
        "https://host:99999",
        "https://host:port",
        "https://host:0",
        "https://user:password@host",
        "https://host/?key=1",
        "https://host/#there",
        "https://ho st/",
    ],
)
def test_other_addresses_are_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(BaseUrl).validate_python(written)


@pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "ключ", "nul\0"])
def test_a_key_that_fits_no_header_is_refused(key: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Key).validate_python(key)


def test_a_key_is_a_secret() -> None:
    assert "k3y" not in repr(TypeAdapter(Key).validate_python("k3y"))
