"""What a notebook reads and sets of a map, in its own terms: a moment, a camera, a table of what is selected.

Each is a parameter that takes what people have at hand, and holds one checked form of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import param
from param.parameterized import instance_descriptor

from lagebild.errors import ValidationError
from lagebild.model.bounds import Bounds
from lagebild.views.selection import empty_selection

__all__ = [
    "Camera",
    "Moment",
    "Selection",
    "as_camera",
    "as_moment",
    "camera_over",
    "from_milliseconds",
    "to_milliseconds",
    "within",
]

_CAMERA_LIMITS = {
    "longitude": (-180.0, 180.0),
    "latitude": (-90.0, 90.0),
    "zoom": (-2.0, 24.0),
    "bearing": (-360.0, 360.0),
    "pitch": (0.0, 85.0),
}
"""Degrees, but for the zoom: a step doubles the scale. MapLibre's own limits."""

_WORLD = 512.0
"""Pixels of the whole world at zoom 0."""
_FRAMED_WIDTH, _FRAMED_HEIGHT = 320.0, 320.0
_MERCATOR_END = 85.0
_CLOSEST = 13.0

_MILLISECOND = pd.Timedelta(milliseconds=1)


def as_moment(value: object) -> pd.Timestamp:
    """Return a moment in UTC: of a Timestamp or datetime with its zone, or an ISO text such as `2026-05-12T08:00Z`.

    Raises
    ------
    ValidationError
        If it is no time, or the zone is missing.
    """
    try:
        found = pd.Timestamp(value) if isinstance(value, str | datetime) else pd.NaT
    except ValueError:
        found = pd.NaT
    if pd.isna(found):
        raise ValidationError(f"a moment is a time such as '2026-05-12T08:00Z', not {value!r:.80}")
    if found.tzinfo is None:
        raise ValidationError(f"a moment needs its zone, such as Z for UTC: {value!r}")
    return found.tz_convert("UTC").as_unit("ns")


def to_milliseconds(moment: pd.Timestamp) -> float:
    """Return milliseconds since 1970, as the browser counts."""
    return moment.timestamp() * 1000.0


def from_milliseconds(time: float) -> pd.Timestamp:
    """Return the moment so many milliseconds after 1970, UTC."""
    return pd.Timestamp(round(time * 1e6), unit="ns", tz="UTC")


def within(moment: pd.Timestamp, span: tuple[pd.Timestamp, pd.Timestamp]) -> pd.Timestamp:
    """Return the moment of the span that is nearest."""
    return min(max(moment, span[0]), span[1])


def as_camera(value: object, before: Mapping[str, float]) -> dict[str, float]:
    """Return where the map looks from: `before`, with what `value` names of it changed.

    Raises
    ------
    ValidationError
        If a name is unknown, or a number missing or out of range.
    """
    if not isinstance(value, Mapping):
        raise ValidationError(f"a camera is a dict of {', '.join(_CAMERA_LIMITS)}, not {value!r:.80}")
    unknown = [str(name) for name in value if name not in _CAMERA_LIMITS]
    if unknown:
        raise ValidationError(f"a camera has {', '.join(_CAMERA_LIMITS)}, but no {unknown[0]!r}")
    return {**before, **{name: _angle(name, number) for name, number in value.items()}}


def camera_over(bounds: Bounds) -> dict[str, float]:
    """Return a view from above in which a box (degrees) fills about half of a page's map beside its panels."""
    north, south = (max(-_MERCATOR_END, min(_MERCATOR_END, value)) for value in (bounds.north, bounds.south))
    width = max((bounds.east - bounds.west) / 360.0, 1e-9)
    top, bottom = (math.asinh(math.tan(math.radians(value))) / math.tau for value in (north, south))
    share = min(_FRAMED_WIDTH / width, _FRAMED_HEIGHT / max(top - bottom, 1e-9)) / _WORLD
    longitude = (bounds.east + bounds.west) / 2.0
    return {
        "longitude": longitude - 360.0 if longitude > 180.0 else longitude,
        "latitude": math.degrees(math.atan(math.sinh(math.pi * (top + bottom)))),
        "zoom": max(0.0, min(_CLOSEST, math.log2(share))),
        "bearing": 0.0,
        "pitch": 0.0,
    }


def _angle(name: str, number: object) -> float:
    low, high = _CAMERA_LIMITS[name]
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
        raise ValidationError(f"the camera's {name} is a number, not {number!r:.80}")
    if not low <= number <= high:
        raise ValidationError(f"the camera's {name} lies within {low:g} and {high:g}, not at {number:g}")
    return float(number)


class Moment(param.Parameter):
    """A time in UTC, within the picture's; None only where the picture has none."""

    @instance_descriptor
    def __set__(self, obj: Any, val: object) -> None:
        super().__set__(obj, None if val is None and _timeless(obj) else _checked_moment(obj, val))


def _timeless(obj: Any) -> bool:
    return obj is None or obj.span is None


def _checked_moment(obj: Any, value: object) -> pd.Timestamp:
    moment = as_moment(value)
    span = None if obj is None else obj.span
    if span is None:
        raise ValidationError(f"a picture without flights has no time; {value!r} cannot be shown")
    nearest = within(moment, span)
    if abs(moment - nearest) > _MILLISECOND:
        begin, end = (time.strftime("%Y-%m-%dT%H:%M:%SZ") for time in span)
        raise ValidationError(f"the picture's time runs from {begin} to {end}; {moment.isoformat()} lies outside")
    return nearest


class Camera(param.Dict):
    """Where the map looks from; what is set in part leaves the rest as it is."""

    @instance_descriptor
    def __set__(self, obj: Any, val: object) -> None:
        super().__set__(obj, as_camera(val, {} if obj is None else getattr(obj, str(self.name))))


class Selection(param.DataFrame):
    """A table of what is selected, one row each; see `views.selection`."""

    def __init__(self, **params: Any) -> None:
        super().__init__(default=empty_selection(), **params)

    @instance_descriptor
    def __set__(self, obj: Any, val: object) -> None:
        super().__set__(obj, val if obj is None else obj.selection_of(val))
