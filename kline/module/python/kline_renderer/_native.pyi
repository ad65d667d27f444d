"""The chart's engine, as Python sees it.

Two lengths are never mixed. *Pixels* without a word before them are device-independent, as Qt
counts them; *device pixels* are those of the memory that is rendered into, `dpr` times as many.
Candle `i` lies from `i` to `i + 1` on the axis of the viewport, with its centre at `i + 0.5`.
"""

from collections.abc import Sequence
from typing import Any, Literal, final

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

COMMAND_SIZE: int
"""Bytes of one command: 28."""

COMMAND_FORMAT: str
"""One command for `struct`: `<6fI`, that is x, y, width, height, wick_top, wick_bottom, colour."""

COMMAND_VERSION: int
"""Grows when the layout or the meaning of a command changes."""

COMMAND_DTYPE: list[tuple[str, str]]
"""One command for NumPy, with names: `numpy.frombuffer(commands, COMMAND_DTYPE)`."""

@final
class Candle:
    """One row, as it was given."""

    @property
    def index(self) -> int:
        """Its place, from 0."""

    @property
    def time(self) -> int | None:
        """Nanoseconds since 1970 in UTC; nothing where the chart has no times or this row none."""

    @property
    def open(self) -> float:
        """First price."""

    @property
    def high(self) -> float:
        """Highest price."""

    @property
    def low(self) -> float:
        """Lowest price."""

    @property
    def close(self) -> float:
        """Last price."""

    @property
    def volume(self) -> float | None:
        """Volume; nothing where the chart has none."""

@final
class Damage:
    """What a new or changed candle makes stale."""

    @property
    def x0(self) -> int:
        """First stale column, in device pixels."""

    @property
    def x1(self) -> int:
        """One after the last stale column; `x0` where nothing that is seen has changed."""

    @property
    def rescaled(self) -> bool:
        """Whether a fitted price range no longer fits, so that everything is stale.

        With a range that was set, by `autoscale` or `set_price_range`: whether the candle reaches
        beyond it.
        """

@final
class FrameInfo:
    """What a rendering has drawn."""

    @property
    def lod(self) -> bool:
        """Whether several candles share a column, because they have less than 1.5 device pixels."""

    @property
    def columns(self) -> int:
        """Device-pixel columns that were rendered."""

    @property
    def first(self) -> int:
        """First candle of the viewport."""

    @property
    def last(self) -> int:
        """One after the last candle of the viewport."""

    @property
    def y0(self) -> float:
        """Price, or volume, at the lower edge."""

    @property
    def y1(self) -> float:
        """Price, or volume, at the upper edge."""

@final
class CandleRenderer:
    """Candles, the part of them that is seen, and three ways to draw it.

    Every method may be called from any thread. A paint works on what the candles were when it
    began: no feed waits for it, and it waits for no feed, however much is being loaded.

    Columns (`opens`, `times` …) are lists or tuples of numbers, or arrays of any library: whatever
    has the buffer protocol, `__dlpack__`, the Arrow PyCapsule interface or `to_numpy`. They are
    copied, since borrowed memory may change. float64, float32 and integers are taken, of either
    byte order and with any stride; an integer that a float64 cannot hold is refused. In lists
    `None` is NaN.

    A row with a price that is not finite is a gap. Where `high` and `low` do not enclose the other
    prices the candle is drawn from the lowest to the highest of the four; `stats` counts both.

    Until `set_viewport` is called every candle is seen, and until `autoscale` or `set_price_range`
    is called every paint fits the price range to what is seen, with a margin of 5 %.

    Parameters
    ----------
    width, height
        Size in pixels, 0 to 65,536.
    """

    def __new__(cls, width: int, height: int) -> CandleRenderer: ...
    def __len__(self) -> int:
        """Number of candles."""

    def set_candles(
        self,
        opens: Any,
        highs: Any,
        lows: Any,
        closes: Any,
        volumes: Any = None,
        times: Any = None,
        *,
        time_unit: Literal["s", "ms", "us", "ns"] | None = None,
    ) -> None:
        """Replace all candles. Whoever paints meanwhile paints the old ones.

        Parameters
        ----------
        opens, highs, lows, closes
            Prices, one of each for a candle.
        volumes
            Volumes; one that is negative or not finite counts as none.
        times
            Times since 1970 in UTC. `datetime64`, `DatetimeIndex` and Arrow timestamps know their
            unit; integers need `time_unit`. They may be equal or unsorted, which `stats` counts.
        time_unit
            Unit of integer times.

        Raises
        ------
        TypeError
            If a column is no array, or one of other elements; the message names the column.
        ValueError
            If lengths differ, or a number cannot be held. The chart keeps what it showed.
        """

    def extend(
        self,
        opens: Any,
        highs: Any,
        lows: Any,
        closes: Any,
        volumes: Any = None,
        times: Any = None,
        *,
        time_unit: Literal["s", "ms", "us", "ns"] | None = None,
    ) -> Damage:
        """Add candles at the end, all or none.

        Raises
        ------
        ValueError
            As `set_candles`, and if the chart has volumes or times and these rows have none, or
            the other way round.
        """

    def append(
        self,
        open: float,
        high: float,
        low: float,
        close: float,
        volume: float | None = None,
        time: int | None = None,
    ) -> Damage:
        """Add one candle; `time` in nanoseconds since 1970 in UTC.

        Raises
        ------
        ValueError
            If the chart has volumes or times and this row has none, or the other way round.
        """

    def update_last_candle(
        self,
        open: float,
        high: float,
        low: float,
        close: float,
        volume: float | None = None,
    ) -> Damage:
        """Replace the last candle, but for its time; without `volume` the old volume stays.

        Raises
        ------
        IndexError
            If there is no candle.
        ValueError
            If a volume is given and the chart has none.
        """

    def truncate_front(self, count: int) -> None:
        """Forget the first `count` candles, or all if there are not that many.

        The candle after them becomes candle 0; the viewport stays where it is, so move it by
        `count` to go on showing the same candles.
        """

    def set_viewport(self, x0: float, x1: float, width: int, height: int, dpr: float = 1.0) -> None:
        """Say what is seen: from `x0` to `x1`, counted in candles, in that many pixels.

        Rendering begins at the nearest whole device pixel, so that moving the viewport moves the
        picture and never changes it.

        Raises
        ------
        ValueError
            If the range is not finite, reversed, or less than a thousandth of a candle; or a side
            is more than 65,536 device pixels; or `dpr` is not between 0.1 and 16.
        """

    def viewport(self) -> tuple[float, float, int, int, float]:
        """`x0, x1, width, height, dpr`, as set; every candle where nothing was set."""

    def device_size(self) -> tuple[int, int]:
        """Columns and rows of the memory to render into, in device pixels."""

    def visible_range(self) -> tuple[int, int]:
        """The first candle that is seen, and one after the last."""

    def autoscale(self, margin: float = 0.05) -> tuple[float, float]:
        """Fit the price range to the candles that are seen, and keep it until it is set anew.

        Parameters
        ----------
        margin
            Part of the height to leave free above, and below; 0 to 0.45.

        Returns
        -------
        tuple
            Lowest and highest price of the range. Where nothing is seen, the range stays as it was.
        """

    def set_price_range(self, y0: float, y1: float) -> None:
        """Set the prices at the lower and the upper edge.

        Raises
        ------
        ValueError
            If they are not finite, not in this order, too close for a float64, or not positive on
            the logarithmic scale.
        """

    def price_range(self) -> tuple[float, float]:
        """The prices at the lower and the upper edge that a paint would use now."""

    def set_scale(self, scale: Literal["linear", "log"]) -> None:
        """Choose the scale of prices.

        A range with a price that is not positive is dropped on `log`: every paint fits it then.
        Prices that are not positive lie below everything on that scale.
        """

    def set_colors(
        self,
        up: int = 0xFF26A69A,
        down: int = 0xFFEF5350,
        background: int = 0xFF1E1E1E,
        volume_up: int | None = None,
        volume_down: int | None = None,
    ) -> None:
        """Set the colours, each 0xAARRGGBB; volumes take those of the candles by default."""

    def x_at(self, index: float) -> float:
        """X of the centre of a candle, in pixels, where it is rendered. May lie outside."""

    def position_at(self, x: float) -> float:
        """The inverse of `x_at`."""

    def index_at(self, x: float) -> int | None:
        """The candle at `x` pixels; nothing where there is none."""

    def y_at(self, price: float) -> float:
        """Y of a price, in pixels from the top; NaN where a logarithmic scale has no place."""

    def price_at(self, y: float) -> float:
        """Price at `y` pixels from the top."""

    def candle(self, index: int) -> Candle:
        """One candle, as it was given; negative indices count from the end.

        Raises
        ------
        IndexError
            If there is no such candle.
        """

    def ohlcv_at(self, x: float) -> Candle | None:
        """The candle at `x` pixels; nothing where there is none."""

    def index_at_time(self, time: int) -> int:
        """The first candle that is not before `time`, in nanoseconds since 1970 in UTC.

        The number of candles where all are before it. Sorted times are searched by halves, others
        from the front.

        Raises
        ------
        ValueError
            If the chart has no times.
        """

    def generate_render_commands(self, start: int | None = None, end: int | None = None) -> bytes:
        """Commands that draw the candles from `start` to before `end`, in the order of time.

        Each is `COMMAND_FORMAT`: left and top of the body, its width (> 0) and height (0 for a
        doji), absolute y of the wick's ends, all in pixels, and the colour as 0xAARRGGBB. Only
        what the viewport shows is drawn, with at most one command for each device-pixel column.
        Until `set_viewport` is called, these candles are what is seen. As in a slice, an `end`
        behind the last candle is the last candle.

        Raises
        ------
        ValueError
            If `start` is negative or behind `end`.
        """

    def render_into(
        self, buffer: Any, stride: int, damage: tuple[int, int] | Damage | None = None
    ) -> FrameInfo:
        """Render candles and background into memory: rows of 0xAARRGGBB words of this machine.

        It is what Qt calls `Format_RGB32` and `Format_ARGB32`. Another thread must not use the
        memory meanwhile.

        Parameters
        ----------
        buffer
            Writable memory of bytes or of uint32 in a row, aligned to 4 bytes.
        stride
            Bytes from one row to the next: a multiple of 4, and no less than a row has.
        damage
            First device-pixel column and one after the last, where only these are stale.

        Raises
        ------
        TypeError, BufferError, ValueError
            If the memory is not that, or too short; nothing is written then.
        """

    def render_volume_into(
        self,
        buffer: Any,
        stride: int,
        height: int,
        damage: tuple[int, int] | Damage | None = None,
        top: float | None = None,
    ) -> FrameInfo:
        """Render the volumes of the same columns, in `height` device-pixel rows of their own.

        Parameters
        ----------
        buffer, stride, damage
            As in `render_into`.
        height
            Rows, in device pixels.
        top
            Volume at the upper edge; by default the largest column that is seen. Give the `y1` of
            the last whole rendering with `damage`.
        """

    def record_capacity(self) -> int:
        """The most records of one kind that `lines_into` and `rects_into` write."""

    def lines_into(self, up: Any, down: Any) -> tuple[int, int]:
        """Write the wicks as records of `QLineF`, four float64 each, in pixels: x1, y1, x2, y2.

        Parameters
        ----------
        up, down
            Writable float64 memory in a row, for rising and for falling candles.

        Returns
        -------
        tuple
            Number of records written to each.

        Raises
        ------
        ValueError
            If there is not enough room; the message says how much is needed.
        """

    def rects_into(self, up: Any, down: Any) -> tuple[int, int]:
        """Write the bodies as records of `QRectF`, four float64 each: x, y, width, height."""

    def price_ticks(self, count: int = 8) -> list[tuple[float, float, str]]:
        """At most `count` round prices within the range: y in pixels, price, text."""

    def time_ticks(
        self,
        count: int = 8,
        utc_offsets: Sequence[tuple[int, int]] = (),
    ) -> list[tuple[float, int, str, str]]:
        """At most `count` calendar ticks: x in pixels, candle, text, unit.

        The axis counts candles, so nights and weekends take no room. A tick stands at the first
        candle of a new `year`, `month`, `week`, `day`, `hour`, `minute` or `second`, which is its
        unit; of a chart without times, at round indices, with the unit `index`.

        Parameters
        ----------
        utc_offsets
            The time zone: pairs of a time in nanoseconds and the offset from UTC in seconds that
            holds from then on, in order. The first also holds before. Without any: UTC.
        """

    def volume_top(self) -> float:
        """The largest volume of a column that is seen; 0 without volumes."""

    def stats(self) -> dict[str, int]:
        """Counts of what is odd in the data.

        `rows`; `gaps`: rows with a price that is not finite; `reversed`: rows with high below low;
        `outside`: rows whose open or close lies beyond high or low; `not_positive`: rows with a
        price of 0 or less; `bad_volumes`: volumes that are negative or not finite;
        `unsorted_times`: times before the one of the row before; `bytes`: memory of the rows.
        """

@final
class Pending:
    """Adds up what many ticks make stale, so that one paint serves them all. Any thread may add."""

    def __new__(cls) -> Pending: ...
    def add(self, damage: Damage, grown: int) -> None:
        """Note a tick: what it makes stale, and how many candles it added."""

    def take(self) -> tuple[int, int, bool, int] | None:
        """All that was noted since the last time, and begin anew; nothing if there was no tick.

        The first stale column of device pixels, one after the last, whether prices are rescaled,
        and how many candles were added.
        """

def rule_into(
    buffer: Any,
    stride: int,
    size: tuple[int, int],
    rows: Sequence[int],
    columns: Sequence[int],
    color: int,
    background: int,
    damage: tuple[int, int] | None = None,
) -> None:
    """Draw the lines of a grid below what a picture shows already.

    A pixel of the background takes the colour of a line, any other stays.

    Parameters
    ----------
    buffer, stride
        As in `CandleRenderer.render_into`.
    size
        Columns and rows of the picture, in device pixels.
    rows, columns
        Where the lines lie, in device pixels; those beyond the picture are not drawn.
    color, background
        0xAARRGGBB: of the lines, and what the picture was cleared with.
    damage
        First column and one after the last, where only these are stale.

    Raises
    ------
    TypeError, BufferError, ValueError
        If the memory is not that, or too short; nothing is written then.
    """

def ticks(low: float, high: float, count: int = 8) -> list[tuple[float, str]]:
    """At most `count` round values between two, with their texts; for axes of one's own.

    Raises
    ------
    ValueError
        If the range is not finite, or reversed.
    """
