"""`python -m kline_renderer`: a chart with a live feed, or a picture of it without a screen."""

import argparse
import os
import sys


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m kline_renderer",
        description="Opens a candlestick chart of a made-up market with a live feed.",
    )
    parser.add_argument("--candles", type=whole, default=5_000, help="loaded at first (5000)")
    parser.add_argument(
        "--visible", type=whole, help="seen at first (120, or all with 0)", default=120
    )
    parser.add_argument("--theme", default="dark", help="dark, light, dark-red-up …")
    parser.add_argument("--zone", default="America/New_York", help="time zone (America/New_York)")
    parser.add_argument("--log", action="store_true", help="logarithmic scale of prices")
    parser.add_argument("--painting", choices=("raster", "commands"), default="raster")
    parser.add_argument("--size", type=size, default=(1000, 640), help="of the chart: 1000x640")
    parser.add_argument("--dpr", type=float, help="device pixels in a pixel; the screen's own")
    parser.add_argument("--seed", type=int, default=1, help="of the prices (1)")
    parser.add_argument("--screenshot", metavar="FILE", help="write a PNG or SVG, and end")
    return parser.parse_args()


def whole(text: str) -> int:
    """A count of candles."""
    number = int(text)
    if not 0 <= number <= 20_000_000:
        raise argparse.ArgumentTypeError("give 0 to 20,000,000 candles")
    return number


def size(text: str) -> tuple[int, int]:
    """A width and a height."""
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal() and 0 < int(width) * int(height) < 10**8):
        raise argparse.ArgumentTypeError("give a width and a height such as 1000x640")
    return int(width), int(height)


def main() -> int:
    """Run the demo."""
    asked = arguments()
    if asked.screenshot:
        # Before Qt looks for a screen.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if asked.dpr is not None:
        os.environ["QT_SCALE_FACTOR"] = str(asked.dpr)
    try:
        from kline_renderer.demo.run import run
    except ImportError as error:
        print(
            f"kline_renderer: the demo needs PySide6 and Qt's libraries: {error}; "
            "pip install 'kline-renderer[qt]', and on Debian: apt-get install libegl1 libgl1 "
            "libxkbcommon0 libdbus-1-3 libfontconfig1 libxcb-cursor0 fonts-dejavu-core",
            file=sys.stderr,
        )
        return 2
    try:
        return run(asked)
    except (ValueError, OSError) as error:
        print(f"kline_renderer: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
