"""The lines of a grid lie below what is drawn, and a buffer that does not fit is refused."""

from typing import Any

import numpy as np
import pytest
from kline_renderer import rule_into

BACK, LINE, CANDLE = 0xFF1E1E1E, 0xFF2E3138, 0xFF26A69A


def picture() -> Any:
    pixels = np.full((4, 6), BACK, np.uint32)
    pixels[:, 2] = CANDLE
    return pixels


def rule(pixels: Any, **changed: Any) -> None:
    asked = {"stride": 24, "size": (6, 4), "rows": [1], "columns": [2, 4]} | changed
    rule_into(pixels, color=LINE, background=BACK, **asked)


def test_only_the_background_is_ruled() -> None:
    pixels = picture()
    rule(pixels, rows=[1, 99], columns=[2, 4, 2**32 - 1])
    assert (pixels[:, 2] == CANDLE).all()
    assert (pixels[:, 4] == LINE).all()
    assert (pixels[1, [0, 1, 3, 5]] == LINE).all()
    assert (pixels == BACK).sum() == 4 * 6 - 4 - 4 - 4


def test_columns_that_are_not_stale_stay() -> None:
    pixels = picture()
    rule(pixels, damage=(0, 2))
    assert (pixels == LINE).sum() == 2
    rule(pixels, damage=(5, 1))
    assert (pixels == LINE).sum() == 2


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"stride": 23}, ValueError),
        ({"stride": 20}, ValueError),
        ({"size": (6, 5)}, ValueError),
        ({"size": (2**31, 4)}, ValueError),
        ({"rows": [-1]}, OverflowError),
        ({"rows": 7}, TypeError),
    ],
)
def test_what_does_not_fit_is_refused(changed: dict[str, Any], kind: type[Exception]) -> None:
    pixels = picture()
    with pytest.raises(kind):
        rule(pixels, **changed)
    assert (pixels == picture()).all()
    pixels.flags.writeable = False
    with pytest.raises((TypeError, BufferError, ValueError)):
        rule(pixels)
