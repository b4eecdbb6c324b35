"""Understand which number somebody wants: `de vodafone`, `germny`, `+49 o2`, `telekom 🇩🇪`.

Every way to part the words into a country and an operator is weighed; the best one counts, and
what only looks like a name is asked about before anything is paid for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

from bot import country_names
from bot.country_names import folded, regions_by_name
from bot.flows.asking.asking import RefusedRequest, Why
from providers.contract.reports import Country, Offer, Operator

Named = TypeVar("Named", Country, Operator)
Found = tuple[float, list[Named]]

SAME, BEGINS, HOLDS = 1.0, 0.95, 0.9  # how well a name fits that is, begins with or holds the words
LIKE = 0.72  # how alike two words must be at least
SHORTEST_PART = 4  # letters that may stand inside a name
MOST_ALIKE = 3
MOST_WORDS = 6  # that are looked at
NOTHING = 0.0
ANY = frozenset({"any", "anyoperator", "anyone", "all", "egal"})


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody's words may mean; one country and one operator (None: any) when it is sure."""

    countries: tuple[Country, ...]
    operators: tuple[Operator, ...] = ()
    any_operator: bool = True
    is_guess: bool = False  # it only looks like this

    @property
    def is_one(self) -> bool:
        """Whether it is one thing that can be ordered, if that is what they mean."""
        return len(self.countries) == 1 and (self.any_operator or len(self.operators) == 1)

    @property
    def one(self) -> tuple[Country, Operator | None]:
        """The one thing to be ordered; of any operator: None."""
        return self.countries[0], None if self.any_operator else self.operators[0]


def understand(offer: Offer, text: str) -> Choice:
    """Find the country and the operator somebody means. Raises RefusedRequest."""
    words = text.replace(",", " ").split()[:MOST_WORDS]
    readings = [_read(offer, " ".join(one), " ".join(other)) for one, other in _partings(words)]
    weight, choice, _ = max(readings, key=lambda one: one[0])
    surely = [
        rest for fits, one, rest in readings if not fits and one.countries and not one.is_guess
    ]
    if surely and (choice.is_guess or not weight):  # the country is clear, the operator is none
        raise RefusedRequest(Why.NO_SUCH_OPERATOR, detail=surely[0][:40])
    if weight > NOTHING:
        return choice
    having = tuple(one for one in offer.countries if _operators(offer, one, text)[0] >= BEGINS)
    if not having:
        raise RefusedRequest(Why.NO_SUCH_COUNTRY, detail=text[:40])
    return Choice(having, is_guess=True)


def region_of(country: Country) -> str | None:
    """Tell the ISO code of a panel's country, as far as its name or dialling code tells it."""
    return country_names.region_of(country.name, country.phone_code)


def find_countries(offer: Offer, text: str) -> Found[Country]:
    """Find countries by flag, ISO code, dialling code, or a name in many languages."""
    digits = text.strip().lstrip("+").removeprefix("00")
    if digits.isdecimal():
        return SAME, [one for one in offer.countries if one.phone_code == digits]
    own = {folded(one.name): [one] for one in offer.countries}
    wanted = folded(text)
    if wanted in own:
        return SAME, own[wanted]
    region = country_names.region_of_word(text.strip())
    if region is not None:  # surely this one, whether it is offered or not
        return SAME, [one for one in offer.countries if region_of(one) == region]
    by_region: dict[str | None, list[Country]] = {}
    for one in offer.countries:
        by_region.setdefault(region_of(one), []).append(one)
    called = {name: by_region.get(known, []) for name, known in regions_by_name().items()}
    return _alike(called | own, wanted)


def _partings(words: Sequence[str]) -> Iterable[tuple[Sequence[str], Sequence[str]]]:
    """Part words into those of the country and those of the operator, likely ones first."""
    yield words, ()
    for at in range(len(words) - 1, 0, -1):
        yield words[:at], words[at:]
    for at in range(1, len(words)):
        yield words[at:], words[:at]


def _read(offer: Offer, country: str, operator: str) -> tuple[float, Choice, str]:
    """Weigh one parting: what it means, and how well it fits."""
    weight, countries = find_countries(offer, country)
    is_any = not operator or folded(operator) in ANY
    choice = Choice(tuple(countries), (), any_operator=True, is_guess=weight < SAME)
    if not countries:
        return NOTHING, choice, operator
    if is_any or len(countries) > 1:
        return weight, choice, operator
    fits, operators = _operators(offer, countries[0], operator)
    if not operators:
        return NOTHING, choice, operator
    is_guess = choice.is_guess or fits < BEGINS
    found = Choice(choice.countries, tuple(operators), any_operator=False, is_guess=is_guess)
    return min(weight, fits), found, operator


def _operators(offer: Offer, country: Country, text: str) -> Found[Operator]:
    names: dict[str, list[Operator]] = {}
    for one in offer.operators:
        if one.country_id == country.id:
            names.setdefault(folded(one.name), []).append(one)
    return _alike(names, folded(text))


def _alike(names: dict[str, list[Named]], wanted: str) -> Found[Named]:
    """Find those whose name is the words, begins with them, holds them, or is like them."""
    if names.get(wanted):
        return SAME, names[wanted]
    for weight, fits in ((BEGINS, _begins), (HOLDS, _holds)):
        found = _each(names[name] for name in names if fits(name, wanted))
        if found:
            return weight, found
    ratios = {name: _likeness(name, wanted) for name, named in names.items() if named}
    near = sorted((name for name in ratios if ratios[name] >= LIKE), key=lambda one: -ratios[one])
    if not near:
        return NOTHING, []
    return ratios[near[0]], _each(names[name] for name in near)[:MOST_ALIKE]


def _begins(name: str, wanted: str) -> bool:
    return bool(wanted) and name.startswith(wanted)


def _holds(name: str, wanted: str) -> bool:
    return len(wanted) >= SHORTEST_PART and wanted in name


def _likeness(name: str, wanted: str) -> float:
    matcher = SequenceMatcher(a=name, b=wanted)
    if matcher.real_quick_ratio() < LIKE or matcher.quick_ratio() < LIKE:
        return NOTHING
    return matcher.ratio()


def _each(groups: Iterable[list[Named]]) -> list[Named]:
    """List what several names lead to, each once."""
    return list({one.id: one for group in groups for one in group}.values())
