"""One way of writing: whatever the alphabet, digits become ASCII, dashes and spaces plain."""

import re
import unicodedata

LONGEST = 4000  # characters; no message with a code in it is longer

# Accents go, so that "código" and "codigo" are one word; vowel signs of India stay letters.
ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")

# Left of the arrow one character, right of it what stands for it.
STAND_INS = {
    "\ufe0f": "",  # makes a sign colourful: part of the keycap digits
    "\u20e3": "",  # the key around a keycap digit
    "\u0640": "",  # stretches an Arabic word
    "\uff0c": ", ",  # a full-width comma is never a decimal one
    "\u3001": ", ",
    "\u060c": ", ",
    "\u066b": ".",  # Arabic decimal and thousands signs
    "\u066c": ",",
    "\u066a": "%",
    "\u2212": "-",
    "\u30fb": " ",
    "\u2019": "'",
    "\u02bc": "'",
    "\u03c2": "\u03c3",  # the sigma at the end of a word
    "\u0643": "\u06a9",  # the Arabic kaf and ya as Persian writes them
    "\u064a": "\u06cc",
    "\u0649": "\u06cc",
    "\u0623": "\u0627",  # alef with its hats
    "\u0625": "\u0627",
    "\u0622": "\u0627",
    "\u0111": "d",  # letters whose stroke is no accent to Unicode
    "\u0110": "D",
    "\u0142": "l",
    "\u0141": "L",
    "\u00f8": "o",
    "\u00d8": "O",
    "\u0131": "i",
    "\r": "\n",
    "\t": " ",
}

STAND_INS_AT = str.maketrans(STAND_INS)

# "OTP123456": the word is stuck to its digits.
STUCK = re.compile(r"(?i)\b(otp|code|pin|kode?|tan|codigo|codice)(?=\d{4,8}\b)")


def plain(text: str) -> str:
    """Rewrite a text so that one set of patterns reads every alphabet; case stays as it is."""
    written = text[:LONGEST].translate(STAND_INS_AT)
    if not written.isascii():
        written = "".join(map(_plain_character, written))
    bare = ACCENTS.sub("", unicodedata.normalize("NFD", written))
    return STUCK.sub(r"\1 ", unicodedata.normalize("NFC", bare))


def _plain_character(character: str) -> str:
    if character.isascii():
        return character
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category in {"Cf", "Cs"}:
        return ""
    if category == "Pd":
        return "-"
    if category in {"Zl", "Zp"}:
        return "\n"
    if category == "Zs":
        return " "
    if "\uff01" <= character <= "\uff5e":  # full-width ASCII
        return chr(ord(character) - 0xFEE0)
    return character
