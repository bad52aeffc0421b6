"""AIXM 5.1 and 5.1.1 messages: XML to records of airspaces (aixm.aero: AIXM_Features.xsd, temporality concept 1.1).

Decisions: of several baselines of a feature the one with the highest sequence and correction number counts; temporary
and permanent deltas are counted, not applied. Damaged XML is read as far as it goes, and features that reach over a
damaged line say so, for what is left of them may be another shape.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from lxml import etree

from lagebild.codecs.aixm_times import AixmActivation, activations_of
from lagebild.codecs.gml_curves import GmlError, Segment, Surface, curve_of, metres, surface_of
from lagebild.codecs.json_text import finite
from lagebild.codecs.safe_xml import bare_name, children, local_name, recovered_xml, text_of
from lagebild.messages import Message, message_of

__all__ = ["AixmAirspace", "AixmFile", "Component", "Contributor", "Height", "Volume", "looks_like_aixm", "parse_aixm"]

_SIGN = re.compile(r"https?://www\.aixm\.aero/schema/5\.\d", re.IGNORECASE)
_HREF = "{http://www.w3.org/1999/xlink}href"
_NAMESPACES = re.compile(r'\sxmlns:?\w*="[^"]*"')
_LONGEST_SOURCE = 200_000


@dataclass(frozen=True, kw_only=True)
class Height:
    """A limit as it was written; a missing one has no value."""

    value: str = ""
    unit: str = ""
    """`FT`, `M`, `FL` or `SM` (standard metres)."""

    reference: str = ""
    """`SFC`, `MSL`, `W84` or `STD`."""

    @property
    def text(self) -> str:
        """The limit for people; empty where it has no value."""
        if not self.value:
            return ""
        words = (f"FL {self.value}",) if self.unit == "FL" else (self.value, self.unit, self.reference)
        return " ".join(word for word in words if word) if finite(self.value) is not None else self.value


@dataclass(frozen=True, kw_only=True)
class Contributor:
    """Another airspace whose geometry is taken over."""

    href: str
    dependency: str
    """`FULL_GEOMETRY` or `HORZ_PROJECTION`."""


@dataclass(frozen=True, kw_only=True)
class Volume:
    """One volume: a surface, or a corridor along a line, or what other airspaces contribute."""

    surface: Surface | None = None
    centreline: tuple[Segment, ...] = ()
    width: float | None = None
    """Of the corridor from side to side, metres."""

    contributors: tuple[Contributor, ...] = ()
    problem: Message | None = None
    """Why there is no shape."""

    upper: Height = Height()
    maximum: Height = Height()
    lower: Height = Height()
    minimum: Height = Height()


@dataclass(frozen=True, kw_only=True)
class Component:
    """A volume and what is done with it."""

    operation: str
    """`BASE`, `UNION`, `INTERS` or `SUBTR`."""

    sequence: float
    volume: Volume


@dataclass(frozen=True, kw_only=True)
class AixmAirspace:
    """One airspace."""

    number: int
    """From 0, in the order of the file."""

    line: int
    identifier: str
    """Its UUID, or another identifier."""

    names: tuple[str, ...] = ()
    """All that references may call it by."""

    kind: str = ""
    """`TMA`, `CTR`, `D`, …"""

    designator: str = ""
    name: str = ""
    classes: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()
    activations: tuple[AixmActivation, ...] = ()
    remarks: tuple[str, ...] = ()
    valid_from: str = ""
    valid_until: str = ""
    other_slices: tuple[str, ...] = ()
    """Interpretations of the time slices that were not taken."""

    has_slice: bool = True
    is_damaged: bool = False
    """Whether the XML is damaged within it."""

    source: str = ""


@dataclass(frozen=True, kw_only=True)
class AixmFile:
    """What a message holds."""

    airspaces: tuple[AixmAirspace, ...]
    others: Mapping[str, int]
    """How many features of which other kind."""

    problem: Message | None = None
    """Why the XML could be read in part only."""


def looks_like_aixm(text: str) -> bool:
    """Whether a text is XML of AIXM 5."""
    return text.startswith("<") and _SIGN.search(text) is not None


def parse_aixm(data: bytes) -> AixmFile:
    """Read a message.

    Raises
    ------
    XmlError
        If it is no XML at all, or more than plain XML.
    """
    recovered = recovered_xml(data)
    features = [feature for feature in recovered.root.iter() if _is_feature(feature)]
    index = _Index(recovered.root, features)
    ends = [*(feature.sourceline or 0 for feature in features), 1 << 40][1:]
    airspaces: list[AixmAirspace] = []
    others: Counter[str] = Counter()
    for feature, end in zip(features, ends, strict=True):
        if local_name(feature) != "Airspace":
            others[local_name(feature)] += 1
            continue
        damaged = any(_reaches(feature, line, end) for line in recovered.damaged_lines)
        airspaces.append(_airspace(len(airspaces), feature, index, is_damaged=damaged))
    return AixmFile(airspaces=tuple(airspaces), others=dict(others), problem=recovered.problem)


def _reaches(feature: etree._Element, line: int, end: int) -> bool:
    """Whether a line belongs to a feature; `end` is where the next one starts."""
    if not (feature.sourceline or 0) <= line <= end:
        return False
    return line < end or any(element.sourceline == line for element in feature.iter())


def _is_feature(element: etree._Element) -> bool:
    """Whether an element is a feature: it alone has time slices."""
    return isinstance(element.tag, str) and next(children(element, "timeSlice"), None) is not None


class _Index:
    """Finds what an `xlink:href` means: an element by its `gml:id`, a feature by its identifier."""

    def __init__(self, root: etree._Element, features: list[etree._Element]) -> None:
        self._by_id = {
            value: element
            for element in root.iter()
            if isinstance(element.tag, str)
            for name, value in element.attrib.items()
            if bare_name(str(name)) == "id"
        }
        self._by_identifier = {
            text_of(child).lower(): feature for feature in features for child in children(feature, "identifier")
        }

    def find(self, href: str) -> etree._Element | None:
        """Return the element; None where it is not in the file."""
        if href.startswith("#") and href[1:] in self._by_id:
            return self._by_id[href[1:]]
        return self._by_identifier.get(_bare(href))

    def curve(self, href: str) -> etree._Element | None:
        """Return a curve, point or surface: that of a feature where a feature is meant (a border, a navaid)."""
        found = self.find(href)
        if found is None or not _is_feature(found):
            return found
        for element in found.iter():
            if local_name(element) in ("Curve", "Point", "ElevatedPoint", "Surface", "ElevatedCurve"):
                return element
        return None


def _bare(href: str) -> str:
    return re.sub(r"^(?:urn:uuid:|#?uuid\.|#)", "", href.strip(), flags=re.IGNORECASE).lower()


def _airspace(number: int, feature: etree._Element, index: _Index, *, is_damaged: bool) -> AixmAirspace:
    slices = [one for holder in children(feature, "timeSlice") for one in children(holder)]
    baselines = [one for one in slices if _word(one, "interpretation").upper() in ("BASELINE", "SNAPSHOT", "")]
    identifier = text_of(next(children(feature, "identifier"), None))
    gml_id = next((value for name, value in feature.attrib.items() if bare_name(str(name)) == "id"), "")
    bare = AixmAirspace(
        number=number,
        line=feature.sourceline or 0,
        identifier=identifier or gml_id,
        names=tuple(name.lower() for name in (_bare(identifier), _bare(gml_id), gml_id) if name),
        is_damaged=is_damaged,
        source=_NAMESPACES.sub("", etree.tostring(feature, encoding="unicode", with_tail=False))[:_LONGEST_SOURCE],
    )
    if not baselines:
        return replace(bare, has_slice=False, other_slices=tuple(_word(one, "interpretation") for one in slices))
    chosen = max(baselines, key=lambda one: (_number(one, "sequenceNumber"), _number(one, "correctionNumber")))
    layers = [layer for holder in children(chosen, "class") for layer in children(holder)]
    components = [
        _component(position, component, index)
        for position, component in enumerate(
            one for holder in children(chosen, "geometryComponent") for one in children(holder)
        )
    ]
    return replace(
        bare,
        kind=_word(chosen, "type"),
        designator=_word(chosen, "designator"),
        name=_word(chosen, "name"),
        classes=tuple(dict.fromkeys(word for layer in layers if (word := _word(layer, "classification")))),
        components=tuple(sorted(components, key=lambda one: one.sequence)),
        activations=activations_of(chosen),
        remarks=tuple(dict.fromkeys(_remarks(chosen))),
        valid_from=_validity(chosen, "beginPosition"),
        valid_until=_validity(chosen, "endPosition"),
        other_slices=tuple(_word(one, "interpretation") or "?" for one in slices if one is not chosen),
    )


def _word(element: etree._Element, name: str) -> str:
    return text_of(next(children(element, name), None))


def _number(element: etree._Element, name: str) -> float:
    value = finite(_word(element, name))
    return -1.0 if value is None else value


def _validity(chosen: etree._Element, name: str) -> str:
    for time in children(chosen, "validTime"):
        for period in children(time):
            return _word(period, name)
    return ""


def _remarks(chosen: etree._Element) -> list[str]:
    return [
        f"{_word(note, 'propertyName')}: {text}" if _word(note, "propertyName") else text
        for note in chosen.iter()
        if local_name(note) == "Note"
        for said in note.iter()
        if local_name(said) == "note" and (text := " ".join(text_of(said).split()))
    ]


def _component(position: int, component: etree._Element, index: _Index) -> Component:
    sequence = finite(_word(component, "operationSequence"))
    holder = next(children(component, "theAirspaceVolume"), None)
    volume = next(children(holder), None) if holder is not None else None
    return Component(
        operation=_word(component, "operation").upper() or ("BASE" if position == 0 else "UNION"),
        sequence=position + 1.0 if sequence is None else sequence,
        volume=_volume(volume, index) if volume is not None else Volume(problem=Message("it has no geometry")),
    )


def _volume(volume: etree._Element, index: _Index) -> Volume:
    limits = {name: _height(volume, f"{name}Limit") for name in ("upper", "maximum", "lower", "minimum")}
    surface: Surface | None = None
    centreline: tuple[Segment, ...] = ()
    width: float | None = None
    contributors = tuple(
        Contributor(href=href, dependency=_word(one, "dependency").upper())
        for holder in children(volume, "contributorAirspace")
        for one in children(holder)
        for target in children(one, "theAirspace")
        if (href := target.get(_HREF, ""))
    )
    problem: Message | None = None
    try:
        for holder in children(volume, "horizontalProjection"):
            one = next(children(holder), None)
            if one is not None or holder.get(_HREF):
                surface = surface_of(holder if one is None else one, index.curve)
        for holder in children(volume, "centreline"):
            if holder.get(_HREF) or next(children(holder), None) is not None:
                centreline = curve_of(holder, index.curve)
        for holder in children(volume, "width"):
            if text_of(holder):
                width = metres(text_of(holder), holder.get("uom", ""))
    except GmlError as error:
        problem = message_of(error)  # type: ignore[assignment]
    return Volume(
        surface=surface,
        centreline=centreline,
        width=width,
        contributors=contributors,
        problem=problem,
        **limits,
    )


def _height(volume: etree._Element, name: str) -> Height:
    element = next(children(volume, name), None)
    value = text_of(element)
    if element is None or not value:
        return Height()
    return Height(
        value=value[:80],
        unit=element.get("uom", "").upper()[:20],
        reference=_word(volume, f"{name}Reference").upper()[:20],
    )
