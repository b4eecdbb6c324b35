"""The call was placed, and only the answer is missing: said in time, and never ordered again."""

from tests.journeys.stage import Stage, text_of


def number(fate: str) -> str:
    return f"+447700900{fate}"


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
