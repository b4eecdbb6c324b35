"""From words to budgets: `set @anna 20 EUR/day`, `chat 100 a day`, `off desk`, `reload`."""

import re
from decimal import Decimal

from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.money.budgets import BudgetCommand, Limit, Verb
from storage.budgets import REQUESTS, Period, Scope

AMOUNT = re.compile(
    r"(?:(?P<sign>[€$£])\s*)?(?P<amount>\d+(?:[.,]\d+)?)\s*"
    r"(?P<unit>(?!per\b|every\b|day|daily|month)[A-Za-z]{3,8}|[€$£])?\s*"
    r"(?:/|\b(?:per|every|an?)\b)?\s*(?P<period>day|daily|month|monthly)\s*",
    re.IGNORECASE,
)
PERIODS = {
    "day": Period.DAY,
    "daily": Period.DAY,
    "month": Period.MONTH,
    "monthly": Period.MONTH,
}
UNITS = {
    "€": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "$": "USD",
    "dollar": "USD",
    "dollars": "USD",
    "£": "GBP",
    "pound": "GBP",
    "pounds": "GBP",
    "request": REQUESTS,
    "requests": REQUESTS,
}
VERBS = {
    "set": Verb.SET,
    "off": Verb.OFF,
    "none": Verb.OFF,
    "remove": Verb.OFF,
    "reload": Verb.RELOAD,
}
SCOPES = {
    "chat": Scope.CHAT,
    "group": Scope.CHAT,
    "here": Scope.CHAT,
    "desk": Scope.DESK,
}
CENTS = 2  # digits behind the point
MOST = Decimal(10) ** 9
CURRENCY = 3  # letters


def read_budget(text: str) -> BudgetCommand:
    """Read what `/budget` is asked. Raises RefusedRequest."""
    words = text.split()
    if not words:
        return BudgetCommand(Verb.SHOW)
    verb = VERBS.get(words[0].lower())
    rest = " ".join(words[1:] if verb is not None else words)
    if verb is Verb.RELOAD and not rest:
        return BudgetCommand(Verb.RELOAD)
    if verb is Verb.OFF:
        return _off(rest)
    if verb is Verb.RELOAD:
        raise RefusedRequest(Why.NOT_A_BUDGET)
    found = AMOUNT.search(rest)
    if found is None or found.end() != len(rest):
        raise RefusedRequest(Why.NOT_A_BUDGET)
    if found.start() and not rest[found.start() - 1].isspace():  # part of something else
        raise RefusedRequest(Why.NOT_A_BUDGET)
    scope, whom = _whose(rest[: found.start()])
    if verb is None and scope is Scope.PERSON and not whom:  # /budget 20 EUR/day: whose?
        raise RefusedRequest(Why.NOT_A_BUDGET)
    unit = _unit(found["sign"] or found["unit"])
    limit = Limit(_amount(found["amount"], unit), unit, PERIODS[found["period"].lower()])
    return BudgetCommand(Verb.SET, scope, whom, limit)


def _off(text: str) -> BudgetCommand:
    """Read whose budgets end: all of them, or those that count one thing or for one period."""
    words = text.replace("/", " / ").split()
    parts: list[str] = []
    while words and (words[-1] == "/" or words[-1].lower() in PERIODS or _is_unit(words[-1])):
        parts.insert(0, words.pop())
    scope, whom = _whose(" ".join(words))
    units = [_unit(one) for one in parts if _is_unit(one)]
    periods = [PERIODS[one.lower()] for one in parts if one.lower() in PERIODS]
    if len(units) > 1 or len(periods) > 1 or not (text.strip()):
        raise RefusedRequest(Why.NOT_A_BUDGET)
    return BudgetCommand(
        Verb.OFF,
        scope,
        whom,
        unit=units[0] if units else None,
        period=periods[0] if periods else None,
    )


def _whose(text: str) -> tuple[Scope, str]:
    whom = text.strip().strip(":").strip()
    scope = SCOPES.get(whom.lower())
    return (Scope.PERSON, whom) if scope is None else (scope, "")


def _is_unit(word: str) -> bool:
    return word.lower() in UNITS or (len(word) == CURRENCY and word.isascii() and word.isupper())


def _unit(word: str | None) -> str:
    if word is None:
        return REQUESTS
    unit = UNITS.get(word.lower(), word.upper())
    if unit != REQUESTS and len(unit) != CURRENCY:
        raise RefusedRequest(Why.NOT_A_BUDGET)
    return unit


def _amount(written: str, unit: str) -> Decimal:
    """Read 20, 20.50 or 20,50; 1,000 may mean two things and is asked again."""
    whole, _, places = written.replace(",", ".").partition(".")
    is_doubtful = len(places) > CENTS or (unit == REQUESTS and places)
    amount = Decimal(f"{whole}.{places or 0}")
    if is_doubtful or not 0 < amount <= MOST:
        raise RefusedRequest(Why.NOT_A_BUDGET)
    return amount
