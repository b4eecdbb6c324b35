"""Letters for pictures: a font of the machine that knows many, or the one that is always there.

The one that is always there knows no accents; what a font cannot draw is written without them, so
that no picture ever has boxes in it.
"""

import unicodedata
from functools import lru_cache

from PIL import ImageDraw, ImageFont

FAMILIES = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "Arial.ttf")
NO_LETTER = "\uffff"  # no font has it: so looks what a font has not
ELLIPSIS = "..."
MISSING = "?"


@lru_cache(maxsize=32)
def font(size: int) -> ImageFont.FreeTypeFont:
    """Give the font in a size (pixels)."""
    for family in FAMILIES:
        try:
            return ImageFont.truetype(family, size)
        except OSError:  # not on this machine
            continue
    always = ImageFont.load_default(size)
    assert isinstance(always, ImageFont.FreeTypeFont)
    return always


def drawable(text: str) -> str:
    """Write a text with the letters the font has."""
    plain = unicodedata.normalize("NFC", text)
    return "".join(sign if is_known(sign) else _bare(sign) for sign in plain if sign.isprintable())


def fitted(draw: ImageDraw.ImageDraw, text: str, size: int, width: float) -> str:
    """Shorten a text until it fits."""
    shown = drawable(text)
    if draw.textlength(shown, font=font(size)) <= width:
        return shown
    while shown and draw.textlength(shown + ELLIPSIS, font=font(size)) > width:
        shown = shown[:-1]
    return shown.rstrip() + ELLIPSIS


@lru_cache(maxsize=4096)
def is_known(sign: str) -> bool:
    """Whether the font has a letter."""
    if sign.isascii():
        return True
    probe = font(24)
    return bytes(probe.getmask(sign)) != bytes(probe.getmask(NO_LETTER))


def _bare(sign: str) -> str:
    base = unicodedata.normalize("NFKD", sign)[:1]
    return base if base != sign and is_known(base) else MISSING
