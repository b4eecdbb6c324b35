"""Numbers as people write them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType, example_number_for_type, format_number

from providers.contract.phone import (
    Impossible,
    ImpossibleNumberError,
    NotANumberError,
    NumberKind,
    PhoneNumber,
)

ANNA = "+447700900000"


@pytest.mark.parametrize(
    "text",
    [
        "+447700900000",
        "+44 7700 900000",
        "+44 (0)7700 900-000",
        "(+44) 7700.900.000",
        "00447700900000",
        "00 44 7700 900000",
        "447700900000",  # too long for a national form, so it begins with its country
        "tel:+44-7700-900-000",
        "TEL:+447700900000;ext=12",
        "+44\u00a07700\u202f900000",  # spaces that do not break
        "\u202a+44 7700 900000\u202c",  # marks that chat programs leave behind
        "+44\u20137700\u2013900\u2011000",  # long and unbreakable dashes
        "\uff0b\uff14\uff14 7700 900000",  # full-width
        "+\u0664\u0664\u0667\u0667\u0660\u0660\u0669\u0660\u0660\u0660\u0660\u0660",  # Arabic
    ],
)
def test_it_reads_what_people_paste(text: str) -> None:
    assert PhoneNumber.parse(text).e164 == ANNA


@pytest.mark.parametrize("text", ["07700 900000", "7700900000", "+44 7700 900000", "447700900000"])
def test_a_default_region_allows_the_national_form(text: str) -> None:
    assert PhoneNumber.parse(text, default_region="GB").e164 == ANNA


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "hello",
        "+",
        "+44 7700 9000oo",
        "+1800FLOWERS",
        "1+1",
        "++447700900000",
        "9" * 65,
        "+44 7700 900000, +44 7700 900001",
        "\u0bf0\u0bf1\u0bf2",  # Tamil ten, hundred, thousand: numbers, but no digits
        "tel:",
    ],
)
def test_what_is_no_number_is_said_to_be_none(text: str) -> None:
    with pytest.raises(NotANumberError, match="not written like a phone number"):
        PhoneNumber.parse(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("+44", Impossible.TOO_SHORT),
        ("+44 77", Impossible.TOO_SHORT),
        ("+4", Impossible.TOO_SHORT),
        ("+44 7700 900000 000", Impossible.TOO_LONG),
        ("+" + "4" * 30, Impossible.TOO_LONG),
        ("+49 30 " + "1" * 13, Impossible.TOO_LONG),  # Germany's plan has room, E.164 has not
        ("+999 123456789", Impossible.UNKNOWN_COUNTRY),
        ("00 999 123456789", Impossible.UNKNOWN_COUNTRY),
        ("07700 900000", Impossible.NO_COUNTRY),
        ("7700900000", Impossible.NO_COUNTRY),
        ("8 495 123 45 67", Impossible.NO_COUNTRY),  # Russian national form, not Vietnam
        ("12", Impossible.NO_COUNTRY),
    ],
)
def test_an_impossible_number_says_why(text: str, reason: Impossible) -> None:
    with pytest.raises(ImpossibleNumberError) as caught:
        PhoneNumber.parse(text)

    assert caught.value.reason is reason
    assert not any(digits in str(caught.value) for digits in ("7700", "999"))


def test_its_parts() -> None:
    number = PhoneNumber.parse(ANNA)

    assert number.digits == "447700900000"
    assert number.country_code == 44
    assert number.region == "GB"  # though nobody has it
    assert number.kind is NumberKind.UNASSIGNED
    assert not number.is_assigned
    assert number.is_callable


def test_whatever_prints_it_prints_it_masked() -> None:
    number = PhoneNumber.parse(ANNA)

    assert number.masked == "+44•••••••000"
    assert f"{number} {number!r} {[number]}".count("7700900") == 0


def test_a_second_opinion_does_not_bring_an_impossible_number_back() -> None:
    with pytest.raises(ImpossibleNumberError) as caught:
        PhoneNumber.parse("123", default_region="GB")

    assert caught.value.reason is Impossible.TOO_SHORT


def test_an_international_number_without_plus_is_understood_in_any_region() -> None:
    assert PhoneNumber.parse("447700900000", default_region="US").e164 == ANNA


def test_equal_numbers_are_equal_however_written() -> None:
    assert {PhoneNumber.parse(ANNA), PhoneNumber.parse("0044 7700 900000")} == {PhoneNumber(ANNA)}


@pytest.mark.parametrize(
    ("kind", "is_callable"),
    [
        (NumberKind.MOBILE, True),
        (NumberKind.FIXED, True),
        (NumberKind.TOLL_FREE, True),
        (NumberKind.VOIP, True),
        (NumberKind.PREMIUM, False),
        (NumberKind.SHARED_COST, False),
        (NumberKind.PERSONAL, False),
        (NumberKind.PAGER, False),
    ],
)
def test_dear_kinds_are_not_callable(kind: NumberKind, *, is_callable: bool) -> None:
    plan = {
        NumberKind.MOBILE: PhoneNumberType.MOBILE,
        NumberKind.FIXED: PhoneNumberType.FIXED_LINE,
        NumberKind.TOLL_FREE: PhoneNumberType.TOLL_FREE,
        NumberKind.VOIP: PhoneNumberType.VOIP,
        NumberKind.PREMIUM: PhoneNumberType.PREMIUM_RATE,
        NumberKind.SHARED_COST: PhoneNumberType.SHARED_COST,
        NumberKind.PERSONAL: PhoneNumberType.PERSONAL_NUMBER,
        NumberKind.PAGER: PhoneNumberType.PAGER,
    }
    country = "DE" if kind is NumberKind.SHARED_COST else "GB"
    example = example_number_for_type(country, plan[kind])
    assert example is not None
    number = PhoneNumber.parse(format_number(example, PhoneNumberFormat.E164))

    assert number.kind is kind
    assert number.is_assigned
    assert number.is_callable is is_callable


@pytest.mark.parametrize("code", ["870", "881", "882", "883"])
def test_satellite_numbers_are_not_callable_assigned_or_not(code: str) -> None:
    number = PhoneNumber.parse(f"+{code}{'1' * 9}")

    assert number.kind is NumberKind.SATELLITE
    assert not number.is_callable
    assert number.region is None


@given(st.text(max_size=80))
def test_any_text_ends_in_a_number_or_an_error_of_ours(text: str) -> None:
    try:
        number = PhoneNumber.parse(text)
    except (NotANumberError, ImpossibleNumberError):
        return

    assert len(number.digits) <= 15


@example("+43000000")
@example("+820000000")
@given(st.from_regex(r"\+[1-9][0-9]{5,14}", fullmatch=True))
def test_a_number_written_out_reads_the_same(text: str) -> None:
    try:
        number = PhoneNumber.parse(text)
    except ImpossibleNumberError:
        return

    assert PhoneNumber.parse(number.e164) == number
    assert number.masked[-3:] == number.e164[-3:]
    assert number.kind in NumberKind
