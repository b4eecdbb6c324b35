"""Draw what was spent and how codes fared, to be read at a glance, in light and dark chats."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PIL import Image, ImageDraw

from bot.sheets.lettering import fitted, font
from bot.sheets.picture import BODY, GAP, INK, LINE, MARGIN, PAPER, SMALL, SOFT, TITLE, WIDTH

HEAD = 190
CHART, CHART_TOP = 260, 70  # height of the bars, and what stands above them
UNDER = 60  # below the bars, for their days
ROW, ROW_BAR = 104, 14
ROOM = WIDTH - 2 * MARGIN
SPEND, VOLUME, GOOD, REST = "#0072b2", "#56b4e9", "#009e73", "#e3e8ec"
LABELS = 8  # days named below a chart


@dataclass(frozen=True, slots=True)
class Chart:
    """One value for each day; `shown` says the largest and `total` the sum, in words."""

    title: str
    total: str
    shown: Sequence[str]
    values: Sequence[Decimal]
    is_money: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a name, a share from 0 to 1, and words at its right."""

    name: str
    share: float
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What the picture tells."""

    title: str
    subtitle: str
    days: Sequence[str]
    charts: Sequence[Chart]
    tables: Sequence[tuple[str, Sequence[Row]]]


def draw_stats(picture: Picture) -> bytes:
    """Draw a PNG."""
    tables = [(title, rows) for title, rows in picture.tables if rows]
    height = HEAD + len(picture.charts) * (CHART_TOP + CHART + UNDER + GAP)
    height += sum(GAP + CHART_TOP + ROW * len(rows) for _, rows in tables) + MARGIN
    image = Image.new("RGB", (WIDTH, height), PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((MARGIN, MARGIN - 10), picture.title, fill=INK, font=font(TITLE))
    draw.text((MARGIN, MARGIN + 62), picture.subtitle, fill=SOFT, font=font(SMALL))
    y = HEAD
    for chart in picture.charts:
        y = _chart(draw, chart, picture.days, y)
    for title, rows in tables:
        y = _table(draw, title, rows, y)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _chart(draw: ImageDraw.ImageDraw, chart: Chart, days: Sequence[str], y: int) -> int:
    draw.line((MARGIN, y, WIDTH - MARGIN, y), fill=LINE, width=3)
    draw.text((MARGIN, y + 14), chart.title, fill=SOFT, font=font(SMALL))
    _right(draw, chart.total, y + 10, INK, BODY)
    floor = y + CHART_TOP + CHART
    most = max(chart.values, default=Decimal()) or Decimal(1)
    step = ROOM / max(len(chart.values), 1)
    every = max(1, -(-len(days) // LABELS))
    for at, value in enumerate(chart.values):
        left = MARGIN + at * step
        top = floor - float(value / most) * (CHART - 40)
        if value:
            colour = SPEND if chart.is_money else VOLUME
            draw.rectangle((left + step * 0.12, top, left + step * 0.88, floor), fill=colour)
        if value and at == chart.values.index(most):
            _middle(draw, chart.shown[at], left + step / 2, int(top) - 38)
        if (len(days) - 1 - at) % every == 0:
            _middle(draw, days[at], left + step / 2, floor + 12, SOFT)
    draw.line((MARGIN, floor, WIDTH - MARGIN, floor), fill=SOFT, width=2)
    return floor + UNDER + GAP


def _table(draw: ImageDraw.ImageDraw, title: str, rows: Sequence[Row], y: int) -> int:
    draw.line((MARGIN, y, WIDTH - MARGIN, y), fill=LINE, width=3)
    draw.text((MARGIN, y + 14), title, fill=SOFT, font=font(SMALL))
    y += CHART_TOP
    for row in rows:
        room = ROOM - GAP - draw.textlength(row.words, font=font(SMALL))
        draw.text((MARGIN, y), fitted(draw, row.name, BODY, room), fill=INK, font=font(BODY))
        _right(draw, row.words, y + 4, INK, SMALL)
        top = y + 56
        draw.rounded_rectangle((MARGIN, top, WIDTH - MARGIN, top + ROW_BAR), 7, fill=REST)
        if row.share:
            right = MARGIN + max(ROOM * row.share, ROW_BAR)
            draw.rounded_rectangle((MARGIN, top, right, top + ROW_BAR), 7, fill=GOOD)
        y += ROW
    return y + GAP


def _middle(draw: ImageDraw.ImageDraw, text: str, x: float, y: int, colour: str = INK) -> None:
    width = draw.textlength(text, font=font(SMALL))
    left = min(max(x - width / 2, MARGIN / 2), WIDTH - MARGIN / 2 - width)
    draw.text((left, y), text, fill=colour, font=font(SMALL))


def _right(draw: ImageDraw.ImageDraw, text: str, y: int, colour: str, size: int) -> None:
    width = draw.textlength(text, font=font(size))
    draw.text((WIDTH - MARGIN - width, y), text, fill=colour, font=font(size))
