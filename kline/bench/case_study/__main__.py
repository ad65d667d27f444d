"""The case study's bench: who paints candles in how much CPU time. Run by `make bench-kline`.

It prints each bar as met or missed, and writes every row as JSON. A missed bar is no failure of the
run; a contender that did not paint is.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

QUICK_MS, USUAL_MS = 200.0, 600.0


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="make bench-kline")
    parser.add_argument("--out", type=Path, default=Path("target/kline-bench.json"))
    parser.add_argument("--quick", action="store_true", help="a third of the frames, 6 s live")
    parser.add_argument("--live-seconds", type=float, help="of the live scenario (60)")
    parser.add_argument("--platform", choices=("offscreen", "xcb"), default="offscreen")
    parser.add_argument("--only-live", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def measured(asked: argparse.Namespace) -> dict[str, Any]:
    """All that is measured on one platform."""
    os.environ["QT_QPA_PLATFORM"] = asked.platform
    import bars
    import loading
    import measure
    import plan
    import PySide6
    from PySide6.QtWidgets import QApplication

    app = QApplication(["bench"])
    is_x11 = asked.platform == "xcb"
    entries = plan.x11_plan() if is_x11 else plan.whole_plan()
    measure.run(entries, QUICK_MS if asked.quick else USUAL_MS)
    result: dict[str, Any] = {
        "version": 1,
        "environment": {
            "python": platform.python_version(),
            "pyside6": PySide6.__version__,
            "machine": platform.machine(),
            "cores": os.cpu_count(),
            "load": os.getloadavg(),
        },
        "rows": [entry.row(asked.platform) for entry in entries],
        "live": [],
    }
    if is_x11:
        found = bars.of_x11(entries)
    else:
        rows, ratio = loading.measure()
        result["rows"] += rows
        result["live"] = live_alone(asked)
        found = bars.of_frames(entries)
        found.append(bars.Bar("load of 1M rows: the article's / ours", ratio, least=15.0))
        found += bars.of_live(result["live"])
    result["bars"] = [bar.json() for bar in found]
    for bar in found:
        print(bar.line())
    app.quit()
    return result


def live_alone(asked: argparse.Namespace) -> list[dict[str, Any]]:
    """The live scenario in a process of its own, where nobody else's objects are collected."""
    seconds = asked.live_seconds or (6.0 if asked.quick else 60.0)
    print(f"  live, twice {seconds:g} s", file=sys.stderr)
    command = [sys.executable, str(Path(__file__).parent), "--only-live"]
    done = subprocess.run(
        [*command, "--live-seconds", str(seconds)],
        stdout=subprocess.PIPE,
        check=True,
        timeout=60 + 8 * seconds,
    )
    runs: list[dict[str, Any]] = json.loads(done.stdout)
    return runs


def only_live(asked: argparse.Namespace) -> int:
    """That process."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    import live
    from PySide6.QtWidgets import QApplication

    app = QApplication(["bench"])
    print(json.dumps(live.measure(asked.live_seconds)))
    app.quit()
    return 0


def on_x11(asked: argparse.Namespace) -> dict[str, Any] | None:
    """The same in a process of its own, on an X server without a screen."""
    from x11 import display

    with display() as name:
        if name is None:
            print("     skipped  X11: Xvfb is missing; on Debian: apt-get install xvfb")
            return None
        out = asked.out.with_suffix(".xcb.json")
        command = [sys.executable, str(Path(__file__).parent), "--platform", "xcb"]
        command += ["--out", str(out), *(["--quick"] if asked.quick else [])]
        environment = {**os.environ, "QT_QPA_PLATFORM": "xcb", "DISPLAY": name}
        done = subprocess.run(command, env=environment, timeout=1_800)
        if done.returncode not in {0, 1} or not out.is_file():
            print(f"     skipped  X11: the run ended with {done.returncode}")
            return None
        result: dict[str, Any] = json.loads(out.read_text())
        out.unlink()
        return result


def main() -> int:
    """Measure, print and write; 1 where somebody did not paint."""
    asked = arguments()
    if asked.only_live:
        return only_live(asked)
    result = measured(asked)
    if asked.platform == "offscreen":
        other = on_x11(asked)
        for part in ("rows", "bars") if other else ():
            result[part] += other[part] if other else []
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(result, indent=1) + "\n")
    if asked.platform == "offscreen":
        import tables

        asked.out.with_suffix(".md").write_text(tables.page(result))
    failed = [row for row in result["rows"] if row["status"] == "failed"]
    for row in failed:
        print(f"      failed  {row['contender']} {row['what']}: {row['reason']}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
