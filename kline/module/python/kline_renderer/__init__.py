"""A candlestick chart whose engine is written in Rust.

`CandleRenderer` holds candles and draws what is seen of them: as pixels, as commands for a painter
of one's own, or as Qt's records. It needs no Qt.
"""

from kline_renderer._native import (
    COMMAND_DTYPE,
    COMMAND_FORMAT,
    COMMAND_SIZE,
    COMMAND_VERSION,
    Candle,
    CandleRenderer,
    Damage,
    FrameInfo,
    Pending,
    rule_into,
    ticks,
)

__all__ = [
    "COMMAND_DTYPE",
    "COMMAND_FORMAT",
    "COMMAND_SIZE",
    "COMMAND_VERSION",
    "Candle",
    "CandleRenderer",
    "Damage",
    "FrameInfo",
    "Pending",
    "rule_into",
    "ticks",
]
