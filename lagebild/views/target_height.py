"""The height of a target as it is looked for: one value, or an interval where a flight level leaves it open."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from lagebild.model.altitude import Reference
from lagebild.model.heights import heights_of
from lagebild.model.qnh import QNH
from lagebild.units import METRES_PER_FOOT
from lagebild.views.formats import Formats

__all__ = ["METRES_PER_LEVEL", "TargetHeight", "target_height"]

METRES_PER_LEVEL = 100 * METRES_PER_FOOT


@dataclass(frozen=True)
class TargetHeight:
    """A height that is looked for, and what it may be: one value but for flight levels."""

    low: float
    """m above the ground, or above mean sea level."""

    high: float
    above_ground: bool
    written: str
    """As the reader reads it, with its reference."""


def target_height(
    metres: float, reference: Reference, formats: Formats, *, qnh: QNH = None, moment: pd.Timestamp | None = None
) -> TargetHeight:
    """Return a height of metres; a flight level (`PRESSURE`) lies where QNH and temperature allow it to lie.

    Parameters
    ----------
    metres
        Above ground, above mean sea level, or pressure altitude.
    reference
        Which of these.
    qnh, moment
        The picture's QNH (hPa: a number, a series, or None for unknown), and the time at which a series is read.
    """
    t = formats.translate
    if reference is not Reference.PRESSURE:
        above = reference is Reference.AGL
        where = t("above ground") if above else t("above mean sea level")
        return TargetHeight(metres, metres, above, f"{formats.height(metres)} {where}")
    time = pd.Timestamp(0, tz="UTC") if moment is None else moment
    fix = {"time": [time], "longitude": [0.0], "latitude": [0.0], "altitude_pressure": [metres]}
    heights = heights_of(pd.DataFrame(fix), Reference.AMSL, qnh=qnh, true=True)
    return TargetHeight(
        float(heights.low[0]), float(heights.high[0]), False, f"FL {round(metres / METRES_PER_LEVEL):03d}"
    )
