"""Which language to speak to the owner of a number: by its country, as far as a voice knows it."""

from collections.abc import Collection

from providers.contract.phone import PhoneNumber

FALLBACK = "en"
SPEAK = "speak"  # in the place of a way: first say in which language

# Every language some voice knows, by ISO 639-1; each provider says which of them are its own.
LANGUAGES = frozenset({
    "am", "ar", "az", "bn", "de", "en", "es", "fa", "fr", "he", "hi", "hy", "id", "it",
    "ja", "ka", "kk", "km", "ky", "mg", "mn", "ms", "my", "ne", "ps", "pt", "ru", "si",
    "sn", "so", "sv", "sw", "ta", "tg", "tk", "uk", "ur", "uz", "vi", "zh",
})  # fmt: skip

# The language most people of a country hear at home, where it is not English. Countries with
# several have the one most of their mobile subscribers understand (our choice).
OF_COUNTRY = {
    "AF": "fa", "AM": "hy", "AO": "pt", "AR": "es", "AT": "de", "AZ": "az", "BD": "bn",
    "BJ": "fr", "BN": "ms", "BO": "es", "BR": "pt", "BY": "ru", "CD": "fr", "CG": "fr",
    "CH": "de", "CI": "fr", "CL": "es", "CM": "fr", "CN": "zh", "CO": "es", "CR": "es",
    "CV": "pt", "DE": "de", "DJ": "fr", "DO": "es", "DZ": "ar", "EC": "es", "EG": "ar",
    "ES": "es", "ET": "am", "FR": "fr", "GA": "fr", "GE": "ka", "GN": "fr", "GQ": "es",
    "GT": "es", "HK": "zh", "HN": "es", "ID": "id", "IL": "he", "IN": "hi", "IQ": "ar",
    "IR": "fa", "IT": "it", "JO": "ar", "JP": "ja", "KE": "sw", "KG": "ky", "KH": "km",
    "KW": "ar", "KZ": "kk", "LB": "ar", "LI": "de", "LK": "si", "LU": "fr", "LY": "ar",
    "MA": "ar", "MC": "fr", "MG": "mg", "ML": "fr", "MM": "my", "MN": "mn", "MO": "zh",
    "MR": "ar", "MX": "es", "MY": "ms", "MZ": "pt", "NE": "fr", "NI": "es", "NP": "ne",
    "OM": "ar", "PA": "es", "PE": "es", "PK": "ur", "PS": "ar", "PT": "pt", "PY": "es",
    "QA": "ar", "RU": "ru", "SA": "ar", "SD": "ar", "SE": "sv", "SM": "it", "SN": "fr", "SO": "so",
    "SV": "es", "SY": "ar", "TD": "fr", "TG": "fr", "TJ": "tg", "TM": "tk", "TN": "ar",
    "TW": "zh", "TZ": "sw", "UA": "uk", "UY": "es", "UZ": "uz", "VE": "es", "VN": "vi",
    "YE": "ar", "ZW": "sn",
}  # fmt: skip


def read_way(written: str) -> tuple[str, str | None]:
    """Read `pin-de` or `flash`: a way, and the language it shall speak where one is named."""
    method, _, language = written.partition("-")
    return method, language or None


def language_of(number: PhoneNumber, spoken: Collection[str]) -> str:
    """Choose a language (ISO 639-1) that the voice knows."""
    wanted = OF_COUNTRY.get(number.region or "", FALLBACK)
    return wanted if wanted in spoken else FALLBACK
