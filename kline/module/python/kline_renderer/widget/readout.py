"""Numbers and candles in words: for the read-out, the labels of lines, and for listeners."""

import math
from decimal import Decimal

from kline_renderer._native import Candle, CandleRenderer
from kline_renderer.widget.zones import Zone

__all__ = ["decimals_for", "decimals_in", "described", "price_text", "readout"]

MOST_DECIMALS = 12
ROUND_DECIMALS = 8
"""A price with more decimals than these was computed, and not quoted."""
SAMPLED = 64


def decimals_for(low: float, high: float, pixels: float) -> int:
    """As many decimals as tell one pixel from the next, and show five digits of a price."""
    step = (high - low) / max(pixels, 1.0)
    if not (math.isfinite(step) and step > 0.0):
        return 2
    size = max(abs(low), abs(high))
    decimals = max(math.ceil(-math.log10(step)), 4 - math.floor(math.log10(size)))
    return min(max(decimals, 0), MOST_DECIMALS)


def decimals_in(renderer: CandleRenderer) -> int | None:
    """The decimals that the newest prices are written with; nothing where they are not round."""
    most = 0
    for back in range(1, min(len(renderer), SAMPLED) + 1):
        candle = renderer.candle(-back)
        for price in (candle.open, candle.high, candle.low, candle.close):
            if math.isfinite(price):
                exponent = Decimal(repr(price)).as_tuple().exponent
                most = max(most, -exponent if isinstance(exponent, int) else 0)
    return most if most <= ROUND_DECIMALS else None


def price_text(price: float, decimals: int) -> str:
    """A price with that many decimals."""
    return f"{price:.{decimals}f}" if math.isfinite(price) else "none"


def volume_text(volume: float) -> str:
    """A volume, in thousands or millions where it is that large."""
    if not math.isfinite(volume):
        return "none"
    for factor, unit in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")):
        if abs(volume) >= factor:
            return f"{volume / factor:.2f}{unit}"
    return f"{volume:.10g}"


def change_text(candle: Candle) -> str:
    """How much the close differs from the open, with its sign."""
    if not (math.isfinite(candle.open) and math.isfinite(candle.close)) or candle.open == 0.0:
        return ""
    return f"{(candle.close - candle.open) / abs(candle.open):+.2%}"


def name_of(candle: Candle, zone: Zone) -> str:
    """What tells a candle from the others: its time, or its number."""
    return f"#{candle.index}" if candle.time is None else zone.text(candle.time)


def readout(candle: Candle, decimals: int, zone: Zone) -> str:
    """A candle in one line."""
    if is_gap(candle):
        return f"{name_of(candle, zone)}   no trade"
    prices = (candle.open, candle.high, candle.low, candle.close)
    parts = [
        name_of(candle, zone),
        *(
            f"{name} {price_text(price, decimals)}"
            for name, price in zip("OHLC", prices, strict=True)
        ),
    ]
    if candle.volume is not None:
        parts.append(f"V {volume_text(candle.volume)}")
    return "   ".join([*parts, change_text(candle)]).rstrip()


def is_gap(candle: Candle) -> bool:
    """Whether nothing is drawn of it."""
    return not all(map(math.isfinite, (candle.open, candle.high, candle.low, candle.close)))


def described(
    seen: tuple[int, int],
    candle: Candle | None,
    is_under_crosshair: bool,
    decimals: int,
    zone: Zone,
) -> str:
    """What a chart shows, for a screen reader: whole words instead of letters."""
    count = seen[1] - seen[0]
    if candle is None:
        return "No candles."
    which = "Candle under the crosshair" if is_under_crosshair else "Last candle"
    name = name_of(candle, zone)
    if is_gap(candle):
        return f"{count} candles are seen. {which}, {name}: no trade."
    words = ", ".join(
        f"{word} {price_text(price, decimals)}"
        for word, price in (
            ("open", candle.open),
            ("high", candle.high),
            ("low", candle.low),
            ("close", candle.close),
        )
    )
    volume = "" if candle.volume is None else f", volume {volume_text(candle.volume)}"
    direction = "rising" if candle.close >= candle.open else "falling"
    return f"{count} candles are seen. {which}, {name}: {words}{volume}, {direction}."
