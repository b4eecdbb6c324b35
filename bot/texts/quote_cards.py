"""The quote of a list: what was recognised, what it comes to, what each level would ask."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.buttons import Button
from bot.country_names import flag_of
from bot.flows.batches.quotes import Quote
from bot.flows.lookups.levels import LEVELS
from bot.texts.keyboards import button, in_rows, paired
from bot.texts.money import money
from bot.texts.words import Words, counted, duration, plain

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
KINDS = {"csv": "CSV", "tsv": "TSV", "xlsx": "Excel workbook", "text": "text"}
ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16"}
COUNTRIES_ROW = 3


def quote(told: Quote) -> Words:
    """Say what a list would cost before anything is spent."""
    level = LEVELS[told.level]
    paid = f": {counted(told.cost.requests, 'paid request')}" if level.capabilities else ""
    if told.cost.money:
        paid += f" for {money(told.cost.money)} at most"
    if told.cost.money and told.cost.unknown:
        paid += f", and {told.cost.unknown} whose price nobody knows"
    size = f"{counted(told.lines, 'line')}, {counted(told.valid, 'number')}"
    lines = [
        f"📋 <b>{plain(told.name)}</b>: {size}",
        *_left_out(told),
        *_troubles(told),
        f"<b>{level.title}{paid}, about {duration(told.takes)}.</b>",
    ]
    if told.known:
        lines.append(f"{told.known} were answered lately and are not asked again.")
    if told.needs_another:
        lines.append("This needs a second person's yes.")
    more = "\n".join([_read_as(told), *_offers(told)])
    lines.append(f"<blockquote expandable>{more}</blockquote>")
    return Words("\n".join(lines), InlineKeyboardMarkup(_rows(told)))


def columns(told: Quote) -> Words:
    """Ask which column has the numbers."""
    choices = [
        button(f"{at + 1}: {title}", Button.QUOTE_COLUMN, told.question_id, str(at))
        for at, title in enumerate(told.columns)
    ]
    rows = paired(choices)
    back = [button("Back", Button.QUOTE, told.question_id)]
    return Words(
        f"📋 <b>{plain(told.name)}</b>: which column has the phone numbers?",
        InlineKeyboardMarkup([*rows, back]),
    )


def _left_out(told: Quote) -> list[str]:
    some = [counted(told.duplicates, "duplicate")] if told.duplicates else []
    some += [f"{told.invalid} invalid"] if told.invalid else []
    return [f"Not asked about: {', '.join(some)}."] if some else []


def _troubles(told: Quote) -> list[str]:
    lines = []
    if told.needs_region:
        lines.append(
            f"⚠️ {told.needs_region} are in national form, and I do not know of which country: tap "
            "it below, or write it like <code>/batch DE</code>."
        )
    if told.lost:
        lines.append(
            f"⚠️ {told.lost} were cut by a spreadsheet to something like 4.4E+11; their digits are "
            "gone. Format that column as text in the original and save it again."
        )
    if told.double:
        lines.append(f"⚠️ {told.double} cells hold two numbers. Give each number its own line.")
    if told.twin:
        lines.append(f"⚠️ A list like this is being checked already: <code>{told.twin}</code>.")
    if told.others:
        lines.append(
            f"⚠️ {told.others} more sheets of this workbook have numbers and are not read. Send "
            "each as a file of its own."
        )
    return lines


def _read_as(told: Quote) -> str:
    words = [KINDS[told.kind]]
    if told.delimiter:
        words.append(f"with {DELIMITERS[told.delimiter]}")
    if told.encoding:
        words.append(ENCODINGS.get(told.encoding, told.encoding))
    words.append("with a header" if told.has_header else "without a header")
    words.append(f"numbers in {plain(_title(told))}")
    if told.region:
        words.append(f"national ones of {told.region}")
    return f"Read as {', '.join(words)}."


def _title(told: Quote) -> str:
    title = told.columns[told.column] if told.column < len(told.columns) else ""
    place = f"column {told.column + 1}"
    return title if title == place or not title else f"{place} ({title})"


def _offers(told: Quote) -> list[str]:
    return [
        f"{'•' if name != told.level else '▸'} {LEVELS[name].title}: "
        f"{asked} {'to check' if LEVELS[name].capabilities else 'free'}, "
        f"{f'{told.valid - asked} known, ' if asked < told.valid else ''}about {duration(takes)}"
        for name, asked, takes in told.offers
    ]


def _rows(told: Quote) -> list[list[InlineKeyboardButton]]:
    rows = [[button("No", Button.NO)]]
    if told.valid:
        rows = [[button("Start", Button.START_BATCH, told.question_id), button("No", Button.NO)]]
    places = [
        button(f"{flag_of(region)} {region}", Button.QUOTE_COUNTRY, told.question_id, region)
        for region in told.regions
    ]
    rows += in_rows(places, COUNTRIES_ROW)
    others = [
        button(LEVELS[name].title, Button.QUOTE_LEVEL, told.question_id, name)
        for name in told.levels
        if name != told.level and told.valid
    ]
    rows += paired(others)
    shape = []
    if len(told.columns) > 1:
        shape.append(button("Other column", Button.QUOTE_COLUMN, told.question_id, "which"))
    if told.kind != "text":
        word = "First line is data" if told.has_header else "First line is a header"
        shape.append(
            button(word, Button.QUOTE_HEADER, told.question_id, "no" if told.has_header else "yes")
        )
    return [*rows, *paired(shape)]
