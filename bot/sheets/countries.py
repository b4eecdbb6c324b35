"""Guess of which country numbers in national form are."""

from collections.abc import Iterable, Sequence

from providers.contract.phone import ImpossibleNumberError, NotANumberError, PhoneNumber

OFFERED = 6
USUAL = (
    *("GB", "US", "DE", "FR", "ES", "IT", "NL", "PL", "PT", "RU", "UA", "KZ", "TR", "IN", "PK"),
    *("BD", "ID", "VN", "TH", "PH", "MY", "CN", "JP", "KR", "BR", "MX", "AR", "CO", "NG", "KE"),
    *("ZA", "EG", "MA", "SA", "AE", "IL", "GR", "RO", "CZ", "AT", "CH", "BE", "SE", "AU", "GE"),
)
ASSIGNED, POSSIBLE = 3, 1  # how much one fitting number says


def likely(national: Sequence[str], seen: Iterable[str], allowed: Iterable[str]) -> list[str]:
    """Name the countries (ISO) these numbers fit best; `seen` are those the list has already."""
    candidates = list(dict.fromkeys([*seen, *sorted(allowed), *USUAL]))
    weights = {
        region: sum(_fit(written, region) for written in national)
        for region in candidates
        if region
    }
    fitting = [region for region, weight in weights.items() if weight]
    return sorted(fitting, key=lambda region: -weights[region])[:OFFERED]


def _fit(written: str, region: str) -> int:
    try:
        number = PhoneNumber.parse(written, default_region=region)
    except (NotANumberError, ImpossibleNumberError):
        return 0
    return ASSIGNED if number.is_assigned else POSSIBLE
