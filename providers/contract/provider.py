"""A provider: its name, its settings, its manners. What it can do are its capabilities.

    class NumCheck(Provider, FlashCaller, CallTracker): ...

The names of its environment variables follow from its own name and its settings' fields:
field `secret_key` of provider `numcheck` is NUMCHECK_SECRET_KEY. Fields without a default are
required; with those set the provider is on.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr

from providers.contract.events import Callback
from providers.contract.pace import Ceiling, PollPlan
from providers.wire.wiring import Wiring


class ProviderSettings(BaseModel):
    """What a provider needs to know from outside. Descriptions become `.env.example`."""

    model_config = ConfigDict(frozen=True)


class Provider(ABC):
    """One account with one telecom vendor."""

    name: ClassVar[str]  # "numcheck": in rows, addresses, variables and logs
    title: ClassVar[str]  # "NumCheck": for people
    Settings: ClassVar[type[ProviderSettings]]
    poll_plan: PollPlan | None = None  # None: it calls back, or says no more
    has_probe: ClassVar[bool] = True  # False: only a paid order shows that it works
    ceilings: ClassVar[Mapping[str, Ceiling]] = {}  # by endpoint; ANY holds for all together

    @abstractmethod
    def __init__(self, settings: ProviderSettings, wiring: Wiring) -> None:
        """Open the account; nothing is sent."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"  # no address, which could look like a code

    @abstractmethod
    async def probe(self) -> None:
        """Make a read that costs nothing and shows that address and key are good; raises ours.

        Nothing undocumented is sent: where the vendor has no such read, `has_probe` is False and
        this does nothing.
        """

    def trusts(self, callback: Callback) -> bool:
        """Whether this callback is the vendor's own, as far as it can be told from a signature.

        The secret in the path was checked before; a vendor that signs overrides this.
        """
        del callback
        return True


def safe_address(value: str, example: str) -> str:
    """Accept https anywhere and http on loopback; give it without a slash at the end."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or " " in value:
        raise ValueError(f"should be an address like {example}")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise ValueError("should begin with https:// (http is accepted for this machine only)")
    return value.rstrip("/")


def _plain_address(value: str) -> str:
    parts = urlsplit(value)
    address = safe_address(value, "https://api.example/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("should be a plain address, without a key, ? or #")
    if parts.port == 0:  # reading it raises where it is no port at all
        raise ValueError("should name a port other than 0")
    return address


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _fits_a_header(value: SecretStr) -> SecretStr:
    key = value.get_secret_value()
    if not (key and key.isascii() and key.isprintable() and " " not in key):
        raise ValueError("should be plain letters, digits and signs without spaces")
    return value


BaseUrl = Annotated[str, AfterValidator(_plain_address)]
Key = Annotated[SecretStr, AfterValidator(_fits_a_header)]
