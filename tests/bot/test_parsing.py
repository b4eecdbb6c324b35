import pytest

from bot.commands.numbers_in_text import read_numbers
from bot.commands.parsing import is_bare_code, named_session, read_code, read_verify
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.verifying.proving import as_digits
from bot.ids import RandomIds, looks_like_session


@pytest.mark.parametrize(
    "text",
    [
        "+447700900123",
        "+44 7700 900123 flash",
        "FLASH (+44) 7700-900.123",
        "0044 7700 900123",
        "447700900123",
        "+44\u00a07700\u00a0900123",
        "+44 7700 900123 Flash!",
        "+44 7700 900123, flash.",
        "+447700900123: (flash)",
        "number +447700900123 flash-call 🙏",
    ],
)
def test_numbers_are_read_as_people_write_them(text: str) -> None:
    wish = read_verify(text)

    assert "+447700900123" == wish.number.e164
    assert wish.method in {None, "flash"}


@pytest.mark.parametrize(
    "text",
    [
        "+447700900123 +447700900124 flash",
        "+447700900123, 447700900124",
        "447700900123 447700900124 flash",
    ],
)
def test_two_numbers_are_one_too_many(text: str) -> None:
    with pytest.raises(RefusedRequest) as refused:
        read_verify(text)

    assert Why.ONE_AT_A_TIME is refused.value.why


def test_an_unknown_way_is_refused_with_those_there_are() -> None:
    with pytest.raises(RefusedRequest) as refused:
        read_verify("+447700900123 pigeon")

    assert Why.NO_SUCH_METHOD is refused.value.why
    assert ("pigeon", "flash") == (refused.value.detail, refused.value.choices[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4953", (None, "4953")),
        ("7f3k 4953", ("7F3K", "4953")),
        ("7F3K 49 53", ("7F3K", "49 53")),
        ("7F3K\n4953", ("7F3K", "4953")),
        ("49 53", (None, "49 53")),
        ("7F3K, 4953", ("7F3K", "4953")),
        ("#7F3K: 4953", ("7F3K", "4953")),
        ("4953 7f3k", ("7F3K", "4953")),
    ],
)
def test_a_code_is_read_with_or_without_its_session(
    text: str, expected: tuple[str | None, str]
) -> None:
    assert expected == read_code(text)


@pytest.mark.parametrize(
    ("text", "digits"), [("0053", "0053"), ("00-53", "0053"), ("٤٩٥٣", "4953")]
)
def test_digits_keep_their_zeros_in_any_script(text: str, digits: str) -> None:
    assert digits == as_digits(text)


@pytest.mark.parametrize("text", ["", "abc", "49x3", "²³"])
def test_what_is_no_digit_is_no_code(text: str) -> None:
    with pytest.raises(RefusedRequest):
        as_digits(text)


@pytest.mark.parametrize("text", ["4953", "49-53", "49 53", "7F3K 4953", "(4953)"])
def test_a_bare_message_of_digits_is_meant_as_a_code(text: str) -> None:
    assert is_bare_code(text)


@pytest.mark.parametrize("text", ["", "7F3K", "hello 4953", "+447700900000", "4" * 12])
def test_other_bare_messages_are_not(text: str) -> None:
    assert not is_bare_code(text)


def test_ids_can_be_told_from_codes() -> None:
    ids = RandomIds()

    for _ in range(200):
        drawn = ids.session()
        assert looks_like_session(drawn.lower())
        assert drawn == named_session(f"#{drawn.lower()} please")
    assert not looks_like_session("4953")


def test_what_stands_behind_a_number_does_not_spoil_it() -> None:
    valid, invalid = read_numbers("+447700900030 +447700900000 123 foo")

    assert ["+447700900030", "+447700900000"] == [one.e164 for one in valid]
    assert [("123", "has no country code")] == invalid


@pytest.mark.parametrize("text", ["+44 7700 900123", "+447700900 123", "44 (0)7700 900-123"])
def test_a_number_with_blanks_stays_one(text: str) -> None:
    valid, invalid = read_numbers(text)

    assert (["+447700900123"], []) == ([one.e164 for one in valid], invalid)
