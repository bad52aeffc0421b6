"""openAIP airspaces: JSON of the Core API and of the exports (object with `items`, array, or GeoJSON) to records.

Codes are those of the API's schema: units 0 metres, 1 feet, 6 flight level; datums 0 ground, 1 mean sea level,
2 standard; days of the week from 0, Monday; times in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lagebild.codecs.json_text import JsonError, compact, finite, parse_json, plain_text
from lagebild.codecs.uas_zones import Polygons, VolumeError, mapping, polygons, sequence
from lagebild.codecs.zone_times import Daily, Moment, Span, TimeError, clock, moment
from lagebild.messages import Message, message_of

__all__ = ["TYPES", "Level", "OpenAipAirspace", "looks_like_openaip", "parse_openaip"]

_CLASS = re.compile(r'"icaoClass"\s*:\s*\d')
_DATUM = re.compile(r'"referenceDatum"\s*:\s*\d')
TYPES = (
    "OTHER", "R", "D", "P", "CTR", "TMZ", "RMZ", "TMA", "TRA", "TSA", "FIR", "UIR", "ADIZ", "ATZ", "MATZ", "AWY",
    "MTR", "ALERT", "WARNING", "PROTECTED", "HTZ", "GLIDING", "TRP", "TIZ", "TIA", "MTA", "CTA", "ACC", "SPORT",
    "LOW OVERFLIGHT", "MRT", "TSA/TRA FEEDING ROUTE", "VFR SECTOR", "FIS SECTOR", "LTA", "UTA", "MCTR",
)  # fmt: skip
"""Types of airspaces, by their code."""

_CLASSES = "ABCDEFG"
_ACTIVITIES = ("", "parachuting", "aerobatics", "aeroclub and aerial work", "ultralights", "hang gliding, paragliding")
_UNITS = {0: "m", 1: "ft", 6: "FL"}
_DATUMS = {0: "AGL", 1: "AMSL", 2: "STD"}
_FLAGS = {
    "onDemand": "on demand",
    "onRequest": "on request",
    "specialAgreement": "by special agreement",
    "requestCompliance": "compliance is requested",
}


@dataclass(frozen=True, kw_only=True)
class Level:
    """One height of a limit; unit and datum are empty where their code is unknown."""

    value: float | None
    unit: str
    """`m`, `ft` or `FL`."""

    datum: str
    """`AGL`, `AMSL` or `STD`."""

    text: str
    """The same as JSON."""


@dataclass(frozen=True, kw_only=True)
class OpenAipAirspace:
    """One airspace."""

    number: int
    """From 0, in the order of the file."""

    identifier: str = ""
    name: str = ""
    kind: str = ""
    """One of `TYPES`; another code as it is."""

    icao_class: str = ""
    country: str = ""
    lower: tuple[Level, ...] = ()
    """The lower limit and the least that it can be: the higher counts."""

    upper: tuple[Level, ...] = ()
    """The upper limit and the most that it can be: the lower counts."""

    by_notam: bool = False
    spans: tuple[Span, ...] = ()
    times: str = ""
    """Times as they were written."""

    times_problem: str = ""
    """Why the times cannot be read exactly."""

    remarks: tuple[str, ...] = ()
    shape: Polygons | None = None
    shape_problem: str = ""
    source: str = ""


def looks_like_openaip(text: str) -> bool:
    """Whether a text is openAIP's JSON: classes and datums by number."""
    return text.startswith(("{", "[")) and _CLASS.search(text) is not None and _DATUM.search(text) is not None


def parse_openaip(data: bytes) -> list[OpenAipAirspace]:
    """Read the airspaces of a file.

    Raises
    ------
    JsonError
        If it is no JSON, or no list of airspaces.
    """
    whole = parse_json(data)
    items = whole
    if isinstance(whole, dict):
        items = whole.get("items", whole.get("features"))
        if items is None and "geometry" in whole:
            items = [whole]
    if not isinstance(items, list):
        raise JsonError(Message("it has no list of airspaces"))
    return [_airspace(number, record) for number, record in enumerate(items)]


def _airspace(number: int, record: Any) -> OpenAipAirspace:
    given = mapping(record)
    if given.get("type") == "Feature":
        given = {**mapping(given.get("properties")), "geometry": given.get("geometry")}
    shape, shape_problem = _shape(mapping(given.get("geometry")))
    by_notam, spans, problem = _times(given)
    times = {key: given[key] for key in ("hoursOfOperation", "activeFrom", "activeUntil") if given.get(key)}
    return OpenAipAirspace(
        number=number,
        identifier=plain_text(given.get("_id", given.get("id"))),
        name=plain_text(given.get("name")),
        kind=_coded(given.get("type"), TYPES),
        icao_class=_coded(given.get("icaoClass"), _CLASSES) if given.get("icaoClass") in range(7) else "",
        country=", ".join(plain_text(country) for country in sequence(given.get("country"))),
        lower=_levels(given.get("lowerLimit"), given.get("lowerLimitMin")),
        upper=_levels(given.get("upperLimit"), given.get("upperLimitMax")),
        by_notam=by_notam,
        spans=spans,
        times=compact(times) if times else "",
        times_problem=problem,
        remarks=_remarks(given),
        shape=shape,
        shape_problem=shape_problem,
        source=compact(record),
    )


def _coded(code: Any, names: Sequence[str]) -> str:
    if isinstance(code, int) and not isinstance(code, bool) and 0 <= code < len(names):
        return names[code]
    return plain_text(code)


def _levels(*limits: Any) -> tuple[Level, ...]:
    return tuple(
        Level(
            value=finite(limit.get("value")),
            unit=_UNITS.get(_code(limit.get("unit")), ""),
            datum=_DATUMS.get(_code(limit.get("referenceDatum")), ""),
            text=compact(limit),
        )
        for limit in limits
        if isinstance(limit, dict) and limit
    )


def _code(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


def _shape(geometry: Mapping[str, Any]) -> tuple[Polygons | None, str]:
    kind = plain_text(geometry.get("type"))
    if not geometry:
        return None, Message("it has no geometry")
    if kind not in ("Polygon", "MultiPolygon"):
        return None, Message("it is no polygon but a {kind}", kind=kind[:80])
    try:
        return polygons(geometry.get("coordinates"), several=kind == "MultiPolygon"), ""
    except VolumeError as error:
        return None, message_of(error)


def _times(given: Mapping[str, Any]) -> tuple[bool, tuple[Span, ...], str]:
    """Return whether NOTAMs activate it, its times, and why these cannot be read exactly."""
    if given.get("byNotam") is True:
        return True, (), ""
    hours = mapping(given.get("hoursOfOperation"))
    periods = [mapping(period) for period in sequence(hours.get("operatingHours"))]
    if periods and all(period.get("byNotam") is True for period in periods):
        return True, (), ""
    try:
        begin, end = moment(given.get("activeFrom")), moment(given.get("activeUntil"))
        daily = tuple(_daily(period) for period in periods)
    except TimeError as error:
        return False, (), message_of(error)
    unclear = next((given[key] for key in _FLAGS if key in ("onDemand", "onRequest") and given.get(key)), None)
    if unclear is not None:
        return False, (), Message("it is activated on demand or on request")
    if plain_text(hours.get("remarks")):
        return False, (), Message("a remark may change its times: {remark!r}", remark=plain_text(hours["remarks"])[:80])
    return False, (Span(begin=begin, end=end, daily=daily),) if begin or end or daily else (), ""


def _daily(period: Mapping[str, Any]) -> Daily:
    day = period.get("dayOfWeek")
    if not isinstance(day, int) or isinstance(day, bool) or day not in range(7):
        raise TimeError(Message("{value!r} is no day of the week", value=plain_text(day)[:80]))
    if period.get("publicHolidaysExcluded") is True:
        raise TimeError(Message("public holidays are excluded"))
    if period.get("byNotam") is True:
        raise TimeError(Message("some days are activated by NOTAM"))
    if plain_text(period.get("remarks")):
        remark = plain_text(period["remarks"])[:80]
        raise TimeError(Message("a remark may change its times: {remark!r}", remark=remark))
    start = clock(period.get("startTime"), is_end=False, in_utc=True)
    end = clock(period.get("endTime"), is_end=True, in_utc=True)
    if period.get("sunrise") is True:
        start = Moment(event="sunrise")
    if period.get("sunset") is True:
        end = Moment(event="sunset")
    if start is None or end is None:
        raise TimeError(Message("a day has no time at which it begins or ends"))
    return Daily(days=(day,), start=start, end=end)


def _remarks(given: Mapping[str, Any]) -> tuple[str, ...]:
    lines = [text for key, text in _FLAGS.items() if given.get(key) is True]
    activity = given.get("activity")
    if activity:
        lines.append(f"activity: {_coded(activity, _ACTIVITIES)}")
    for frequency in map(mapping, sequence(given.get("frequencies"))):
        parts = (plain_text(frequency.get(key)) for key in ("value", "name", "remarks"))
        lines.append("frequency: " + " ".join(part for part in parts if part))
    for setting in map(mapping, sequence(given.get("transponderSettings"))):
        parts = (plain_text(setting.get(key)) for key in ("code", "remarks"))
        lines.append("transponder: " + " ".join(part for part in parts if part))
    if plain_text(given.get("remarks")):
        lines.append(plain_text(given["remarks"]))
    return tuple(lines)
