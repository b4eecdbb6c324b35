"""Draw what a batch found out, to be read at a glance on a phone, in light and dark chats.

The picture brings a ground of its own with a rim, for nobody knows on which it will be seen; and it
is hardly higher than wide, for a chat makes high ones so small that nobody can read them.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from bot.sheets.lettering import drawable, fitted, font

WIDTH, MARGIN = 1080, 64
BODY, SMALL, TITLE, HUGE = 40, 32, 52, 150
ROW, GAP = 62, 28
HEAD = 410  # title, the largest share in large letters, and the bar
STRIP = 64  # height of the bar
ENTRY = 84  # a network or a country with its bar
COLUMN = (WIDTH - 3 * MARGIN) // 2
INK, SOFT, PAPER, LINE = "#1b2733", "#5b6b79", "#fbfcfd", "#d5dde3"
# Told apart by people who see colours differently, after Okabe and Ito.
COLOURS = {
    "reachable": "#009e73",
    "clean": "#009e73",
    "valid": "#0072b2",
    "unreachable": "#e69f00",
    "suspicious": "#e69f00",
    "not mobile": "#cc79a7",
    "unassigned": "#cc79a7",
    "invalid": "#d55e00",
    "fraudulent": "#7b1f3a",
}
OTHER = "#9aa7b2"
BAR = "#56b4e9"


@dataclass(frozen=True, slots=True)
class Summary:
    """What the picture tells. Pairs are names and counts, the largest first."""

    title: str
    total: int
    verdicts: Sequence[tuple[str, int]]
    networks: Sequence[tuple[str, int]]
    countries: Sequence[tuple[str, int]]
    footer: str


def draw_summary(summary: Summary) -> bytes:
    """Draw a PNG."""
    columns = [("Networks", summary.networks), ("Countries", summary.countries)]
    columns = [(name, rows) for name, rows in columns if rows]
    entries = max((len(rows) for _, rows in columns), default=0)
    height = HEAD + GAP + ROW * len(summary.verdicts) + MARGIN
    height += 2 * GAP + SMALL + ENTRY * entries if entries else 0
    image = Image.new("RGB", (WIDTH, height), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH - 1, height - 1), outline=LINE, width=4)
    _head(draw, summary)
    y = _legend(draw, summary, HEAD + GAP)
    if entries:
        draw.line((MARGIN, y + GAP // 2, WIDTH - MARGIN, y + GAP // 2), fill=LINE, width=3)
    for at, (name, rows) in enumerate(columns):
        _entries(draw, name, rows, MARGIN + at * (COLUMN + MARGIN), y + GAP)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _head(draw: ImageDraw.ImageDraw, summary: Summary) -> None:
    title = fitted(draw, summary.title, TITLE, WIDTH - 2 * MARGIN)
    draw.text((MARGIN, 44), title, fill=INK, font=font(TITLE))
    about = f"{summary.total:,} numbers · {summary.footer}".removesuffix(" · ")
    draw.text((MARGIN, 116), drawable(about), fill=SOFT, font=font(SMALL))
    total = sum(count for _, count in summary.verdicts)
    if total:
        name, count = summary.verdicts[0]
        share, colour = _share(count, total), COLOURS.get(name, OTHER)
        draw.text((MARGIN - 6, 308), share, fill=colour, font=font(HUGE), anchor="ls")
        beside = MARGIN + draw.textlength(share, font=font(HUGE)) + GAP
        draw.text((beside, 308), name, fill=INK, font=font(TITLE), anchor="ls")
    _strip(draw, summary, total or 1)


def _strip(draw: ImageDraw.ImageDraw, summary: Summary, total: int) -> None:
    """Draw one bar in which every verdict has its share."""
    left, top, whole = float(MARGIN), HEAD - STRIP, WIDTH - 2 * MARGIN
    for name, count in summary.verdicts:
        right = left + whole * count / total
        draw.rectangle((left, top, max(right - 4, left), HEAD), fill=COLOURS.get(name, OTHER))
        left = right


def _legend(draw: ImageDraw.ImageDraw, summary: Summary, y: int) -> int:
    total = sum(count for _, count in summary.verdicts) or 1
    for name, count in summary.verdicts:
        draw.ellipse((MARGIN, y + 10, MARGIN + 30, y + 40), fill=COLOURS.get(name, OTHER))
        draw.text((MARGIN + 54, y), name, fill=INK, font=font(BODY))
        _right(draw, f"{count:,}", (WIDTH - MARGIN - 190, y), INK)
        _right(draw, _share(count, total), (WIDTH - MARGIN, y), SOFT)
        y += ROW
    return y


def _entries(
    draw: ImageDraw.ImageDraw, name: str, rows: Sequence[tuple[str, int]], x: int, y: int
) -> None:
    draw.text((x, y), name, fill=SOFT, font=font(SMALL))
    y += SMALL + GAP
    most = max(count for _, count in rows) or 1
    for label, count in rows:
        told = draw.textlength(f"{count:,}", font=font(BODY))
        shown = fitted(draw, label, BODY, COLUMN - told - GAP)
        draw.text((x, y), shown, fill=INK, font=font(BODY))
        _right(draw, f"{count:,}", (x + COLUMN, y), INK)
        length = max(COLUMN * count / most, 12)
        draw.rounded_rectangle((x, y + 54, x + length, y + 66), 6, fill=BAR)
        y += ENTRY


def _right(
    draw: ImageDraw.ImageDraw, text: str, corner: tuple[int, int], colour: str, size: int = BODY
) -> None:
    x, y = corner
    draw.text((x - draw.textlength(text, font=font(size)), y), text, fill=colour, font=font(size))


def _share(count: int, total: int) -> str:
    share = f"{count / total:.0%}"
    if count and share == "0%":
        return "< 1 %"
    return "> 99 %" if count < total and share == "100%" else share.replace("%", " %")
