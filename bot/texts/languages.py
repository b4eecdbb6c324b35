"""The languages a voice may speak, as those who speak them write them."""

from collections.abc import Collection

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.buttons import Button
from bot.flows.sessions.languages import LANGUAGES, SPEAK, language_of
from bot.texts.keyboards import button, in_rows
from bot.texts.words import Words
from providers.contract.phone import PhoneNumber

PER_ROW = 3
PIN = "pin"

NAMES = {
    "am": "አማርኛ",
    "ar": "العربية",
    "az": "Azərbaycan",
    "bn": "বাংলা",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fa": "فارسی",
    "fr": "Français",
    "he": "עברית",
    "hi": "हिन्दी",
    "hy": "Հայերեն",
    "id": "Indonesia",
    "it": "Italiano",
    "ja": "日本語",
    "ka": "ქართული",
    "kk": "Қазақ",
    "km": "ខ្មែរ",
    "ky": "Кыргыз",
    "mg": "Malagasy",
    "mn": "Монгол",
    "ms": "Melayu",
    "my": "မြန်မာ",
    "ne": "नेपाली",
    "ps": "پښتو",
    "pt": "Português",
    "ru": "Русский",
    "si": "සිංහල",
    "sn": "Shona",
    "so": "Soomaali",
    "sv": "Svenska",
    "sw": "Kiswahili",
    "ta": "தமிழ்",
    "tg": "Тоҷикӣ",
    "tk": "Türkmen",
    "uk": "Українська",
    "ur": "اردو",
    "uz": "Ўзбек",
    "vi": "Tiếng Việt",
    "zh": "中文",
}


def other_language(number: PhoneNumber, asking: Button, whose: str) -> InlineKeyboardButton:
    """Make the button that leads to the list, with what would be spoken otherwise."""
    language = language_of(number, LANGUAGES)
    return button(f"The voice speaks {NAMES[language]} · change", asking, whose, SPEAK)


def choice(languages: Collection[str], asking: Button, whose: str) -> Words:
    """Ask which language the voice shall speak; the answer is a way such as `pin-de`."""
    buttons = [
        button(NAMES[one], asking, whose, f"{PIN}-{one}")
        for one in sorted(languages, key=lambda one: NAMES[one].casefold())
    ]
    rows = in_rows(buttons, PER_ROW)
    return Words("Which language shall the voice speak?", InlineKeyboardMarkup(rows))
