"""What a user has chosen to see; a chart changes it, and its canvas reads it."""

from dataclasses import dataclass, field

from kline_renderer.widget.themes import DARK, Theme
from kline_renderer.widget.zones import Zone

__all__ = ["Settings"]


@dataclass
class Settings:
    """Choices of how a chart looks."""

    theme: Theme = DARK
    zone: Zone = field(default_factory=Zone)
    is_price_fitted: bool = True
    has_axes: bool = True
    has_grid: bool = True
    has_volumes: bool = True
    has_price_line: bool = True
    volume_share: float = 0.2
    decimals: int | None = None
