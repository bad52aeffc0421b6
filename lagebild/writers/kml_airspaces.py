"""Airspaces as KML: one placemark each, drawn at its upper limit, its columns as extended data.

A limit of one height above mean sea level or above the ground is where the area is drawn, with walls down to the
ground where its lower limit is the ground. KML knows no other references: an area whose upper limit is a flight level,
compound, unlimited or unknown lies on the ground, and its description says the limits. An airspace with a stated
period is shown in that time; one with several is written once more for each further period, marked so that reading
passes over it.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

import shapely

from lagebild.codecs.typed_columns import column_kind, texts_of
from lagebild.codecs.xml_text import attribute, escaped
from lagebild.messages import Message
from lagebild.model.activation import Activation, ActivationKind
from lagebild.model.airspaces import Airspaces
from lagebild.model.altitude import Reference
from lagebild.model.limits import Limit
from lagebild.model.report import Issue
from lagebild.writers.flat_airspaces import flat_airspaces
from lagebild.writers.kml_tracks import KML_HEAD, KML_TYPES
from lagebild.writers.xml_columns import text_findings

__all__ = ["airspaces_as_kml"]

_MOST_PERIODS = 100
_MODES = {Reference.AMSL: "absolute", Reference.AGL: "relativeToGround"}
_COLOURS = {"other": "808080", "controlled": "c86400", "restricted": "0000e0"}
"""Blue, green, red of the areas' styles."""

_RESTRICTED = {"R", "P", "D", "Q", "TRA", "TSA", "PROHIBITED", "RESTRICTED", "DANGER"}
_CONTROLLED = {"CTR", "TMA", "CTA", "TMZ", "RMZ", "A", "B", "C", "MCTR"}


def airspaces_as_kml(airspaces: Airspaces) -> tuple[Iterator[str], list[Issue]]:
    """Return the parts of the document, and what it cannot hold."""
    flat, findings = flat_airspaces(airspaces, kinds="biuf")
    names = [name for name in flat.columns if name != "geometry"]
    for name in names:
        if column_kind(flat[name]) == "str":
            findings += text_findings(str(name), flat[name])
    many = sum(len(activation.stated) > _MOST_PERIODS for activation in airspaces.frame["activation"])
    if many:
        sentence = Message(
            "{count} airspaces have more than {most} periods; they are shown without time",
            count=many,
            most=_MOST_PERIODS,
        )
        findings.append(Issue(severity="note", reason=sentence))
    return _document(airspaces, flat, names), findings


def _document(airspaces: Airspaces, flat: Any, names: list[Any]) -> Iterator[str]:
    yield f"{KML_HEAD}<name>airspaces</name>\n"
    for style, colour in _COLOURS.items():
        yield (
            f'<Style id="{style}"><LineStyle><color>ff{colour}</color><width>2</width></LineStyle>'
            f"<PolyStyle><color>50{colour}</color></PolyStyle></Style>\n"
        )
    yield '<Schema id="airspace" lb:holds="airspaces">\n'
    for name in names:
        kind = column_kind(flat[name])
        known = KML_TYPES.get(kind, "int" if "int" in kind.lower() else "string")
        yield f'<SimpleField name="{attribute(str(name))}" type="{known}" lb:type="{kind}"/>\n'
    yield "</Schema>\n"
    texts = [texts_of(flat[name]) for name in names]
    rows = zip(airspaces.frame.to_dict("records"), zip(*texts, strict=True), strict=True)
    for row, values in rows:
        yield from _placemarks(row, names, values)
    yield "</Document>\n</kml>\n"


def _placemarks(row: dict[str, Any], names: list[Any], values: tuple[str | None, ...]) -> Iterator[str]:
    activation: Activation = row["activation"]
    is_timed = activation.kind is ActivationKind.PERIODS and 0 < len(activation.stated) <= _MOST_PERIODS
    periods: tuple[Any, ...] = activation.stated if is_timed else (None,)
    shown = _geometry(row["geometry"], row["lower"], row["upper"])
    data = "".join(
        f'<SimpleData name="{attribute(str(name))}">{escaped(value)}</SimpleData>\n'
        for name, value in zip(names, values, strict=True)
        if value is not None
    )
    extended = f'<ExtendedData><SchemaData schemaUrl="#airspace">\n{data}</SchemaData></ExtendedData>\n'
    for number, period in enumerate(periods):
        yield '<Placemark lb:again="true">' if number else "<Placemark>"
        yield f"<name>{escaped(_text(row['name']))}</name>\n<description>{escaped(_description(row))}</description>\n"
        if period is not None:
            yield f"<TimeSpan><begin>{_moment(period[0])}</begin><end>{_moment(period[1])}</end></TimeSpan>\n"
        yield f"<styleUrl>#{_style(_text(row['type']))}</styleUrl>\n"
        yield f"{'' if number else extended}{shown}</Placemark>\n"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _moment(moment: Any) -> str:
    return str(moment.isoformat()).replace("+00:00", "Z")


def _style(kind: str) -> str:
    word = kind.strip().upper()
    return "restricted" if word in _RESTRICTED else "controlled" if word in _CONTROLLED else "other"


def _description(row: dict[str, Any]) -> str:
    """Return a few lines of HTML; every text of the airspace is escaped for it."""
    kind = " ".join(part for part in (_text(row["type"]), _text(row["icao_class"])) if part)
    activation: Activation = row["activation"]
    times = activation.text or "; ".join(f"{_moment(a)} – {_moment(b)}" for a, b in activation.stated[:10])
    lines = [kind, f"{row['lower']} – {row['upper']}", f"{activation.kind} {times}".strip(), _text(row["text"])]
    return "<br/>".join(html.escape(line) for line in lines if line)


def _geometry(shape: Any, lower: Limit, upper: Limit) -> str:
    height, mode = _drawn_at(upper)
    has_walls = height is not None and len(lower.levels) == 1 and lower.levels[0].is_surface
    parts = shapely.get_parts(shape)
    drawn = "".join(_polygon(part, height, mode, has_walls) for part in parts)
    return drawn if shape.geom_type == "Polygon" else f"<MultiGeometry>{drawn}</MultiGeometry>\n"


def _drawn_at(upper: Limit) -> tuple[float | None, str]:
    """Return the height of a limit that KML can hold, and its `altitudeMode`."""
    level = upper.levels[0] if len(upper.levels) == 1 else None
    if level is None or level.is_unlimited or level.reference not in _MODES:
        return None, "clampToGround"
    return level.value, _MODES[level.reference]


def _polygon(part: Any, height: float | None, mode: str, has_walls: bool) -> str:
    above = "" if height is None else f",{height!r}"
    inner = "".join(f"<innerBoundaryIs>{_ring(ring, above)}</innerBoundaryIs>" for ring in part.interiors)
    return (
        f"<Polygon><extrude>{int(has_walls)}</extrude><altitudeMode>{mode}</altitudeMode>\n"
        f"<outerBoundaryIs>{_ring(part.exterior, above)}</outerBoundaryIs>{inner}</Polygon>\n"
    )


def _ring(ring: Any, above: str) -> str:
    places = shapely.get_coordinates(ring).tolist()
    said = "\n".join(f"{longitude!r},{latitude!r}{above}" for longitude, latitude in places)
    return f"<LinearRing><coordinates>\n{said}\n</coordinates></LinearRing>"
