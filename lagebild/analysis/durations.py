"""Durations as people write them."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from lagebild.errors import ValidationError

__all__ = ["nanoseconds_of"]


def nanoseconds_of(name: str, duration: str | timedelta, example: str) -> int:
    """Return how long a duration is in nanoseconds; `name` and `example` are for the sentence where it is none."""
    wrong = f"{name} must be a positive duration such as {example!r}, not {duration!r}"
    if not isinstance(duration, str | timedelta):  # numbers would need a unit
        raise ValidationError(wrong)
    try:
        nanoseconds = int(pd.Timedelta(duration).as_unit("ns").value)
    except (ValueError, AttributeError, OverflowError) as error:  # NaT has no unit
        raise ValidationError(wrong) from error
    if nanoseconds <= 0:
        raise ValidationError(wrong)
    return nanoseconds
