"""Colours of a chart. Rising and falling candles differ in brightness too."""

from dataclasses import dataclass, replace

__all__ = ["THEMES", "Theme"]


@dataclass(frozen=True)
class Theme:
    """Colours, each 0xAARRGGBB."""

    up: int
    down: int
    background: int
    text: int
    grid: int
    border: int
    crosshair: int
    volume_up: int
    volume_down: int
    line: int

    @property
    def is_dark(self) -> bool:
        """Whether the background is darker than what is drawn on it."""
        red, green, blue = (self.background >> shift & 0xFF for shift in (16, 8, 0))
        return red * 299 + green * 587 + blue * 114 < 128_000

    def red_up(self) -> "Theme":
        """The same with red for rising candles, as in China, Japan and Korea."""
        return replace(
            self,
            up=self.down,
            down=self.up,
            volume_up=self.volume_down,
            volume_down=self.volume_up,
        )


DARK = Theme(
    up=0xFF2CBBAD,
    down=0xFFEF5350,
    background=0xFF1E1E1E,
    text=0xFFC8CCD4,
    grid=0xFF2E3138,
    border=0xFF4A4E57,
    crosshair=0xFF9BA3B0,
    volume_up=0xFF1F5F59,
    volume_down=0xFF7A3534,
    line=0xFF5B9CF6,
)
LIGHT = Theme(
    up=0xFF0E8A7D,
    down=0xFFE03E3A,
    background=0xFFFFFFFF,
    text=0xFF2A2E39,
    grid=0xFFE9ECF1,
    border=0xFFB8BEC9,
    crosshair=0xFF5A6270,
    volume_up=0xFF9FD5CE,
    volume_down=0xFFF3B4B2,
    line=0xFF1F63D6,
)
# Blue and orange stay apart for every common kind of colour blindness.
DARK_COLOR_BLIND = replace(
    DARK, up=0xFF56B4E9, down=0xFFD98200, volume_up=0xFF2F627F, volume_down=0xFF754600
)
LIGHT_COLOR_BLIND = replace(
    LIGHT, up=0xFF0072B2, down=0xFFE08A00, volume_up=0xFF9CC7E0, volume_down=0xFFF2CF97
)

THEMES: dict[str, Theme] = {
    "dark": DARK,
    "light": LIGHT,
    "dark-red-up": DARK.red_up(),
    "light-red-up": LIGHT.red_up(),
    "dark-color-blind": DARK_COLOR_BLIND,
    "light-color-blind": LIGHT_COLOR_BLIND,
}
"""The themes that come with the chart, by name."""
