"""A station of the user's own: where an antenna stands, how high, and how far it reaches at most."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from lagebild.errors import ValidationError

__all__ = ["Purpose", "Station"]

_HIGHEST_MAST = 100_000.0
"""m above the ground; what stands higher was meant in other units."""


class Purpose(StrEnum):
    """What a station is for. There are no other kinds: lagebild shows the user's own stations only."""

    ADS_B = "ads-b receiver"
    RADIO = "radio"
    UAV_DATA_LINK = "uav data link"
    WEATHER = "weather"


@dataclass(frozen=True, kw_only=True)
class Station:
    """An antenna of the user's own.

    Raises
    ------
    ValidationError
        If a value is out of range.
    """

    longitude: float
    """WGS 84, degrees east."""

    latitude: float
    """WGS 84, degrees north."""

    height_agl: float = 0.0
    """Of the antenna above the ground, m."""

    name: str = ""

    max_range: float | None = None
    """Greatest geodesic distance it serves, m; None: only ground and horizon bound it."""

    purpose: Purpose = Purpose.RADIO

    range_source: str = ""
    """Who says how far it reaches."""

    def __post_init__(self) -> None:
        for name, limit in (("longitude", 360.0), ("latitude", 90.0)):
            value = _number(name, getattr(self, name))
            if not abs(value) <= limit:
                raise ValidationError(f"a station's {name} must lie within ±{limit:g} degrees, not {value}")
            object.__setattr__(self, name, value)
        height = _number("height_agl", self.height_agl)
        if not 0.0 <= height <= _HIGHEST_MAST:
            below = " (that is below the ground)" if height < 0 else ""
            raise ValidationError(
                f"a station's antenna stands 0 to {_HIGHEST_MAST:.0f} m above the ground, not {height:g} m{below}"
            )
        object.__setattr__(self, "height_agl", height)
        if self.max_range is not None:
            reach = _number("max_range", self.max_range)
            if not 0.0 < reach < math.inf:
                raise ValidationError(f"a station's max_range must be a positive number of metres, not {reach}")
            object.__setattr__(self, "max_range", reach)
        try:
            object.__setattr__(self, "purpose", Purpose(self.purpose))
        except ValueError:
            known = ", ".join(repr(str(one)) for one in Purpose)
            raise ValidationError(f"a station's purpose is one of {known}, not {str(self.purpose)!r}") from None

    @property
    def label(self) -> str:
        """The name, or the place where there is none."""
        return self.name or f"{self.latitude:.4f}, {self.longitude:.4f}"


def _number(name: str, value: object) -> float:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise ValidationError(f"a station's {name} must be a number, not {value!r}") from None
    if math.isnan(number):
        raise ValidationError(f"a station's {name} must be a number, not NaN")
    return number
