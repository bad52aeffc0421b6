"""Units: SI inside, feet, knots, nautical miles and flight levels only at the edges.

Constants carry their source. Angles are degrees, pressures hectopascal, all else SI.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "METRES_PER_FOOT",
    "METRES_PER_NAUTICAL_MILE",
    "METRES_PER_SECOND_PER_FOOT_PER_MINUTE",
    "METRES_PER_SECOND_PER_KNOT",
    "STANDARD_PRESSURE",
    "feet_to_metres",
    "flight_level_to_metres",
    "metres_to_feet",
]

METRES_PER_FOOT = 0.3048
"""International foot (1959), exact; ICAO Annex 5."""

METRES_PER_NAUTICAL_MILE = 1852.0
"""International nautical mile, exact; ICAO Annex 5."""

METRES_PER_SECOND_PER_KNOT = METRES_PER_NAUTICAL_MILE / 3600.0
"""One knot is one nautical mile an hour; ICAO Annex 5."""

METRES_PER_SECOND_PER_FOOT_PER_MINUTE = METRES_PER_FOOT / 60.0

STANDARD_PRESSURE = 1013.25
"""Of the ICAO standard atmosphere at mean sea level, hPa; what altimeters are set to for flight levels; Doc 7488."""


def feet_to_metres(feet: float | NDArray[Any]) -> Any:
    """Turn feet into metres, rounded to a tenth of a millimetre.

    The rounding makes FL355 as a limit and 35,500 ft as a fix the same number; aircraft cruise exactly on
    limits, and plain floating point would lose those visits.

    Parameters
    ----------
    feet
        Height in international feet, a number or an array of any shape.

    Returns
    -------
    float or ndarray
        Height in metres, of the shape of `feet`.
    """
    return np.round(np.multiply(feet, METRES_PER_FOOT, dtype=np.float64), 4)


def metres_to_feet(metres: float | NDArray[Any]) -> Any:
    """Turn metres into feet, unrounded; see `feet_to_metres`."""
    return np.divide(metres, METRES_PER_FOOT, dtype=np.float64)


def flight_level_to_metres(flight_level: float | NDArray[Any]) -> Any:
    """Turn a flight level (hundreds of feet of pressure altitude) into metres of pressure altitude."""
    return feet_to_metres(np.multiply(flight_level, 100.0, dtype=np.float64))
