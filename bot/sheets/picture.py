"""Draw what a batch found out, to be read at a glance on a phone, in light and dark chats."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

WIDTH, MARGIN = 1080, 64
BODY, SMALL, TITLE, HUGE = 36, 30, 52, 40
ROW, GAP = 64, 28
INK, SOFT, PAPER, LINE = "#1b2733", "#667684", "#fbfcfd", "#e3e8ec"
# Told apart by people who see colours differently, after Okabe and Ito.
COLOURS = {
    "reachable": "#009e73",
    "clean": "#009e73",
    "valid": "#0072b2",
    "unreachable": "#e69f00",
    "suspicious": "#e69f00",
    "not mobile": "#f0e442",
    "unassigned": "#f0e442",
    "invalid": "#d55e00",
    "fraudulent": "#d55e00",
}
OTHER = "#9aa7b2"
BAR = "#56b4e9"
ELLIPSIS = "…"


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
    blocks = [(name, rows) for name, rows in _blocks(summary) if rows]
    height = 330 + ROW * len(summary.verdicts)
    height += sum(90 + (ROW + 8) * len(rows) for _, rows in blocks) + 90
    image = Image.new("RGB", (WIDTH, height), PAPER)
    draw = ImageDraw.Draw(image)
    y = _head(draw, summary)
    y = _stack(draw, summary, y)
    for name, rows in blocks:
        y = _bars(draw, name, rows, y)
    draw.text((MARGIN, y + GAP), summary.footer, fill=SOFT, font=_font(SMALL))
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _blocks(summary: Summary) -> list[tuple[str, Sequence[tuple[str, int]]]]:
    return [("Networks", summary.networks), ("Countries", summary.countries)]


def _head(draw: ImageDraw.ImageDraw, summary: Summary) -> int:
    title = _fitted(draw, summary.title, _font(TITLE), WIDTH - 2 * MARGIN)
    draw.text((MARGIN, MARGIN), title, fill=INK, font=_font(TITLE))
    draw.text((MARGIN, MARGIN + 70), f"{summary.total:,} numbers", fill=SOFT, font=_font(BODY))
    return MARGIN + 150


def _stack(draw: ImageDraw.ImageDraw, summary: Summary, y: int) -> int:
    """Draw one bar in which every verdict has its share, and name them below."""
    total = sum(count for _, count in summary.verdicts) or 1
    left, whole = float(MARGIN), WIDTH - 2 * MARGIN
    for name, count in summary.verdicts:
        right = left + whole * count / total
        draw.rectangle((left, y, right, y + 56), fill=COLOURS.get(name, OTHER))
        left = right
    y += 56 + GAP
    for name, count in summary.verdicts:
        draw.ellipse((MARGIN, y + 10, MARGIN + 26, y + 36), fill=COLOURS.get(name, OTHER))
        draw.text((MARGIN + 48, y), name, fill=INK, font=_font(BODY))
        _right(draw, f"{count:,}  ·  {_share(count, total)}", y, INK, BODY)
        y += ROW
    return y


def _bars(draw: ImageDraw.ImageDraw, name: str, rows: Sequence[tuple[str, int]], y: int) -> int:
    y += GAP
    draw.line((MARGIN, y, WIDTH - MARGIN, y), fill=LINE, width=3)
    draw.text((MARGIN, y + 14), name, fill=SOFT, font=_font(SMALL))
    y += 62
    most = max(count for _, count in rows) or 1
    for label, count in rows:
        shown = _fitted(draw, label, _font(BODY), WIDTH - 2 * MARGIN - 220)
        draw.text((MARGIN, y), shown, fill=INK, font=_font(BODY))
        _right(draw, f"{count:,}", y, INK, BODY)
        length = (WIDTH - 2 * MARGIN) * count / most
        draw.rounded_rectangle((MARGIN, y + 46, MARGIN + max(length, 10), y + 56), 5, fill=BAR)
        y += ROW + 8
    return y


def _right(draw: ImageDraw.ImageDraw, text: str, y: int, colour: str, size: int) -> None:
    width = draw.textlength(text, font=_font(size))
    draw.text((WIDTH - MARGIN - width, y), text, fill=colour, font=_font(size))


def _share(count: int, total: int) -> str:
    share = 100 * count / total
    return "under 1 %" if 0 < share < 1 else f"{share:.0f} %"


def _fitted(
    draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, width: float
) -> str:
    """Shorten a text until it fits."""
    if draw.textlength(text, font=font) <= width:
        return text
    while text and draw.textlength(text + ELLIPSIS, font=font) > width:
        text = text[:-1]
    return text + ELLIPSIS


def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font
