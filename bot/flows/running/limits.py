"""What may be called, how often, and by whom: checked inside the unit of work that reserves.

Each rule names itself and when it ends; `blocking` lets it pass where it is in shadow.
"""

from datetime import datetime, timedelta

from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.running import blocking
from bot.settings import Settings
from providers.contract.phone import PhoneNumber
from storage.faded import FadedNumber
from storage.protection import Rule
from storage.rules import CountryState
from storage.unit_of_work import UnitOfWork

WINDOW = timedelta(minutes=10)  # LIMIT_SENDS_PER_NUMBER counts within it
DAY = timedelta(days=1)

# Numbers in these countries are the usual prey of toll fraud: calls there cost most, and the
# owner of the range shares the price. ALLOWED_COUNTRIES opens any of them by name.
TOLL_FRAUD = frozenset({"CU", "ER", "GW", "KP", "MV", "NR", "SO", "TM", "TO", "VU"})


def check_kind(number: PhoneNumber) -> None:
    """Refuse what is never called, whoever asks; raises RefusedRequest."""
    if not number.is_callable:
        raise RefusedRequest(Why.NOT_CALLABLE, detail=str(number.kind))


def country_of(number: PhoneNumber) -> str:
    """Name the country a number belongs to, or its dialling code where it is of none."""
    return number.region or f"+{number.country_code}"


async def country_state(work: UnitOfWork, settings: Settings, number: PhoneNumber) -> CountryState:
    """Tell whether a country may be called: what was decided in chat outranks the settings."""
    country = country_of(number)
    decided = await work.rules.country(country)
    if decided is not None:
        return decided
    allowed = settings.allowed_countries
    is_off = country not in allowed if allowed is not None else country in TOLL_FRAUD
    return CountryState.OFF if is_off else CountryState.ALLOWED


async def alone(work: UnitOfWork, asker: Asker, *numbers: PhoneNumber) -> None:
    """Keep rivals out while this person, chat and number are counted. Raises RefusedRequest."""
    if any(isinstance(one, FadedNumber) for one in numbers):
        raise RefusedRequest(Why.NUMBER_FORGOTTEN)
    names = [f"number:{one.digits}" for one in numbers]
    await work.alone(*names, f"person:{asker.person_id}", f"chat:{asker.chat_id}")


async def country_now(work: UnitOfWork, settings: Settings, number: PhoneNumber) -> CountryState:
    """Say whether a country needs a second person; refuse one that is switched off."""
    state = await country_state(work, settings, number)
    if state is not CountryState.OFF:
        return state
    if Rule.COUNTRY not in settings.in_shadow:
        raise RefusedRequest(Why.COUNTRY_OFF, detail=country_of(number))
    return CountryState.ALLOWED


async def check_country(
    work: UnitOfWork, settings: Settings, asker: Asker, number: PhoneNumber, *, now: datetime
) -> None:
    """Refuse a country that is switched off, in the unit of work that orders."""
    if await country_state(work, settings, number) is CountryState.OFF:
        refused = RefusedRequest(Why.COUNTRY_OFF, detail=country_of(number))
        blocking.block(work, settings, Rule.COUNTRY, asker, refused, now=now)


async def check_rates(
    work: UnitOfWork,
    settings: Settings,
    asker: Asker,
    number: PhoneNumber,
    *,
    now: datetime,
    requests: int = 1,
) -> None:
    """Refuse one call too many to this number, by this person or in this chat.

    `requests`: how many paid requests the call needs.
    """
    here = await work.sessions.open_here(asker.chat_id, number)
    session_id = here.id if here is not None else ""
    pause = timedelta(seconds=settings.limit_seconds_between_calls)
    lifted = await work.protection.lifted([number.digits], since=now - DAY)
    begin = blocking.since(lifted, number.digits, now - max(WINDOW, pause))
    calls = await work.ledger.calls_to(number, since=begin)
    if calls and calls[-1].at + pause > now:
        is_own = calls[-1].person_id == asker.person_id
        refused = RefusedRequest(
            Why.CALLED_JUST_NOW if is_own else Why.CALLED_FOR_ANOTHER,
            wait=calls[-1].at + pause - now,
            session_id=session_id,
            detail=str(settings.limit_seconds_between_calls),
            lift=blocking.button(asker, "number", calls[-1].session_id),
        )
        blocking.block(work, settings, Rule.PAUSE, asker, refused, now=now)
    most = settings.limit_sends_per_number
    recent = [call for call in calls if call.at > now - WINDOW]
    if most and len(recent) >= most:
        refused = RefusedRequest(
            Why.CALLED_OFTEN,
            wait=recent[-most].at + WINDOW - now,
            detail=str(most),
            lift=blocking.button(asker, "number", calls[-1].session_id),
        )
        blocking.block(work, settings, Rule.NUMBER, asker, refused, now=now)
    await check_counts(work, settings, asker, now=now, requests=requests)


async def is_called_often(
    work: UnitOfWork, settings: Settings, number: PhoneNumber, *, now: datetime
) -> bool:
    """Whether the desk may not go on to another call by itself: this number has had enough."""
    most = settings.limit_sends_per_number
    if not most or Rule.NUMBER in settings.in_shadow:
        return False
    lifted = await work.protection.lifted([number.digits], since=now - WINDOW)
    begin = blocking.since(lifted, number.digits, now - WINDOW)
    return len(await work.ledger.calls_to(number, since=begin)) >= most


async def check_counts(
    work: UnitOfWork, settings: Settings, asker: Asker, *, now: datetime, requests: int = 1
) -> None:
    """Refuse one paid request too many by this person or in this chat."""
    person, chat = asker.person_id, asker.chat_id
    caps = (
        (settings.limit_person_per_day, Rule.PERSON, Why.PERSON_SPENT, blocking.person(person)),
        (settings.limit_chat_per_day, Rule.CHAT, Why.CHAT_SPENT, blocking.chat(chat)),
    )
    lifted = await work.protection.lifted([subject for *_, subject in caps], since=now - DAY)
    for most, rule, why, subject in caps:
        if not most:
            continue
        oldest = await work.ledger.latest_but(
            max(most - requests, 0),
            since=blocking.since(lifted, subject, now - DAY),
            person_id=person if rule is Rule.PERSON else None,
            chat_id=chat if rule is Rule.CHAT else None,
        )
        if oldest is not None:
            kind, _, whose = subject.partition(":")
            refused = RefusedRequest(
                why,
                detail=str(most),
                wait=oldest + DAY - now,
                lift=blocking.button(asker, kind, whose),
            )
            blocking.block(work, settings, rule, asker, refused, now=now)
