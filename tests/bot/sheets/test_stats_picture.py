"""The picture of statistics: drawn for nothing, for much, and for odd names."""

import io
from decimal import Decimal

import pytest
from PIL import Image

from bot.sheets.stats_picture import Chart, Picture, Row, draw_stats


@pytest.mark.parametrize("days", [1, 7, 30])
@pytest.mark.parametrize("value", ["0", "0.000001", "123456.78"])
def test_it_is_as_wide_as_a_phone_likes_and_never_breaks(days: int, value: str) -> None:
    values = [Decimal(value)] * days
    chart = Chart("Spent, EUR", value, [value] * days, values, is_money=True)
    rows = [Row("Панель · Великобритания, весьма длинное имя", 1.0, "1 of 1"), Row("x", 0.0, "")]
    picture = Picture("30 days", "until now", [str(at) for at in range(days)], [chart] * 3,
                      [("Verified", rows), ("Nothing", [])])  # fmt: skip

    image = Image.open(io.BytesIO(draw_stats(picture)))
    assert 1080 == image.width
    assert 400 < image.height < 3000
