"""Whether what a service's field says is what its text says."""

import pytest

from bot.codes.standing import stands_in


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("123456", "Your code is 123456."),
        ("123456", "Your code is 123-456"),
        ("123456", "123 456 is your code"),
        ("123-456", "Code: 123456"),
        ("004217", "Use 0 0 4 2 1 7 now"),
        ("ab12cd", "Code AB12-CD"),
        ("123456", "@site.example #123456"),
        ("٤٨٢١", "الرمز ٤٨٢١"),
    ],
)
def test_a_code_stands_in_its_text_however_it_is_spaced(code: str, text: str) -> None:
    assert stands_in(code, text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("123456", "Your code is 1234567."),
        ("123456", "Your code is 123 456 789"),
        ("456789", "Your code is 123-456-789"),
        ("456", "Your code is 123 456"),
        ("123", "abc123"),
        ("123", "1.23"),
        ("123", "12  3"),
        ("123", ""),
        ("--", "no code -- here"),
        ("", "no code"),
        ("1" * 65, "1" * 65),
    ],
)
def test_part_of_another_is_another(code: str, text: str) -> None:
    assert not stands_in(code, text)
