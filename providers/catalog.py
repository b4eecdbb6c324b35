"""Which providers there are, which of them are set up, and who can do what.

A provider is a module of this package with a `Provider` in it; nothing else has to be told. It is
on when its required variables are set.
"""

import pkgutil
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from typing import TypeVar, cast

import httpx
from pydantic import ValidationError
from pydantic.fields import FieldInfo

import providers
from providers.contract.provider import Provider, ProviderSettings
from providers.wire.throttle import Windows
from providers.wire.wiring import Exchanged, Wiring

T = TypeVar("T")


class ProviderSettingsError(Exception):
    """A provider's variables are half set or wrong; the text names them, one line for each."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable of a provider."""

    name: str  # "NUMCHECK_SECRET_KEY"
    title: str  # whose it is, for people
    description: str
    default: str | None  # None: required

    @property
    def is_required(self) -> bool:
        """Whether the provider is off without it."""
        return self.default is None


class Catalog:
    """The providers that are set up, in the order of their names."""

    def __init__(self, configured: Sequence[Provider]) -> None:
        self._by_name = {provider.name: provider for provider in configured}
        self._offering: dict[type, tuple[Provider, ...]] = {}  # asked for each card

    @classmethod
    def open(
        cls,
        variables: Mapping[str, str],
        *,
        client: httpx.AsyncClient,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
        observe: Callable[[Exchanged], None] | None = None,
        windows: Windows | None = None,
    ) -> "Catalog":
        """Open every provider whose variables are set.

        Raises ProviderSettingsError, which names all that are wrong. Nothing is sent. The client
        stays the caller's.
        """
        wiring = Wiring(client=client, now=now, sleep=sleep, chance=random.random, windows=windows)
        if observe is not None:
            wiring = replace(wiring, observe=observe)
        configured: list[Provider] = []
        complaints: list[str] = []
        for kind in find_providers():
            try:
                settings = read_settings(kind, variables)
            except ProviderSettingsError as error:
                complaints.append(str(error))
            else:
                if settings is not None:
                    configured.append(kind(settings, wiring))
        if complaints:
            raise ProviderSettingsError("\n".join(complaints))
        return cls(configured)

    @staticmethod
    def variables() -> tuple[Variable, ...]:
        """List every variable of every provider, set or not."""
        return tuple(
            Variable(
                name=variable_name(kind, field),
                title=kind.title,
                description=about.description or "",
                default=None if about.is_required() else _written(about),
            )
            for kind in find_providers()
            for field, about in kind.Settings.model_fields.items()
        )

    def get(self, name: str) -> Provider | None:
        """Find a provider by name; None where it is not set up, or not any more."""
        return self._by_name.get(name)

    def offering(self, capability: Callable[..., T]) -> tuple[T, ...]:
        """List those that can do something: `offering(FlashCaller)`.

        It takes a class; the annotation is wider because mypy knows no type of abstract classes.
        """
        assert isinstance(capability, type)
        if capability not in self._offering:
            able = (provider for provider in self if isinstance(provider, capability))
            self._offering[capability] = tuple(able)
        return cast("tuple[T, ...]", self._offering[capability])

    def __iter__(self) -> Iterator[Provider]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)


def find_providers() -> tuple[type[Provider], ...]:
    """Find the vendor modules beside this one, in the order of their names."""
    names = sorted(found.name for found in pkgutil.iter_modules(providers.__path__))
    modules = [import_module(f"{providers.__name__}.{name}") for name in names]
    return tuple(
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, Provider)
        and kind.__module__ == module.__name__
    )


def variable_name(kind: type[Provider], field: str) -> str:
    """Name the environment variable of a setting."""
    return f"{kind.name}_{field}".upper()


def read_settings(kind: type[Provider], variables: Mapping[str, str]) -> ProviderSettings | None:
    """Read one provider's settings; None where none is set. Raises ProviderSettingsError."""
    fields = {field: variable_name(kind, field) for field in kind.Settings.model_fields}
    given = {
        field: variables[name].strip()
        for field, name in fields.items()
        if variables.get(name, "").strip()
    }
    if not given:
        return None
    try:
        return kind.Settings.model_validate(given)
    except ValidationError as error:
        wrong = [
            (fields[str(each["loc"][0])], each["type"], each["msg"]) for each in error.errors()
        ]
        raise ProviderSettingsError(
            _complaint(kind.title, wrong)
        ) from None  # the cause quotes the values


def _complaint(title: str, wrong: Sequence[tuple[str, str, str]]) -> str:
    missing = [name for name, problem, _ in wrong if problem == "missing"]
    lines = [
        f"{name}: {message.removeprefix('Value error, ')}"
        for name, problem, message in wrong
        if problem != "missing"
    ]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        lines.insert(0, f"{', '.join(missing)}: {verb} needed too, as {title} is half set up")
    return "\n".join(lines)


def _written(about: FieldInfo) -> str:
    return "" if about.default is None else str(about.default)
