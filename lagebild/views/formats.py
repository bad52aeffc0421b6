"""Numbers, times and places as people read them, in their language and units."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import pandas as pd
from babel.numbers import format_decimal

from lagebild.errors import ValidationError
from lagebild.model.altitude import Reference
from lagebild.units import (
    METRES_PER_NAUTICAL_MILE,
    METRES_PER_SECOND_PER_FOOT_PER_MINUTE,
    METRES_PER_SECOND_PER_KNOT,
    metres_to_feet,
)
from lagebild.views.i18n import Translate, check_language, translator

__all__ = ["UNIT_SYSTEMS", "Formats", "Units"]

Units = Literal["aviation", "metric"]
UNIT_SYSTEMS = ("aviation", "metric")
_HUNDRED_FEET = 100.0
_SECONDS_PER_HOUR = 3600


@dataclass(frozen=True, kw_only=True)
class Formats:
    """How values are written for one reader."""

    language: str = "de"
    units: Units = "aviation"

    def __post_init__(self) -> None:
        check_language(self.language)
        if self.units not in UNIT_SYSTEMS:
            raise ValidationError(f"units must be one of {', '.join(UNIT_SYSTEMS)}, not {self.units!r}")

    @property
    def translate(self) -> Translate:
        """The translator of the language."""
        return translator(self.language)

    def number(self, value: float, digits: int = 0) -> str:
        """Write a number with its thousands and decimals; `–` for a missing one."""
        if not math.isfinite(value):
            return "–"
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return str(format_decimal(value, format=pattern, locale=self.language))

    def height(self, metres: float, reference: Reference | None = None) -> str:
        """Write a height of metres; pressure altitude as a flight level in aviation units."""
        if not math.isfinite(metres):
            return "–"
        if self.units == "metric":
            return f"{self.number(metres)} m"
        feet = float(metres_to_feet(metres))
        if reference is Reference.PRESSURE:
            return f"FL {round(feet / _HUNDRED_FEET):03d}"
        return f"{self.number(feet)} ft"

    def speed(self, metres_per_second: float) -> str:
        """Write a speed over ground."""
        if not math.isfinite(metres_per_second):
            return "–"
        if self.units == "metric":
            return f"{self.number(metres_per_second * 3.6)} km/h"
        return f"{self.number(metres_per_second / METRES_PER_SECOND_PER_KNOT)} kt"

    def vertical_rate(self, metres_per_second: float) -> str:
        """Write a rate of climb or descent."""
        if not math.isfinite(metres_per_second):
            return "–"
        if self.units == "metric":
            return f"{self.number(metres_per_second, 1)} m/s"
        return f"{self.number(metres_per_second / METRES_PER_SECOND_PER_FOOT_PER_MINUTE)} ft/min"

    def distance(self, metres: float) -> str:
        """Write a distance over ground."""
        if not math.isfinite(metres):
            return "–"
        if self.units == "metric":
            return f"{self.number(metres / 1000.0, 1)} km"
        return f"{self.number(metres / METRES_PER_NAUTICAL_MILE, 1)} NM"

    def angle(self, degrees: float) -> str:
        """Write a direction as three digits of degrees."""
        return f"{round(degrees) % 360:03d}°" if math.isfinite(degrees) else "–"

    def time(self, moment: pd.Timestamp) -> str:
        """Write a moment in UTC."""
        stamp = moment.tz_convert("UTC")
        day = stamp.strftime("%d.%m.%Y") if self.language == "de" else stamp.strftime("%Y-%m-%d")
        return f"{day} {stamp.strftime('%H:%M:%S')} UTC"

    def duration(self, seconds: float) -> str:
        """Write a duration as hours, minutes and seconds."""
        if not math.isfinite(seconds):
            return "–"
        whole = round(seconds)
        hours, rest = divmod(whole, _SECONDS_PER_HOUR)
        return f"{hours} h {rest // 60:02d} min" if hours else f"{rest // 60} min {rest % 60:02d} s"

    def place(self, longitude: float, latitude: float) -> str:
        """Write a place in degrees, latitude first as charts do."""
        north = "N" if latitude >= 0 else "S"
        east = "E" if longitude >= 0 else "W"  # as aeronautical publications write it, in German too
        return f"{self.number(abs(latitude), 4)}° {north}  {self.number(abs(longitude), 4)}° {east}"
