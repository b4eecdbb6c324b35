"""What help shows can be typed as it stands there."""

from pathlib import Path

import pytest

from bot.flows.asking.asking import Why
from bot.texts import replies
from bot.texts.help import PAGES
from bot.texts.refusals import SENTENCES
from sandbox.town import SUPPORT
from tests.journeys.stage import opened_stage, text_of

FORM = [why for why in Why if why.name.startswith("NOT_A") or why is Why.NO_HAND_OVER]
COMPLAINTS = (
    *filter(None, (SENTENCES[why].partition("{")[0] for why in FORM)),
    *(replies.VERIFY_USAGE, replies.CODE_USAGE, "I did not understand", "Did you mean"),
)


@pytest.mark.parametrize("where", [None, SUPPORT])
async def test_every_example_is_understood(tmp_path: Path, where: int | None) -> None:
    place = {} if where is None else {"where": where}
    async with opened_stage(tmp_path, vendors=None) as stage:
        for example in (one for _, examples in PAGES.values() for one in examples):
            known = len(stage.seen(**place))
            await stage.says(example, **place)
            await stage.advance(1)
            told = [text_of(one) for one in stage.seen(**place)[known:]]

            assert not [one for one in told if one.startswith(COMPLAINTS)], example


async def test_a_slip_is_answered_in_private_and_ignored_among_others(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.says("/verfy +447700900000")
        assert "Did you mean /verify +447700900000?" == text_of(stage.last())

        heard = len(stage.seen(where=SUPPORT))
        await stage.says("/verfy +447700900000", where=SUPPORT)
        assert heard + 1 == len(stage.seen(where=SUPPORT))
        assert not stage.handsets.calls


async def test_cancel_asks_by_buttons_which_of_several_is_meant(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.says("/verify +447700900000")
        await stage.says("/verify +447700900003")
        await stage.says("/cancel")
        asked = stage.last()
        rows = asked["reply_markup"]["inline_keyboard"]
        first, second = (row[0]["text"] for row in rows)
        assert text_of(asked).startswith("Several are open.")

        told = await stage.taps(first, asked)
        assert f"{first.removeprefix('Cancel ')} is cancelled." == told

        await stage.says("/cancel")
        assert f"{second.removeprefix('Cancel ')} is cancelled." == text_of(stage.last())
