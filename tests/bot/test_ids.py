import pytest

from bot.ids import ALPHABET, RandomIds, looks_like_session, tidied


def test_an_id_can_be_said_aloud_and_is_neither_a_word_nor_a_code() -> None:
    drawn = [RandomIds().session() for _ in range(500)]

    assert {4} == {len(one) for one in drawn}
    assert {*"".join(drawn)} <= {*ALPHABET}
    assert not any(one.isdigit() or one.isalpha() for one in drawn)
    assert all(looks_like_session(one) for one in drawn)


@pytest.mark.parametrize("typed", ["7f3k", "#7F3K", " 7F3K. ", "`7F3K`"])
def test_an_id_is_read_as_people_type_it(typed: str) -> None:
    assert "7F3K" == tidied(typed)


@pytest.mark.parametrize("word", ["4953", "0053", "123456", "7F", "", "+4477", "O0I1"])
def test_digits_are_no_session(word: str) -> None:
    assert not looks_like_session(word)
