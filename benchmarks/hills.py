"""Made-up ground for lines of sight, for lagebild and for its peers in environments of their own: numpy alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

PEER_CELLS = (250, 500, 1000)
"""Sizes that peers are asked for: they take minutes for more."""

TARGET = 100.0
"""Height of what is looked for, above the ground, m."""


def hills(size: int) -> NDArray[np.float32]:
    """Ground that is rough at every scale: 650 m between lowest and highest."""
    rng = np.random.default_rng(0)
    total = np.zeros((size, size), dtype=np.float32)
    for length in (2, 4, 8, 16, 32, 64, 128):
        noise = (rng.normal(size=(size // length + 3, size // length + 3)) * length * 0.7).astype(np.float32)
        at = np.arange(size) / length
        i, part = at.astype(int), (at % 1).astype(np.float32)
        upper = noise[i][:, i] * (1 - part) + noise[i][:, i + 1] * part
        lower = noise[i + 1][:, i] * (1 - part) + noise[i + 1][:, i + 1] * part
        total += upper * (1 - part)[:, None] + lower * part[:, None]
    return total
