"""Cards and news about leased numbers and the codes that come to them."""

from collections.abc import Sequence

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.buttons import Button
from bot.country_names import flag_of
from bot.flows.numbers.holding import NumberFacts
from bot.flows.numbers.offer_words import region_of
from bot.texts.keyboards import button, paired
from bot.texts.money import amount, costs
from bot.texts.phrases import phrase
from bot.texts.words import ALERT_LENGTH, Words, countdown, masked, mention, person, plain
from providers.contract.reports import Country, Operator, Price
from storage.codes import ReceivedCode, Reveal
from storage.lifecycle import SessionState
from storage.numbers import Lease
from storage.sessions import ChatSession, Reason

REASONS = {
    Reason.NO_STOCK: "There is no such number just now.",
    Reason.CREDENTIALS: "The panel refuses our key. Whoever is on call has been told.",
    Reason.FUNDS: "Our account at the panel is empty. Whoever is on call has been told.",
    Reason.UNREACHABLE: "The panel cannot be reached. Nothing was ordered.",
    Reason.BUSY: "The panel is too busy. Try again in a minute; nothing was charged.",
}
WAYS = {
    Reveal.EPHEMERAL: ", shown here to them alone. <i>Show</i> shows it again.",
    Reveal.ALERT: ", who alone can have it shown: <i>Show</i>.",
}
REST = "The whole message is in your private chat with me."
WHICH_COUNTRY, WHICH_OPERATOR = "Which country?", ": which operator?"
PAGE = 12  # countries on one page of buttons
MOST_MEANT = 90  # countries at once: Telegram takes a hundred buttons
MOST = 40  # operators of a country
MOST_WAITING = 20  # codes with buttons in one list
LONGEST_COPY = 256  # characters of a copy button


def number_card(session: ChatSession, facts: NumberFacts) -> Words:
    """Draw a number session as it is now."""
    lease = facts.lease
    place = ", ".join(filter(None, (session.country, session.operator))) or "any"
    lines = [
        f"📱 Number · <code>{session.id}</code>",
        f"{masked(session)} · <b>{phrase(session)}</b>",
        "",
        f"{plain(place)}{_whose(session, lease)}",
    ]
    is_held = lease is not None and lease.ended_at is None
    if lease is not None:
        lines.insert(2, f"<code>{lease.number.e164}</code>")
    if session.state is SessionState.UNKNOWN:
        lines.append(
            f"{plain(facts.provider)} gave no answer: a number may have been taken and charged. "
            "It is not repeated by itself; a code that comes for it is brought to you."
        )
    if session.state is SessionState.FAILED:
        lines.append(REASONS.get(session.reason or Reason.REFUSED, "The panel refused the order."))
    if facts.codes:
        waits = f", {facts.waiting} not taken yet" if facts.waiting else ""
        lines.append(f"Messages so far: {facts.codes}{waits}")
    if lease is not None and is_held and lease.expires_at is not None:
        lines.append(f"<i>{countdown(lease.expires_at)}</i>")
    elif lease is not None:
        lines.append("<i>The number has been let go.</i>")
    lines += filter(None, [costs(facts.cost)])
    return Words("\n".join(lines), InlineKeyboardMarkup(_rows(session, facts, is_held=is_held)))


def code_news(row: ReceivedCode, lease: Lease) -> Words:
    """Bring a code to its holder, in private."""
    code_id = str(row.id)
    if row.text is None:
        return Words(f"A code came to {lease.number.masked}, and has been forgotten since.")
    candidates = [row.code] if row.code else (row.candidates or "").split()
    head = f"🔑 <code>{plain(row.code)}</code>" if row.code else "🔑 A message"
    if row.code is None and candidates:
        head = "🔑 One of these: " + " or ".join(f"<code>{plain(one)}</code>" for one in candidates)
    sender = f" from <b>{plain(row.sender)}</b>" if row.sender else ""
    copies = [
        InlineKeyboardButton(f"Copy {one}", copy_text=CopyTextButton(one[:LONGEST_COPY]))
        for one in candidates
    ]
    rows = [*paired(copies), [button("Got it", Button.GOT_CODE, code_id)]]
    return Words(
        f"{head}{sender}\nfor <code>{lease.number.e164}</code>\n"
        f"<blockquote expandable>{plain(row.text)}</blockquote>",
        InlineKeyboardMarkup(rows),
    )


def group_code_news(row: ReceivedCode, lease: Lease) -> Words:
    """Tell a group that a code came: masked, for whom, and how they get it."""
    code_id = str(row.id)
    if row.taker_id is None:
        return Words(
            f"🔑 A code came to {lease.number.masked}, which nobody holds.",
            InlineKeyboardMarkup.from_button(button("Take the code", Button.TAKE_CODE, code_id)),
        )
    whom = mention(row.taker_id, row.taker_name or "its holder")
    if row.way is None:  # nobody held the number; whoever taps late is told who was first
        return Words(
            f"🔑 A code came to {lease.number.masked}, and {whom} has taken it.",
            InlineKeyboardMarkup.from_row(
                [
                    button("Take the code", Button.TAKE_CODE, code_id),
                    button("Got it", Button.GOT_CODE, code_id),
                ]
            ),
        )
    return Words(
        f"🔑 A code came to {lease.number.masked} for {whom}{WAYS[row.way]}",
        InlineKeyboardMarkup.from_row(
            [button("Show", Button.SHOW_CODE, code_id), button("Got it", Button.GOT_CODE, code_id)]
        ),
    )


def alert(code: str | None, candidates: Sequence[str], text: str) -> str:
    """Word the alert in which one person sees a code."""
    said = code or " or ".join(candidates)
    whole = f"{said}\n\n{text}" if said else text
    if len(whole) <= ALERT_LENGTH:
        return whole
    return f"{said or text[: ALERT_LENGTH - len(REST) - 2]}\n\n{REST}"


def fits_alert(code: str | None, candidates: Sequence[str], text: str) -> bool:
    """Whether an alert holds a message to its end."""
    return not alert(code, candidates, text).endswith(REST)


def countries(offered: Sequence[Country], page: int, recent: Sequence[Country]) -> Words:
    """Offer countries, the recent ones first."""
    ordered = [*recent, *(one for one in offered if one not in recent)]
    turns = []
    if page:
        turns.append(button("Back", Button.COUNTRIES, str(page - 1)))
    if (page + 1) * PAGE < len(ordered):
        turns.append(button("More", Button.COUNTRIES, str(page + 1)))
    return _which(ordered[page * PAGE : (page + 1) * PAGE], turns)


def some_countries(meant: Sequence[Country]) -> Words:
    """Offer the countries somebody may have meant, at once: to turn pages would lead to others."""
    return _which(meant[:MOST_MEANT], [])


def operators(country: Country, offered: Sequence[Operator]) -> Words:
    """Offer the operators of a country."""
    some = offered[:MOST]
    buttons = [button(one.name, Button.OPERATOR, str(country.id), str(one.id)) for one in some]
    anyone = button("Any operator", Button.OPERATOR, str(country.id), "any")
    return Words(
        f"{plain(_named(country))}{WHICH_OPERATOR}",
        InlineKeyboardMarkup([[anyone], *paired(buttons)]),
    )


def asked_about(text: str) -> str | None:
    """Tell what a question of ours was about: a country, or none yet; None: it is another text."""
    if text.startswith(WHICH_COUNTRY):
        return ""
    return text.removesuffix(WHICH_OPERATOR) if text.endswith(WHICH_OPERATOR) else None


def confirm(country: Country, operator: Operator | None, price: Price | None) -> Words:
    """Ask before money is spent."""
    what = f"{_named(country)}, {operator.name if operator else 'any operator'}"
    said = f" It costs {amount(price.amount, price.currency)}." if price else ""
    chosen = str(operator.id) if operator else "any"
    return Words(
        f"Get a number: {plain(what)}?{said}",
        InlineKeyboardMarkup.from_row(
            [button("Yes", Button.LEASE, str(country.id), chosen), button("No", Button.NO)]
        ),
    )


def listing(
    lines: Sequence[tuple[Lease, int]],
    waiting: Sequence[tuple[ReceivedCode, Lease]],
    *,
    is_masked: bool = False,
) -> Words:
    """List numbers, who holds them, and what waits: for one person, with buttons to end it.

    `is_masked`: for those who only look.
    """
    said = [_line(lease, count, is_masked=is_masked) for lease, count in lines]
    said = said or [f"No numbers are held here.{'' if is_masked else ' /number gets one.'}"]
    held = {lease.id for lease, _ in lines}
    said += [
        f"<code>{lease.number.e164}</code> · a code waits for you"
        for row, lease in waiting
        if lease.id not in held
    ]
    rows = [
        [
            button(f"Show …{lease.number.e164[-4:]}", Button.SHOW_CODE, str(row.id)),
            button(f"Got it …{lease.number.e164[-4:]}", Button.GOT_CODE, str(row.id)),
        ]
        for row, lease in waiting[:MOST_WAITING]
    ]
    return Words("\n".join(said), InlineKeyboardMarkup(rows) if rows else None)


def hand_over(session_id: str, lease: Lease) -> Words:
    """Offer a number to whoever taps first."""
    return Words(
        f"<code>{session_id}</code>: {plain(lease.holder_name or 'Its holder')} hands over "
        f"{lease.number.masked}. Who takes it?",
        InlineKeyboardMarkup.from_button(button("Take", Button.TAKE_OVER, session_id)),
    )


def _which(shown: Sequence[Country], turns: list[InlineKeyboardButton]) -> Words:
    buttons = [button(_named(one), Button.COUNTRY, str(one.id)) for one in shown]
    rows = paired(buttons)
    return Words(
        f"{WHICH_COUNTRY} Or write it, here as a reply or as <code>/number germany vodafone</code>",
        InlineKeyboardMarkup([*rows, turns] if turns else rows),
    )


def _named(country: Country) -> str:
    """Write a country with its flag, where that is known."""
    return f"{flag_of(region_of(country))} {country.name}".strip()


def _line(lease: Lease, waiting: int, *, is_masked: bool = False) -> str:
    whose = plain(lease.holder_name) if lease.holder_name else "free"
    waits = f", <b>{waiting} waiting</b>" if waiting else ""
    name = f"<code>{lease.session_id}</code> " if lease.session_id else ""
    number = lease.number.masked if is_masked else f"<code>{lease.number.e164}</code>"
    return f"{name}{number} · {whose}{waits}"


def _whose(session: ChatSession, lease: Lease | None) -> str:
    """Say who holds the number, held it last, or has asked for one that never came."""
    if not session.person_name:
        return ""
    verb = (
        "asked for by" if lease is None else "held by" if lease.ended_at is None else "last held by"
    )
    return f", {verb} {person(session.person_name)}"


def _rows(
    session: ChatSession, facts: NumberFacts, *, is_held: bool
) -> list[list[InlineKeyboardButton]]:
    again = button("Another number", Button.ANOTHER_NUMBER, session.id)
    if is_held and facts.lease is not None:
        copy = InlineKeyboardButton(
            "Copy number", copy_text=CopyTextButton(facts.lease.number.e164)
        )
        return [
            [copy],
            [button("Extend", Button.EXTEND, session.id), again],
            [
                button("Hand over", Button.HAND_OVER, session.id),
                button("Release", Button.RELEASE, session.id),
            ],
        ]
    if session.state is SessionState.REQUESTED:
        return [[button("Cancel", Button.CANCEL, session.id)]]
    if session.state is SessionState.FAILED and session.country_id is not None:
        nearest = [
            button(one.name, Button.LEASE, str(session.country_id), str(one.id))
            for one in facts.nearest
        ]
        return [*paired(nearest), [again]]
    return [[again]]
