"""The seed that the demonstration pictures are built with, and the streams of random numbers that it starts."""

from __future__ import annotations

import numpy as np

from lagebild.errors import ValidationError

__all__ = ["DEFAULT_SEED", "random_stream"]

DEFAULT_SEED = 20260512


def random_stream(seed: int, stream: int) -> np.random.Generator:
    """Start one of the seed's independent streams, so that one layer's draws do not move another's."""
    if seed < 0:
        raise ValidationError(f"the seed must not be negative: {seed}")
    return np.random.default_rng([seed, stream])
