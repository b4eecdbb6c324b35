"""Make the picture and the files of statistics when they leave, and send them."""

import asyncio
import io
import json
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from telegram import Bot

from bot.desk import Desk
from bot.flows.money.stats import Fared, Stats, gather, read_moment
from bot.flows.running.health import title_of
from bot.sheets.stats_picture import Chart, Picture, Row, draw_stats
from bot.sheets.writing import write_csv
from bot.texts import stats as words
from bot.texts.money import amount, number
from bot.texts.words import duration
from storage.ledger import Spent
from storage.outbox import Notice

ROWS = 6  # of each table in the picture
CHARTS = 2  # currencies in the picture; the files have all
SPENT = ("provider", "what", "state", "requests", "amount", "currency")
FARED = ("provider", "country", "ended", "well", "half within, s", "95 % within, s")
FORMAT = "0.00####"


async def send_stats(desk: Desk, bot: Bot, notice: Notice) -> None:
    """Bring one to the chat that asked; made in a thread, since none of it is quick."""
    wanted: dict[str, Any] = json.loads(notice.body or "{}")
    what, days, moment = wanted["what"], wanted["days"], read_moment(wanted["until"])
    told = await gather(desk, days, moment)
    titles = {one.provider: title_of(desk, one.provider) for one in told.rows}
    content = await asyncio.to_thread(MAKERS[what], told, titles)
    send, ending = (bot.send_photo, "png") if what == "picture" else (bot.send_document, what)
    await send(
        notice.chat_id,
        content,
        filename=f"stats-{days}-days-{moment:%Y-%m-%d}.{ending}",
        caption=words.caption(told),
        message_thread_id=notice.topic_id,
    )


def picture(told: Stats, titles: dict[str, str]) -> bytes:
    """Draw the figures."""
    del titles
    days = [f"{day.day}" for day in told.by_day]
    sums = list(told.by_day.values())
    currencies = sorted(told.total.money, key=lambda one: (-told.total.money[one], one))
    charts = [_money_chart(told.total, sums, one) for one in currencies[:CHARTS]]
    charts.append(
        Chart(
            "Paid requests",
            number(Decimal(told.total.requests)),
            [number(Decimal(one.requests)) for one in sums],
            [Decimal(one.requests) for one in sums],
            is_money=False,
        )
    )
    return draw_stats(
        Picture(
            title=f"{told.days} days",
            subtitle=f"{told.since:%d %b %Y} to {told.until:%d %b %Y %H:%M %Z}",
            days=days,
            charts=charts,
            tables=[
                ("Verified · half within / 95 % within", _rows(told.verifications)),
                ("Numbers that got a code · half / 95 % within", _rows(told.numbers)),
            ],
        )
    )


def table(told: Stats, titles: dict[str, str]) -> bytes:
    """Write what was spent as CSV."""
    rows = (
        (
            one.day.isoformat(),
            titles[one.provider],
            one.capability,
            str(one.state),
            str(one.requests),
            "" if one.currency is None else f"{one.amount:f}",
            one.currency or "",
        )
        for one in told.rows
    )
    return write_csv((day_of(told), *SPENT), rows)


def workbook(told: Stats, titles: dict[str, str]) -> bytes:
    """Write a workbook: what was spent, and how sessions fared. Amounts are numbers."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Spent"
    sheet.append((day_of(told), *SPENT))
    for one in told.rows:
        priced = None if one.currency is None else one.amount
        sheet.append(
            (one.day, titles[one.provider], one.capability, str(one.state), one.requests, priced,
             one.currency)
        )  # fmt: skip
    for currency, total in sorted(told.total.money.items()):
        sheet.append(("Total", None, None, None, None, total, currency))
    sheet.append(("Total", None, None, None, told.total.requests))
    for (cell,) in sheet.iter_rows(min_row=2, min_col=6, max_col=6):
        cell.number_format = FORMAT
    for title, fared in (("Verified", told.verifications), ("Numbers", told.numbers)):
        page = book.create_sheet(title)
        page.append(FARED)
        for row in fared:
            spans = (None if it is None else it.total_seconds() for it in (row.half, row.most))
            page.append((row.provider, row.country, row.ended, row.succeeded, *spans))
    for page in book.worksheets:
        page.freeze_panes = "A2"
        for at, cell in enumerate(page[1], start=1):
            cell.font = Font(bold=True)
            page.column_dimensions[get_column_letter(at)].width = 18
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def day_of(told: Stats) -> str:
    """Say whose days they are, at the head of a column."""
    return f"day ({told.since.tzinfo})"


def _money_chart(total: Spent, sums: list[Spent], currency: str) -> Chart:
    values = [one.money.get(currency, Decimal()) for one in sums]
    return Chart(
        f"Spent, {currency}",
        amount(total.money[currency], currency),
        [number(one) for one in values],
        values,
        is_money=True,
    )


def _rows(fared: tuple[Fared, ...]) -> list[Row]:
    return [
        Row(
            f"{one.provider} · {one.country}",
            one.succeeded / one.ended if one.ended else 0.0,
            " · ".join(filter(None, [words.share(one), _pace(one)])),
        )
        for one in fared[:ROWS]
    ]


def _pace(one: Fared) -> str:
    if one.half is None or one.most is None:
        return ""
    return f"{duration(one.half)} / {duration(one.most)}"


MAKERS = {"picture": picture, "xlsx": workbook, "csv": table}
