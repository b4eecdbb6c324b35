"""Messages in which two codes are equally likely: a person has to choose."""

import pytest

from bot.codes.extractor import Found, find_codes

TWO = [
    ("Your login code is 123456 and your backup code is 654321", ("123456", "654321")),
    ("Use 4821 or 9374", ("4821", "9374")),
    ("Codes: 4471 for the gate, 9902 for the door", ("4471", "9902")),
    ("Die Codes: 4471 für das Tor, 9902 für die Tür", ("4471", "9902")),
    ("4821 9374 5566 or 112233 is your code", ("112233",)),
    ("Code: 4821. PIN: 9374.", ("4821", "9374")),
    ("Code 123456 or 654321", ("123456", "654321")),
    ("123456 or 654321 is your code", ("123456", "654321")),
    ("Your codes: 123456, 654321, 111222", ("123456", "654321", "111222")),
    ("123456\n654321", ("123456", "654321")),
    ("Acme: 4821, Other: 937465", ("4821", "937465")),
    ("123456 is your Acme code. 654321 is your Other code.", ("123456", "654321")),
    ("Ваш код: 1234. Пароль: 5678.", ("1234", "5678")),
    ("Ваш код 1234 или 5678", ("1234", "5678")),
    ("您的验证码是123456或654321", ("123456", "654321")),
    ("Ihr Code: 123456\nIhre PIN: 9876", ("123456", "9876")),
    ("Votre code est 123456 ou 654321", ("123456", "654321")),
    ("Tu código es 123456 y tu clave es 4821", ("123456", "4821")),
    ("OTP: 1234, TAN: 567890", ("1234", "567890")),
    ("@example.com #123456\n@example.com #654321", ("123456", "654321")),
    ("रमेश का कोड 1234 है, सीता का कोड 5678 है", ("1234", "5678")),
    ("رمز 1234 أو رمز 5678", ("1234", "5678")),
]


@pytest.mark.parametrize(("text", "candidates"), [case for case in TWO if len(case[1]) > 1])
def test_two_likely_codes_are_both_shown(text: str, candidates: tuple[str, ...]) -> None:
    assert Found(None, candidates) == find_codes(text)
