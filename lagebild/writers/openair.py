"""Airspaces to OpenAir, second version: UTF-8, points of 0.001 seconds of arc (3 cm).

What the format cannot hold is told: it has neither holes nor parts (these become airspaces of their own that cover
the same area), no heights above the ellipsoid, and no columns of other sources. Arcs stay the points they are.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from lagebild.codecs.openair import Coordinate, format_coordinate
from lagebild.codecs.schedule_text import daily_periods
from lagebild.codecs.zone_times import DAYS
from lagebild.messages import Message
from lagebild.model.activation import Activation, ActivationKind, DayTime, WeeklyRule
from lagebild.model.airspaces import COLUMNS, Airspaces
from lagebild.model.altitude import Reference
from lagebild.model.limits import Level, Limit
from lagebild.model.report import Issue, Severity
from lagebild.units import feet_to_metres, metres_to_feet
from lagebild.writers.format import WriteFormat

__all__ = ["OPENAIR", "write_openair"]

_DECIMALS = 3
_ICAO_CLASSES = set("ABCDEFG")
_NOT_AS_CLASS = {*_ICAO_CLASSES, "UNC", "UNCLASSIFIED", "UNCLASS"}
_REMARKS = {"frequency: ": "AF", "station: ": "AG", "transponder: ": "AX"}
_REFERENCES = {Reference.AMSL: "AMSL", Reference.AGL: "AGL", Reference.PRESSURE: "STD"}
_GUESSED_FROM_NAMES = re.compile(r"\b(?:H24|NOTAM|HX|HJ|HN|SR|SS|MON|TUE|WED|THU|FRI|SAT|SUN)")


def write_openair(airspaces: Airspaces, path: Path) -> list[Issue]:
    """Write one block an airspace, or several where it has holes or parts."""
    frame = airspaces.frame
    findings: list[Issue] = []
    for name in frame.columns:
        if (name not in COLUMNS or name == "source_record") and bool(frame[name].notna().any()):
            reason = Message("OpenAir has no place for column {name!r}; it was left out", name=name)
            findings.append(Issue(severity="note", reason=reason))
    with path.open("w", encoding="utf-8", newline="\r\n") as file:
        file.write("* OpenAir 2, UTF-8\n")
        for number, row in enumerate(frame.to_dict("records")):
            file.write("\n".join(_Block(number, row, findings).lines()) + "\n")
    return findings


class _Block:
    """One airspace on its way to lines."""

    def __init__(self, number: int, row: dict[Any, Any], findings: list[Issue]) -> None:
        self.number = number
        self.row = row
        self.findings = findings

    def lines(self) -> list[str]:
        rings = [ring for part in _parts(self.row["geometry"]) for ring in _without_holes(part)]
        if len(rings) > 1:
            self._tell(
                "repaired",
                Message("OpenAir has no holes and no parts; it was written as {count} airspaces", count=len(rings)),
            )
        head, tail = self._class_and_type(), [*self._times(), *self._limits(), *self._remarks()]
        found: list[str] = []
        for number, ring in enumerate(rings, start=1):
            name = str(self.row["airspace_id"])
            known = self._one_line("AI", name if len(rings) == 1 else f"{name}.{number}")
            points = [f"DP {format_coordinate(place, decimals=_DECIMALS)}" for place in _places(ring)]
            found += ["", *head, *known, *tail, *points]
        return found

    def _class_and_type(self) -> list[str]:
        kind, icao_class = _text(self.row["type"]), _text(self.row["icao_class"])
        name = self._one_line("AN", _text(self.row["name"]))
        if icao_class in _ICAO_CLASSES:
            if not kind:
                self._tell("note", Message("it has a class and no type; reading takes the class for both"))
            return [f"AC {icao_class}", *(self._one_line("AY", kind) if kind != icao_class else []), *name]
        if icao_class:
            self._tell("quarantined", Message("OpenAir has no class {value!r}; it was left out", value=icao_class))
        if kind and kind.upper() not in _NOT_AS_CLASS:
            return [*self._one_line("AC", kind), *name]
        return ["AC UNC", *(self._one_line("AY", kind)), *name]

    def _one_line(self, key: str, value: str) -> list[str]:
        """Return a record, or none for an empty value."""
        cut = value.replace("*", "") if key in ("AC", "AY", "AI", "AL", "AH") else value
        plain = " ".join(part for part in re.split(r"[\x00-\x1f\x85\u2028\u2029]+", cut) if part).strip()
        if plain != value:
            reason = Message("{key} {value!r} was written as {plain!r}", key=key, value=value, plain=plain)
            self._tell("repaired", reason)
        return [f"{key} {plain}"] if plain else ["AC UNC"] if key == "AC" else []

    def _limits(self) -> list[str]:
        found: list[str] = []
        for key, name in (("AL", "lower"), ("AH", "upper")):
            limit = self.row[name]
            said = _limit_text(limit)
            if said is None:
                reason = Message("OpenAir cannot hold the limit {limit}; it is unknown there", limit=str(limit))
                self._tell("quarantined", reason)
                continue
            found += self._one_line(key, said)
        return found

    def _times(self) -> list[str]:
        given: Activation = self.row["activation"]
        said = _times(given)
        if said is None:
            reason = Message("OpenAir cannot hold its times {text!r}; they are unknown there", text=given.text)
            self._tell("quarantined", reason)
            said = []
        if not said and _GUESSED_FROM_NAMES.search(_text(self.row["name"])):
            said = ["NONE"]  # or reading would take the name's words for it
        return [line for value in said for line in self._one_line("AA", value)]

    def _remarks(self) -> list[str]:
        found: list[str] = []
        for line in _text(self.row["text"]).splitlines():
            key = next((start for start in _REMARKS if line.startswith(start)), None)
            found += self._one_line(_REMARKS[key], line.removeprefix(key)) if key else [f"* {line.strip()}"]
        return found

    def _tell(self, severity: Severity, reason: Message) -> None:
        said = Message("airspace {name!r}: {reason}", name=str(self.row["airspace_id"]), reason=reason)
        self.findings.append(Issue(severity=severity, reason=said, record=self.number))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _parts(shape: BaseGeometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(shape) if isinstance(part, Polygon)]


def _without_holes(area: Polygon) -> list[Polygon]:
    """Cut an area along the meridians through its holes; together the pieces are the area."""
    if not area.interiors:
        return [area]
    west, south, east, north = area.bounds
    cut = float(Polygon(area.interiors[0]).representative_point().x)
    found = []
    for side in (box(west, south, cut, north), box(cut, south, east, north)):
        for piece in shapely.get_parts(shapely.intersection(area, side)):
            if isinstance(piece, Polygon) and piece.area > 0.0:
                found += _without_holes(piece)
    return found


def _places(ring: Polygon) -> list[Coordinate]:
    return [Coordinate(float(x), float(y)) for x, y, *_ in ring.exterior.coords]


def _limit_text(limit: Limit) -> str | None:
    """Return a text that reads as the limit; None where there is none."""
    if _reads_as(limit.text, limit):
        return limit.text
    levels = [_level_text(level) for level in limit.levels]
    if None in levels or not levels:
        return None
    joined = " / ".join(str(level) for level in levels)
    if limit.join == "min" and len(levels) > 1:
        joined = " or ".join(str(level) for level in levels) + " whichever is lower"
    return joined if _reads_as(joined, limit) else None


def _reads_as(text: str, limit: Limit) -> bool:
    read = Limit.from_text(text)
    return read.levels == limit.levels and (read.join == limit.join or len(read.levels) < 2)


def _level_text(level: Level) -> str | None:
    if level.is_unlimited:
        return "UNL"
    if level.is_surface:
        return "GND"
    if level.reference not in _REFERENCES:
        return None
    feet = round(float(metres_to_feet(level.value)))
    if float(feet_to_metres(float(feet))) != level.value:
        return f"{level.value:.9f}".rstrip("0").rstrip(".") + f" m {_REFERENCES[level.reference]}"
    if level.reference is Reference.PRESSURE and feet % 100 == 0:
        return f"FL {feet // 100:03d}"
    return f"{feet} ft {_REFERENCES[level.reference]}"


def _times(given: Activation) -> list[str] | None:
    """Return the values of AA records; None where they cannot say it."""
    words = set(re.split(r"[^A-Z0-9]+", given.text.upper()))
    if given.kind is ActivationKind.ALWAYS:
        return ["H24"]
    if given.kind is ActivationKind.NOTAM:
        return [given.text if "NOTAM" in words and "/" not in given.text else "NOTAM"]
    if given.kind is ActivationKind.PERIODS:
        if any(moment.microsecond for period in given.stated for moment in period) or not given.stated:
            return None
        return [f"{begin:%Y-%m-%dT%H:%M:%SZ}/{end:%Y-%m-%dT%H:%M:%SZ}" for begin, end in given.stated]
    if given.kind is ActivationKind.WEEKLY:
        return _weekly(given)
    if not given.text:
        return []
    misread = "NOTAM" in words or words - {""} == {"H24"} or re.search(r"\dT[\d:]+Z?\s*/", given.text)
    return None if misread or daily_periods(given.text, in_utc=False) is not None else [given.text]


def _weekly(given: Activation) -> list[str] | None:
    found = []
    for rule in given.rules:
        said = f"{','.join(DAYS[day] for day in rule.weekdays)} {_day_time(rule.start)}-{_day_time(rule.end)}"
        read = daily_periods(said, in_utc=False)
        if not rule.certain or read is None or len(read) != 1 or not _is_same(read[0], rule):
            return None
        found.append(said)
    return found or None


def _is_same(read: Any, rule: WeeklyRule) -> bool:
    moments = [(moment.event, moment.minutes) for moment in (read.start, read.end)]
    return set(read.days) == set(rule.weekdays) and moments == [
        (rule.start.event, rule.start.minutes),
        (rule.end.event, rule.end.minutes),
    ]


def _day_time(moment: DayTime) -> str:
    if moment.event == "clock":
        return f"{moment.minutes // 60:02d}{moment.minutes % 60:02d}Z"
    return ("SR" if moment.event == "sunrise" else "SS") + (f"{moment.minutes:+d}" if moment.minutes else "")


OPENAIR = WriteFormat(name="OpenAir", endings=(".txt", ".openair", ".air"), airspaces=write_openair)
