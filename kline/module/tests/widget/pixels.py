"""Pixels of an image, as an array."""

from typing import Any

import numpy as np


def words(image: Any) -> Any:
    """0xAARRGGBB of each pixel, as rows."""
    from PySide6.QtGui import QImage

    image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    return rows[:, : image.width()].copy()


def count(image: Any, color: int) -> int:
    """How many pixels have a colour."""
    return int((words(image) == color).sum())
