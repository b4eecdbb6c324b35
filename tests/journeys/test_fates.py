"""Every NumCheck fate of the magic numbers, from the chat's side."""

import pytest

from tests.journeys.stage import Stage, text_of


def number(fate: str) -> str:
    return f"+447700900{fate}"


@pytest.mark.parametrize("fate", ["000", "009", "015", "020", "021", "022", "023"])
async def test_a_phone_that_rang_can_be_verified_however_the_call_ended(
    stage: Stage, fate: str
) -> None:
    """A flash call that was busy, declined or not answered has shown its number all the same."""
    await stage.says(f"/verify {number(fate)}")
    await stage.advance(5)
    assert "waiting for the code" in text_of(stage.card())

    await stage.says(f"/code {stage.code_on(number(fate))}")
    assert "verified" in text_of(stage.card())


async def test_zeros_at_the_front_of_a_code_count(stage: Stage) -> None:
    await stage.says(f"/verify {number('015')}")
    code = stage.code_on(number("015"))
    assert code.startswith("0")

    await stage.says(f"/code {code}")
    assert "verified" in text_of(stage.card())


@pytest.mark.parametrize(
    ("fate", "sentence", "on_call"),
    [("050", "refuses our key", "refuses our key"), ("056", "is empty", "account there is empty")],
)
async def test_trouble_with_our_account_is_a_sure_no_and_on_call_hears(
    stage: Stage, fate: str, sentence: str, on_call: str
) -> None:
    await stage.says(f"/verify {number(fate)}")

    assert "failed" in text_of(stage.card())
    assert sentence in text_of(stage.card())
    assert any(on_call in text_of(message) for message in stage.seen())
    assert [] == stage.town.vendors["numcheck"].charged


async def test_throttled_once_goes_through_without_a_second_call(stage: Stage) -> None:
    await stage.says(f"/verify {number('051')}")
    await stage.advance(9)

    assert 1 == len(stage.handsets.calls_to(number("051")))
    assert "waiting for the code" in text_of(stage.card())


@pytest.mark.parametrize("fate", ["052", "054"])
async def test_an_answer_that_cannot_be_trusted_leaves_the_outcome_unknown(
    stage: Stage, fate: str
) -> None:
    await stage.says(f"/verify {number(fate)}")

    assert "outcome unknown" in text_of(stage.card())
    await stage.advance(30, step=5)
    assert len(stage.handsets.calls_to(number(fate))) <= 1


async def test_a_lost_answer_is_known_as_lost_within_ten_seconds(stage: Stage) -> None:
    """The money trap: the call was placed, and only the answer is missing."""
    await stage.says(f"/verify {number('053')}")
    assert "calling" in text_of(stage.card())
    await stage.advance(9)
    assert "outcome unknown" in text_of(stage.card())
    assert "may or may not" in text_of(stage.last())

    await stage.advance(120, step=10)
    assert 1 == len(stage.handsets.calls_to(number("053")))


async def test_a_late_answer_is_not_thrown_away(stage: Stage) -> None:
    """After 7 s the chat hears that nobody knows; after 20 s the provider answers after all."""
    await stage.says(f"/verify {number('070')}")
    await stage.advance(10)
    assert "outcome unknown" in text_of(stage.card())

    await stage.advance(12)
    assert "in progress" in text_of(stage.card())
    await stage.says(f"/code {stage.session_id()} {stage.code_on(number('070'))}")
    assert "verified" in text_of(stage.card())
    assert 1 == len(stage.handsets.calls_to(number("070")))


async def test_an_impossible_status_leaves_it_to_the_person(stage: Stage) -> None:
    await stage.says(f"/verify {number('060')}")
    await stage.advance(100, step=3)
    assert "in progress" in text_of(stage.card())

    await stage.says(f"/code {stage.code_on(number('060'))}")
    assert "verified" in text_of(stage.card())


async def test_no_provider_sees_a_request_that_is_not_documented(stage: Stage) -> None:
    for fate in ("000", "021", "060"):
        await stage.says(f"/verify {number(fate)}")
    await stage.advance(10)

    assert [] == stage.town.vendors["numcheck"].complaints
