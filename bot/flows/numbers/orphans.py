"""Place codes for numbers nobody knows: an order whose answer was lost may have taken one."""

from datetime import timedelta

from bot.desk import Desk
from bot.flows.numbers import leasing, offers, receiving
from bot.flows.telling import duty
from providers.contract.events import OtpReceived, SmsReceived
from providers.contract.phone import ImpossibleNumberError, NotANumberError, PhoneNumber
from storage.ledger import ChargeState
from storage.lifecycle import SessionState
from storage.numbers import Lease
from storage.sessions import Kind
from storage.unit_of_work import UnitOfWork

A_DAY = timedelta(days=1)  # for which a number we had tells what country one is of


async def bring(
    work: UnitOfWork, desk: Desk, provider: str, event: OtpReceived | SmsReceived
) -> bool:
    """Bring a message for a number we cannot place to whoever's lost order fits, or to on-call.

    False where the number cannot even be read.
    """
    now = desk.clock.now()
    digits = "".join(sign for sign in event.number if sign.isdigit())
    lost = await work.sessions.lost(provider, Kind.NUMBER, since=now - leasing.LIFE)
    codes = await offers.dialling_codes(work, provider)
    fitting = [
        (one, number)
        for one in lost
        if (number := _in_country(digits, codes.get(one.country_id or 0))) is not None
    ]
    whose = fitting[0][0] if len(fitting) == 1 else None
    had = await receiving.known_as(work, provider, digits, since=now - A_DAY)
    readings = [*(number for _, number in fitting), *(one.number for one in had)]
    anywhere = (_in_country(digits, code) for code in (None, *codes.values()))
    number = next((one for one in (*readings, *anywhere) if one is not None), None)
    if number is None:
        return False
    if whose is not None and not await receiving.may_read(
        work, desk, whose.person_id, whose.chat_id
    ):
        whose = None
    on_call = (await duty.of_desk(work, desk))[0]
    lease = Lease(
        session_id=whose.id if whose else None,
        provider=provider,
        number=number,
        country=(whose.country or "") if whose else "",
        chat_id=whose.chat_id if whose else on_call,
        holder_id=whose.person_id if whose else None,
        holder_name=whose.person_name if whose else None,
        leased_at=now,
        expires_at=now + receiving.LATE,
    )
    work.numbers.put(lease)
    await work.numbers.flush()
    if whose is not None and whose.state is SessionState.UNKNOWN:
        whose.number = number
        await work.ledger.settle(whose.id, whose.orders, ChargeState.COMMITTED)  # it was taken
    return await receiving.take_message(work, desk, provider, event)


def _in_country(digits: str, code: str | None) -> PhoneNumber | None:
    """Read a number of a country, with or without its dialling code; None where it is none."""
    national = digits.lstrip("0")
    written = [digits] if code is None or digits.startswith(code) else []
    written += [f"{code}{national}"] if code is not None else []
    for one in written:
        try:
            return PhoneNumber.parse(f"+{one}")
        except (NotANumberError, ImpossibleNumberError):
            continue
    return None
