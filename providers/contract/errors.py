"""How a provider fails, split by what the caller should do next.

    ProviderError
    ├── UnreachableError        nothing happened; trying later is safe
    ├── OutcomeUnknownError     it may have happened; never repeat, look it up or wait
    ├── BusyError               nothing happened; slow down for `retry_after`
    ├── CredentialsError        our key or account is refused; tell on-call
    ├── FundsError              our account is empty; tell on-call
    ├── UnexpectedReplyError    a read was answered with something we cannot read; tell on-call
    └── RefusedError            a clear no; tell the person, do not repeat
        ├── NumberRefusedError  this number will not do
        ├── NotFoundError       no such call, batch or message (any more)
        └── NoStockError        no number to lease; offer another country

A paid request that was answered with garbage is an OutcomeUnknownError: it may have been carried
out. `providers.wire.transport` is the one place that decides, for it knows what is paid.
"""

from datetime import timedelta


class ProviderError(Exception):
    """The provider did not do what it was asked."""

    def __init__(
        self,
        detail: str = "",
        *,
        code: str = "",
        retry_after: timedelta | None = None,
        provider: str = "",
    ) -> None:
        super().__init__(detail)
        self.detail = detail  # for operators; redacted by the transport on its way out
        self.code = code  # the vendor's own, where it has one
        self.retry_after = retry_after  # when to come back, where the provider said so
        self.provider = provider  # set by the transport

    def __str__(self) -> str:
        words = self.detail or (type(self).__doc__ or "").partition("\n")[0].rstrip(".")
        parts = (self.provider, f"error {self.code}" if self.code else "", words)
        return ": ".join(part for part in parts if part)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"


class UnreachableError(ProviderError):
    """The provider could not be reached, and nothing was ordered.

    A paid request: it was surely not sent. A read: it has no answer after several tries.
    """


class OutcomeUnknownError(ProviderError):
    """A paid request was sent, and no trustworthy answer came.

    It may have been carried out and charged. No code repeats it.
    """


class BusyError(ProviderError):
    """The provider throttles us; the request was not carried out."""


class CredentialsError(ProviderError):
    """The provider refuses our key or our account."""


class FundsError(ProviderError):
    """Our account with the provider has no money, or no price is agreed."""


class UnexpectedReplyError(ProviderError):
    """The provider answered something we cannot read."""


class RefusedError(ProviderError):
    """The provider will not do this."""


class NumberRefusedError(RefusedError):
    """The provider does not accept this phone number."""


class NotFoundError(RefusedError):
    """The provider knows no such thing, or no longer."""


class NoStockError(RefusedError):
    """The provider has no number to lease at the moment."""
