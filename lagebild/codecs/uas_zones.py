"""UAS geographical zones as records: what ED-269 and its successor ED-318 say, whichever of them wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lagebild.codecs.json_text import finite, plain_text
from lagebild.codecs.zone_times import DAYS, Daily, Moment, Span, TimeError, clock, moment
from lagebild.messages import Message

__all__ = [
    "Circle",
    "Height",
    "Polygons",
    "Texts",
    "Volume",
    "VolumeError",
    "Zone",
    "authority_line",
    "circle",
    "mapping",
    "place",
    "polygons",
    "sequence",
    "spans_of",
    "texts_of",
]

_MOST_VOLUMES = 10_000
_EVENTS = {"SR": "sunrise", "SS": "sunset"}
Ring = tuple[tuple[float, float], ...]
Texts = tuple[tuple[str, str], ...]
"""Pairs of a language (empty where none is named) and a text."""


class VolumeError(ValueError):
    """A volume's shape cannot be read; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Circle:
    """A circle."""

    longitude: float
    latitude: float
    radius: float
    """Metres."""


@dataclass(frozen=True, kw_only=True)
class Polygons:
    """Polygons, each of an outer ring and those of its holes; places are longitude and latitude."""

    polygons: tuple[tuple[Ring, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Height:
    """A limit as it was written; anything may be missing."""

    value: Any = None
    unit: str = ""
    reference: str = ""

    @property
    def text(self) -> str:
        """The limit for people; empty where it has no value."""
        value = plain_text(self.value)
        return " ".join(part for part in (value, self.unit, self.reference) if part) if value else ""


@dataclass(frozen=True, kw_only=True)
class Volume:
    """One volume of a zone."""

    shape: Circle | Polygons | None
    problem: str = ""
    """Why there is no shape."""

    note: str = ""
    """What was taken for granted."""

    lower: Height = Height()
    upper: Height = Height()


@dataclass(frozen=True, kw_only=True)
class Zone:
    """One zone."""

    number: int
    """From 0, in the order of the file."""

    identifier: str = ""
    name: str = ""
    restriction: str = ""
    """`PROHIBITED`, `REQ_AUTHORISATION`, …"""

    variant: str = ""
    """`COMMON` or `CUSTOMIZED`."""

    country: str = ""
    remarks: tuple[str, ...] = ()
    """Lines for people: reasons, conditions, messages, authorities."""

    spans: tuple[Span, ...] = ()
    """When it applies; none where nothing is said."""

    times: str = ""
    """The same as it was written."""

    times_problem: str = ""
    """Why the times cannot be read."""

    volumes: tuple[Volume, ...] = ()
    source: str = ""
    """The record as JSON."""


def mapping(value: Any) -> Mapping[str, Any]:
    """Return a JSON object, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> Sequence[Any]:
    """Return a JSON array; one value alone stands for an array of it, null for an empty one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def texts_of(value: Any) -> Texts:
    """Return a text of one language, or of several, as pairs of language and text."""
    found = []
    for entry in sequence(value):
        if isinstance(entry, dict):
            language, text = plain_text(entry.get("lang")), plain_text(entry.get("text"))
        else:
            language, text = "", plain_text(entry)
        if text:
            found.append((language, text))
    return tuple(found)


def authority_line(authority: Any) -> str:
    """Return an authority as one line: all that is said of it, without the names of the fields."""
    if not isinstance(authority, dict):
        return plain_text(authority)
    parts = [text for value in authority.values() for _, text in texts_of(value)]
    return ", ".join(dict.fromkeys(parts))


def polygons(coordinates: Any, *, several: bool) -> Polygons:
    """Read the coordinates of a GeoJSON Polygon or (`several`) MultiPolygon; heights of places are left out.

    Raises
    ------
    VolumeError
        If they are no such coordinates, or lie off the earth.
    """
    given = coordinates if several else [coordinates]
    if not isinstance(given, list) or not given or len(given) > _MOST_VOLUMES:
        raise VolumeError(Message("its coordinates are no list of places"))
    return Polygons(polygons=tuple(_rings(polygon) for polygon in given))


def _rings(polygon: Any) -> tuple[Ring, ...]:
    if not isinstance(polygon, list) or not polygon:
        raise VolumeError(Message("its coordinates are no list of places"))
    return tuple(_ring(ring) for ring in polygon)


def _ring(ring: Any) -> Ring:
    if not isinstance(ring, list):
        raise VolumeError(Message("its coordinates are no list of places"))
    return tuple(place(point) for point in ring)


def place(point: Any) -> tuple[float, float]:
    """Read longitude and latitude."""
    if not isinstance(point, list) or len(point) < 2:
        raise VolumeError(Message("{value!r} is no place", value=plain_text(point)[:80]))
    longitude, latitude = finite(point[0]), finite(point[1])
    if longitude is None or latitude is None or abs(longitude) > 360.0 or abs(latitude) > 90.0:
        raise VolumeError(Message("{value!r} is no place", value=plain_text(point)[:80]))
    return longitude, latitude


def circle(centre: Any, radius: Any) -> Circle:
    """Read a circle, its radius in metres."""
    longitude, latitude = place(centre)
    metres = finite(radius)
    if metres is None or metres <= 0.0:
        raise VolumeError(Message("{value!r} is no radius", value=plain_text(radius)[:80]))
    return Circle(longitude=longitude, latitude=latitude, radius=metres)


def spans_of(applicability: Iterable[Any]) -> tuple[Span, ...]:
    """Read the times of a zone: `permanent`, `startDateTime`, `endDateTime`, and a `schedule` of daily periods.

    Raises
    ------
    TimeError
        If one of them cannot be read, or they contradict each other.
    """
    return tuple(_span(mapping(period)) for period in applicability)


def _span(period: Mapping[str, Any]) -> Span:
    begin, end = moment(period.get("startDateTime")), moment(period.get("endDateTime"))
    daily = tuple(_daily(mapping(day)) for name in ("schedule", "dailyPeriod") for day in sequence(period.get(name)))
    daily = tuple(day for day in daily if day.days)
    permanent = plain_text(period.get("permanent")).upper()
    if permanent not in ("", "YES", "NO"):
        raise TimeError(Message("permanent is YES or NO, not {value!r}", value=permanent[:80]))
    if permanent == "YES" and (begin or end):
        raise TimeError(Message("it is permanent and has a begin or an end"))
    if permanent == "NO" and not (begin or end or daily):
        raise TimeError(Message("it is not permanent and has no times"))
    return Span(begin=begin, end=end, daily=daily)


def _daily(period: Mapping[str, Any]) -> Daily:
    start = _event(period.get("startEvent")) or clock(period.get("startTime"), is_end=False)
    end = _event(period.get("endEvent")) or clock(period.get("endTime"), is_end=True)
    return Daily(days=_days(period, start or end), start=start or Moment(), end=end or Daily(days=()).end)


def _days(period: Mapping[str, Any], stated: Moment | None) -> tuple[int, ...]:
    names = [plain_text(name).upper() for name in sequence(period.get("day"))]
    wrong = [name for name in names if name not in (*DAYS, "ANY")]
    if wrong:
        raise TimeError(Message("{value!r} is no day of the week", value=wrong[0][:80]))
    if "ANY" in names or (not names and stated is not None):
        return tuple(range(7))
    return tuple(sorted({DAYS.index(name) for name in names}))


def _event(value: Any) -> Moment | None:
    if value is None or value == "":
        return None
    if value not in _EVENTS:
        raise TimeError(Message("{value!r} is no sunrise or sunset", value=plain_text(value)[:80]))
    return Moment(event=_EVENTS[value])
