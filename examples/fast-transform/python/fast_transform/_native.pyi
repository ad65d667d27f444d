import numpy as np
from numpy.typing import NDArray

def twice(values: NDArray[np.float64]) -> None:
    """Double every element in place; a float64 array of any shape, contiguous in C's order."""

def twice_strided(values: NDArray[np.float64]) -> None:
    """Double every element in place; a float64 array of one dimension with any stride."""

def total(values: NDArray[np.float64]) -> float:
    """The sum; a float64 array of one dimension with any stride."""
