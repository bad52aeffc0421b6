"""What is said of a selected flight, airspace, station or feature: title, sections of rows, marks; all plain text."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from lagebild.model.activation import Activation, ActivationKind
from lagebild.model.airspaces import Airspaces
from lagebild.model.altitude import HEIGHT_COLUMNS, Reference
from lagebild.model.dossier_objects import ObjectKey, ObjectKind
from lagebild.model.layers import Layer
from lagebild.model.limits import Level, Limit
from lagebild.model.overlay import VectorOverlay
from lagebild.model.picture import PictureContent
from lagebild.model.places import Places
from lagebild.model.provenance import SYNTHETIC
from lagebild.model.stations import Purpose, Station, Stations
from lagebild.model.tracks import MAX_GAP_SECONDS, Tracks
from lagebild.views.formats import Formats
from lagebild.views.i18n import Translate
from lagebild.views.live_columns import LIVE_LAYER
from lagebild.views.live_flights import LiveFlights
from lagebild.views.report_details import object_link, report_details
from lagebild.views.report_marks import placed_reports
from lagebild.views.scene import ground_elevation

__all__ = ["details", "height_label"]

Row = dict[str, Any]
_LONGEST_RECORD = 4000
_LONGEST_CELL, _MOST_COLUMNS = 500, 100
_MAX_GAP = pd.Timedelta(seconds=MAX_GAP_SECONDS)
_OWN_COLUMNS = {
    "track_id", "time", "longitude", "latitude", "ground_speed", "vertical_rate", "track_angle", "callsign", "icao24",
    "squawk", "platform", "source", "on_ground", "horizontal_accuracy", "vertical_accuracy", *HEIGHT_COLUMNS,
}  # fmt: skip


def details(
    picture: PictureContent,
    selection: Mapping[str, Any],
    formats: Formats,
    *,
    moment: pd.Timestamp | None = None,
    dropped: Sequence[Layer] = (),
    linked: bool = False,
    live: LiveFlights | None = None,
) -> dict[str, Any]:
    """Describe the map's `selection` (see `frontend/README.md`); empty where it names nothing of the picture.

    `moment` is the picture's time, at which an airspace is active or not; a flight is told at the selection's time.
    `dropped` are overlays of the session, which are no part of the picture. `linked`: names of actors, sites
    and types lead to what is known of them. `live` are flights that are received now.
    """
    if selection.get("kind") == "report":
        return _report(picture, selection.get("index"), formats, linked=linked)
    try:
        layer = next((one for one in dropped if one.id == selection.get("layer")), None)
        index = int(selection.get("index", -1))
        if live is not None and selection.get("layer") == LIVE_LAYER:
            layer, index = live.layer(index), 0
            if layer is None:
                return {}
        layer = layer or picture.layer(str(selection.get("layer")))
    except (KeyError, TypeError, ValueError):
        return {}
    if isinstance(layer.data, Tracks) and 0 <= index < len(layer.data):
        return _track(picture, layer, layer.data, index, selection.get("time"), formats, linked=linked)
    if isinstance(layer.data, Airspaces) and 0 <= index < len(layer.data):
        return _airspace(layer, layer.data, index, moment, formats)
    if isinstance(layer.data, VectorOverlay) and 0 <= index < len(layer.data):
        return _feature(layer, layer.data, index, formats)
    if isinstance(layer.data, Stations) and 0 <= index < len(layer.data):
        return _station(layer, layer.data[index], formats)
    if isinstance(layer.data, Places) and 0 <= index < len(layer.data):
        return _place(layer, layer.data.frame.iloc[index], formats)
    return {}


def _report(picture: PictureContent, index: object, formats: Formats, *, linked: bool) -> dict[str, Any]:
    placed = placed_reports(picture.dossier)
    if not isinstance(index, int) or not 0 <= index < len(placed):
        return {}
    row = placed.iloc[index].to_dict()
    return report_details(picture.dossier, row, formats, picture.platforms, linked=linked)


def _feature(layer: Layer, overlay: VectorOverlay, index: int, formats: Formats) -> dict[str, Any]:
    t, row = formats.translate, overlay.frame.iloc[index]
    columns = [name for name in overlay.frame.columns if name != "geometry"]
    values = {name: _cell_text(row[name], formats) for name in columns[:_MOST_COLUMNS]}
    title = values.get(overlay.style.label) or values.get("name") or f"{layer.name} · {formats.number(index + 1)}"
    return {
        "title": title[:_LONGEST_CELL],
        "subtitle": layer.name,
        "marks": _marks(layer),
        "sections": _filled(
            [
                _section(t("Columns"), [_row(name[:_LONGEST_CELL], value) for name, value in values.items()]),
                _provenance(layer, formats),
            ]
        ),
    }


def _station(layer: Layer, station: Station, formats: Formats) -> dict[str, Any]:
    t, purpose = formats.translate, _purpose_text(station.purpose, formats.translate)
    reach = t("by ground and horizon alone") if station.max_range is None else formats.distance(station.max_range)
    source = t("source: {name}").format(name=station.range_source) if station.range_source else ""
    rows = [
        _row(t("Purpose"), purpose),
        _row(t("Position"), formats.place(math.remainder(station.longitude, 360.0), station.latitude)),
        _row(t("Antenna height above ground"), formats.height(station.height_agl)),
        _row(t("Range limit"), reach, source),
    ]
    return {
        "title": station.label,
        "subtitle": purpose,
        "marks": _marks(layer),
        "sections": _filled([_section(t("Station"), rows), _provenance(layer, formats)]),
    }


def _place(layer: Layer, place: pd.Series[Any], formats: Formats) -> dict[str, Any]:
    t = formats.translate
    others = [name for name in place.index if name not in ("name", "kind", "longitude", "latitude", "geometry")]
    rows = [
        _row(t("Kind"), {"airport": t("Airport"), "city": t("City")}.get(place["kind"], place["kind"])),
        _row(t("Position"), formats.place(float(place["longitude"]), float(place["latitude"]))),
    ]
    further = [_row(str(name)[:_LONGEST_CELL], _cell_text(place[name], formats)) for name in others[:_MOST_COLUMNS]]
    return {
        "title": place["name"][:_LONGEST_CELL],
        "subtitle": layer.name,
        "marks": _marks(layer),
        "sections": _filled(
            [_section(t("Place"), rows), _section(t("Further columns"), further), _provenance(layer, formats)]
        ),
    }


def _purpose_text(purpose: Purpose, t: Translate) -> str:
    return {
        Purpose.ADS_B: t("ADS-B receiver"),
        Purpose.RADIO: t("Radio"),
        Purpose.UAV_DATA_LINK: t("UAV data link"),
        Purpose.WEATHER: t("Weather"),
    }[purpose]


def _cell_text(value: Any, formats: Formats) -> str:
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, pd.Timestamp) and value.tzinfo is not None:
        return formats.time(value)
    text = str(value)
    return text if len(text) <= _LONGEST_CELL else text[:_LONGEST_CELL] + " …"


def _row(label: str, value: str, note: str = "") -> Row:
    return {"label": label, "value": value, "note": note}


def _platform_row(picture: PictureContent, key: str, formats: Formats, *, linked: bool) -> Row:
    row = _row(formats.translate("Type"), key)
    if not linked or not picture.platforms.has_key(key):
        return row
    return {**row, "links": [object_link(ObjectKey(ObjectKind.PLATFORM, key), key)]}


def _section(title: str, rows: list[Row]) -> dict[str, Any]:
    return {"title": title, "rows": [row for row in rows if row["value"]]}


def _filled(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [section for section in sections if section["rows"]]


def _marks(layer: Layer) -> list[str]:
    return [SYNTHETIC] if layer.provenance.synthetic else []


def _provenance(layer: Layer, formats: Formats) -> dict[str, Any]:
    t, origin = formats.translate, layer.provenance
    return _section(
        t("Provenance"),
        [
            _row(t("Layer"), layer.name, layer.note),
            _row(t("Source"), origin.source),
            _row(t("Licence"), origin.licence),
            _row(t("Credit"), origin.attribution),
            _row(t("Read"), formats.time(pd.Timestamp(origin.read_at)) if origin.read_at else ""),
            _row("SHA-256", origin.sha256),
        ],
    )


def _track(
    picture: PictureContent,
    layer: Layer,
    tracks: Tracks,
    index: int,
    moment: Any,
    formats: Formats,
    *,
    linked: bool,
) -> dict[str, Any]:
    t = formats.translate
    begin, end = int(tracks.offsets[index]), int(tracks.offsets[index + 1])
    fixes = tracks.frame.iloc[begin:end]
    callsign, icao24 = _first(fixes, "callsign"), _first(fixes, "icao24")
    identity = [
        _row(t("Callsign"), callsign),
        _row(t("ICAO address"), icao24.upper()),
        _platform_row(picture, _first(fixes, "platform"), formats, linked=linked),
        _row(t("Track"), str(fixes["track_id"].iloc[0])),
    ]
    when = _selected_time(fixes, moment)
    return {
        "title": callsign or str(fixes["track_id"].iloc[0]),
        "subtitle": formats.time(when),
        "marks": _marks(layer),
        "sections": _filled(
            [
                _section(t("Identity"), identity),
                _section(t("At this time"), _state(picture, fixes, when, formats)),
                _section(t("Flight path"), _summary(fixes, formats)),
                _section(t("Further columns"), _further(fixes)),
                _provenance(layer, formats),
            ]
        ),
    }


def _first(fixes: pd.DataFrame, name: str) -> str:
    if name not in fixes:
        return ""
    given = fixes[name].dropna()
    return str(given.iloc[0]) if len(given) else ""


def _selected_time(fixes: pd.DataFrame, moment: Any) -> pd.Timestamp:
    first, last = pd.Timestamp(fixes["time"].iloc[0]), pd.Timestamp(fixes["time"].iloc[-1])
    if not isinstance(moment, int | float) or not math.isfinite(moment):
        return first
    return min(max(pd.Timestamp(round(moment * 1e6), unit="ns", tz="UTC"), first), last)


def _state(picture: PictureContent, fixes: pd.DataFrame, when: pd.Timestamp, formats: Formats) -> list[Row]:
    t = formats.translate
    at = _Interpolated(fixes, when)
    longitude, latitude = at.place()
    rows = [_row(t("Position"), formats.place(longitude, latitude), at.remark(t))]
    for name, reference in HEIGHT_COLUMNS.items():
        value = at.value(name)
        if math.isfinite(value):
            rows.append(_row(height_label(reference, t), formats.height(value, reference)))
    elevation, accuracy = ground_elevation(picture, longitude, latitude)
    if math.isfinite(elevation):
        note = f"± {formats.height(accuracy)}" if math.isfinite(accuracy) else t("accuracy unknown")
        rows.append(_row(t("Terrain elevation"), formats.height(elevation), note))
        rows.append(_height_above_ground(at.value("altitude_amsl"), elevation, accuracy, formats))
    rows.append(_row(t("Ground speed"), _unless_missing(formats.speed(at.value("ground_speed")))))
    rows.append(_row(t("Vertical rate"), _unless_missing(formats.vertical_rate(at.value("vertical_rate")))))
    rows.append(_row(t("Track angle"), _unless_missing(formats.angle(at.nearest("track_angle")))))
    return rows


def _unless_missing(text: str) -> str:
    return "" if text == "–" else text


def height_label(reference: Reference, t: Translate) -> str:
    """Name what a height of that reference is measured from."""
    return {
        Reference.AMSL: t("Above mean sea level"),
        Reference.PRESSURE: t("Pressure altitude (1013.25 hPa)"),
        Reference.ELLIPSOID: t("Above the ellipsoid (GNSS)"),
    }[reference]


def _height_above_ground(altitude: float, elevation: float, accuracy: float, formats: Formats) -> Row:
    t = formats.translate
    if not math.isfinite(altitude):
        return _row(t("Height above ground"), t("undetermined"), t("needs an altitude above mean sea level"))
    known = math.isfinite(accuracy)
    note = f"± {formats.height(accuracy)} ({t('terrain')})" if known else t("terrain accuracy unknown")
    return _row(t("Height above ground"), formats.height(altitude - elevation), note)


class _Interpolated:
    """The state of an aircraft at a time within its fixes: straight between them, unknown within gaps."""

    def __init__(self, fixes: pd.DataFrame, when: pd.Timestamp) -> None:
        times = fixes["time"]
        self.after = min(int(times.searchsorted(when, side="left")), len(fixes) - 1)
        self.before = self.after if times.iloc[self.after] == when else max(self.after - 1, 0)
        self.fixes = fixes
        span = times.iloc[self.after] - times.iloc[self.before]
        self.in_gap = span > _MAX_GAP
        self.share = (when - times.iloc[self.before]) / span if span > pd.Timedelta(0) else 0.0
        if self.in_gap:
            # within a gap nothing is known; show the fix that is nearer
            self.before = self.after = self.before if self.share < 0.5 else self.after
            self.share = 0.0

    def value(self, name: str) -> float:
        if name not in self.fixes:
            return math.nan
        column = self.fixes[name]
        a, b = float(column.iloc[self.before]), float(column.iloc[self.after])
        return a if self.share == 0.0 else a + (b - a) * self.share

    def nearest(self, name: str) -> float:
        if name not in self.fixes:
            return math.nan
        return float(self.fixes[name].iloc[self.before if self.share < 0.5 else self.after])

    def place(self) -> tuple[float, float]:
        longitudes = self.fixes["longitude"].iloc[[self.before, self.after]].to_numpy()
        a, b = np.unwrap(longitudes, period=360.0)
        longitude = a + (b - a) * self.share
        return float((longitude + 180.0) % 360.0 - 180.0), self.value("latitude")

    def remark(self, t: Translate) -> str:
        if self.in_gap:
            return t("gap in the data: nearest fix")
        return t("fix") if self.share == 0.0 else t("between two fixes")


def _summary(fixes: pd.DataFrame, formats: Formats) -> list[Row]:
    t = formats.translate
    first, last = fixes["time"].iloc[0], fixes["time"].iloc[-1]
    rows = [
        _row(t("First fix"), formats.time(first)),
        _row(t("Last fix"), formats.time(last)),
        _row(t("Duration"), formats.duration((last - first).total_seconds())),
        _row(t("Fixes"), formats.number(len(fixes))),
    ]
    for name, reference in HEIGHT_COLUMNS.items():
        if name in fixes and fixes[name].notna().any():
            low, high = (
                formats.height(fixes[name].min(), reference),
                formats.height(fixes[name].max(), reference),
            )
            rows.append(_row(t("Height range"), f"{low} – {high}", height_label(reference, t)))
    return rows


def _further(fixes: pd.DataFrame) -> list[Row]:
    others = [name for name in fixes.columns if name not in _OWN_COLUMNS]
    return [_row(str(name), _first(fixes, name)[:200]) for name in others]


def _airspace(
    layer: Layer, airspaces: Airspaces, index: int, moment: pd.Timestamp | None, formats: Formats
) -> dict[str, Any]:
    t, row = formats.translate, airspaces.frame.iloc[index]
    kinds = [_kind_text(text, t) for text in (row["type"], row["icao_class"]) if isinstance(text, str)]
    identity = [
        _row(t("Name"), _text(row["name"])),
        _row(t("Kind"), _kind_text(_text(row["type"]), t)),
        _row(t("ICAO class"), _text(row["icao_class"])),
        _row(t("Identifier"), _text(row["airspace_id"])),
    ]
    limits = [
        _limit_row(t("Lower limit"), row["lower"], formats),
        _limit_row(t("Upper limit"), row["upper"], formats),
    ]
    record = _text(row["source_record"])
    return {
        "title": _text(row["name"]) or _text(row["airspace_id"]),
        "subtitle": " · ".join(dict.fromkeys(kinds)),
        "marks": _marks(layer),
        "sections": _filled(
            [
                _section(t("Identity"), identity),
                _section(t("Vertical limits"), limits),
                _section(t("Activation"), _activation_rows(row["activation"], row["geometry"], moment, formats)),
                _section(t("Remarks"), [_row(t("Text"), _text(row["text"]))]),
                _section(t("Original record"), [_row("", _shortened(record))]),
                _provenance(layer, formats),
            ]
        ),
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_RECORD else text[:_LONGEST_RECORD] + " …"


def _limit_row(label: str, limit: Limit, formats: Formats) -> Row:
    t = formats.translate
    if not limit.is_known:
        return _row(label, t("unknown"), limit.text)
    value = f" {t('or')} ".join(_level_text(level, formats) for level in limit.levels)
    if len(limit.levels) > 1:
        value += ", " + (t("whichever is higher") if limit.join == "max" else t("whichever is lower"))
    return _row(label, value, f"{t('in the source')}: {limit.text}" if limit.text else "")


def _level_text(level: Level, formats: Formats) -> str:
    t = formats.translate
    if level.is_surface:
        return t("ground")
    if level.is_unlimited:
        return t("unlimited")
    height = formats.height(level.value, level.reference)
    words = {
        Reference.AMSL: t("above mean sea level"),
        Reference.AGL: t("above ground"),
        Reference.ELLIPSOID: t("above the ellipsoid"),
        Reference.PRESSURE: "" if height.startswith("FL") else t("pressure altitude"),
    }
    return f"{height} {words[level.reference]}".strip()


def _kind_text(code: str, t: Translate) -> str:
    """A code of charts with its meaning, such as `R – restricted area`; other texts as they are."""
    words = {
        "CTR": t("Control zone"),
        "TMA": t("Control area"),
        "CTA": t("Control area"),
        "P": t("Prohibited area"),
        "R": t("Restricted area"),
        "Q": t("Danger area"),
        "TMZ": t("Transponder mandatory zone"),
        "RMZ": t("Radio mandatory zone"),
        "W": t("Wave flying area"),
        "GP": t("Gliding prohibited"),
    }
    if code in words:
        return f"{code} – {words[code]}"
    return t("Class {name}").replace("{name}", code) if len(code) == 1 and code in "ABCDEFG" else code


def _activation_rows(activation: Activation, shape: Any, moment: pd.Timestamp | None, formats: Formats) -> list[Row]:
    t = formats.translate
    words = {
        ActivationKind.ALWAYS: t("always"),
        ActivationKind.PERIODS: t("in stated periods"),
        ActivationKind.WEEKLY: t("by weekly schedule"),
        ActivationKind.NOTAM: t("by NOTAM"),
        ActivationKind.UNKNOWN: t("unknown"),
    }
    said = words[activation.kind]
    rows = [_row(t("Active"), said, activation.text if activation.text != said else "")]
    if moment is not None and activation.kind in (ActivationKind.PERIODS, ActivationKind.WEEKLY):
        rows.append(_row(t("At this time"), _state_at(activation, shape, moment, t), formats.time(moment)))
    rows += [_row("", f"{begin:%d.%m.%Y %H:%M} – {end:%d.%m.%Y %H:%M} UTC") for begin, end in activation.stated[:20]]
    return rows


def _state_at(activation: Activation, shape: Any, moment: pd.Timestamp, t: Translate) -> str:
    place = shape.representative_point()
    begin = moment.to_pydatetime(warn=False)
    table = activation.periods(begin, begin + timedelta(seconds=1), longitude=place.x, latitude=place.y)
    if not len(table):
        return t("inactive")
    return t("active") if (table["status"] == "active").any() else t("unknown")
