"""The same tests on a real window system: a second run of them, on X11 without a screen."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = "Xvfb"
MISSING = (
    "Qt's plug-in for X11 cannot be loaded; on Debian: apt-get install libxcb-cursor0 "
    "libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 "
    "libxkbcommon-x11-0"
)
WINDOW = "from PySide6.QtWidgets import QApplication; QApplication([])"


@pytest.mark.skipif(os.environ.get("QT_QPA_PLATFORM") == "xcb", reason="this is the second run")
@pytest.mark.skipif(
    shutil.which(TOOL) is None, reason="Xvfb is missing; on Debian: apt-get install xvfb"
)
def test_the_widget_passes_its_tests_on_x11() -> None:
    reader, writer = os.pipe()
    server = subprocess.Popen(
        [TOOL, "-displayfd", str(writer), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        with os.fdopen(reader) as lines:
            display = lines.readline().strip()
        assert display, "Xvfb did not start"
        environment = {**os.environ, "QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{display}"}
        window = [sys.executable, "-c", WINDOW]
        opened = subprocess.run(window, env=environment, capture_output=True, timeout=60)
        if opened.returncode:
            pytest.skip(MISSING)
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-rs", str(Path(__file__).parent)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
    finally:
        server.terminate()
        server.wait(timeout=20)
    assert done.returncode == 0, done.stdout + done.stderr
