"""References of height: no height without one.

`amsl` is above mean sea level (EGM96), `agl` above the ground beneath, `ellipsoid` above the WGS 84 ellipsoid
(GNSS), `pressure` is pressure altitude in the ICAO standard atmosphere (1013.25 hPa).
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["HEIGHT_COLUMNS", "UNKNOWN_DATUM", "Reference"]


class Reference(StrEnum):
    """What a height is measured from (ICAO Annex 4 and 15 usage)."""

    AMSL = "amsl"
    AGL = "agl"
    ELLIPSOID = "ellipsoid"
    PRESSURE = "pressure"


HEIGHT_COLUMNS: dict[str, Reference] = {
    "altitude_amsl": Reference.AMSL,
    "altitude_pressure": Reference.PRESSURE,
    "height_ellipsoid": Reference.ELLIPSOID,
}
"""The height columns of `Tracks`, and what each is measured from."""

UNKNOWN_DATUM = "altitude_gnss"
"""The column of GNSS altitudes (metres) of which the source does not say whether they are measured from mean sea level
or from the ellipsoid."""
