"""What may be called, how often, and by whom: checked inside the unit of work that reserves."""

from datetime import datetime, timedelta

from bot.flows.asking import Asker, RefusedRequest, Why
from bot.settings import Settings
from providers.contract.phone import PhoneNumber
from storage.faded import FadedNumber
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


async def alone(work: UnitOfWork, asker: Asker, number: PhoneNumber) -> None:
    """Keep rivals out while this number, person and chat are counted. Raises RefusedRequest."""
    if isinstance(number, FadedNumber):
        raise RefusedRequest(Why.NUMBER_FORGOTTEN)
    await work.alone(
        f"number:{number.digits}", f"person:{asker.person_id}", f"chat:{asker.chat_id}"
    )


async def check_rates(
    work: UnitOfWork,
    settings: Settings,
    asker: Asker,
    number: PhoneNumber,
    *,
    now: datetime,
) -> None:
    """Refuse one call too many to this number, by this person or in this chat."""
    here = await work.sessions.open_here(asker.chat_id, number)
    session_id = here.id if here is not None else ""
    window = max(WINDOW, timedelta(seconds=settings.limit_seconds_between_calls))
    calls = await work.ledger.calls_to(number, since=now - window)
    if calls:
        wait = calls[-1] + timedelta(seconds=settings.limit_seconds_between_calls) - now
        if wait > timedelta():
            raise RefusedRequest(Why.CALLED_JUST_NOW, wait=wait, session_id=session_id)
    most = settings.limit_sends_per_number
    recent = [at for at in calls if at > now - WINDOW]
    if most and len(recent) >= most:
        raise RefusedRequest(Why.CALLED_OFTEN, wait=recent[-most] + WINDOW - now)
    await check_counts(work, settings, asker, now=now)


async def is_called_often(
    work: UnitOfWork, settings: Settings, number: PhoneNumber, *, now: datetime
) -> bool:
    """Whether the desk may not go on to another call by itself: this number has had enough."""
    most = settings.limit_sends_per_number
    return most > 0 and len(await work.ledger.calls_to(number, since=now - WINDOW)) >= most


async def check_counts(
    work: UnitOfWork, settings: Settings, asker: Asker, *, now: datetime
) -> None:
    """Refuse one paid request too many by this person or in this chat."""
    counts = (
        (settings.limit_person_per_day, {"person_id": asker.person_id}, Why.PERSON_SPENT),
        (settings.limit_chat_per_day, {"chat_id": asker.chat_id}, Why.CHAT_SPENT),
    )
    for limit, whose, why in counts:
        if limit and await work.ledger.count(since=now - DAY, **whose) >= limit:
            raise RefusedRequest(why, detail=str(limit))
