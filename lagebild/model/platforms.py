"""The catalogue of aircraft types: published values side by side, each with its source; what nobody found stays so."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

import pandas as pd

from lagebild.errors import ValidationError
from lagebild.messages import Message
from lagebild.model.dossier_report import Source
from lagebild.model.plain_text import checked_text, checked_texts
from lagebild.units import METRES_PER_FOOT, METRES_PER_SECOND_PER_KNOT

__all__ = ["UNITS", "Platform", "PlatformField", "PlatformValue", "Platforms", "Qualifier"]


class PlatformField(StrEnum):
    """What is published of a type."""

    ENDURANCE = "endurance"
    CRUISE_SPEED = "cruise_speed"
    MAX_SPEED = "max_speed"
    CEILING = "ceiling"
    """An altitude; of which reference, sources do not say."""

    LINK_RANGE = "link_range"
    WINGSPAN = "wingspan"
    MTOW = "mtow"
    HOLDINGS = "holdings"
    """Who has or ordered it; a text."""


class Qualifier(StrEnum):
    """How a source means its value."""

    STATED = "stated"
    AT_MOST = "at most"
    ABOUT = "about"
    RECORD = "record"
    DESIGN = "design"
    OPERATING = "operating"


UNITS: dict[str, tuple[str, float]] = {
    "h": ("s", 3600.0),
    "s": ("s", 1.0),
    "kt": ("m/s", METRES_PER_SECOND_PER_KNOT),
    "km/h": ("m/s", 1.0 / 3.6),
    "m/s": ("m/s", 1.0),
    "ft": ("m", METRES_PER_FOOT),
    "m": ("m", 1.0),
    "km": ("m", 1000.0),
    "mi": ("m", 1609.344),
    "NM": ("m", 1852.0),
    "kg": ("kg", 1.0),
}
"""Units of sources: the SI unit, and how many of it they are (exact, but for a knot's and km/h's thirds)."""

_DIMENSIONS = {
    PlatformField.ENDURANCE: "s",
    PlatformField.CRUISE_SPEED: "m/s",
    PlatformField.MAX_SPEED: "m/s",
    PlatformField.CEILING: "m",
    PlatformField.LINK_RANGE: "m",
    PlatformField.WINGSPAN: "m",
    PlatformField.MTOW: "kg",
}

_COLUMNS = {
    "platform": "str",
    "field": "str",
    "value": "float64",
    "unit": "str",
    "variant": "str",
    "source": "str",
    "value_high": "float64",
    "value_si": "float64",
    "value_high_si": "float64",
    "unit_si": "str",
    "qualifier": "str",
    "text": "str",
    "source_link": "str",
    "found": "bool",
}


@dataclass(frozen=True, kw_only=True)
class PlatformValue:
    """One value of one field, as one source publishes it.

    Raises
    ------
    ValidationError
        If the unit does not fit the field, or neither a value nor a text is given.
    """

    field: PlatformField
    value: float | None = None
    """In `unit`; the lower end of a range."""

    value_high: float | None = None
    unit: str = ""
    """As in the source."""

    qualifier: Qualifier = Qualifier.STATED
    text: str = ""
    """As the source says it, where numbers do not say it all."""

    variant: str = ""
    source: Source

    def __post_init__(self) -> None:
        for name, kind in (("field", PlatformField), ("qualifier", Qualifier)):
            value = str(getattr(self, name))
            if value not in list(kind):
                raise ValidationError(
                    Message(
                        "a value's {name} is one of {known}, not “{value}”",
                        name=name,
                        known=", ".join(kind),
                        value=value[:40],
                    )
                )
            object.__setattr__(self, name, kind(value))
        for name in ("unit", "text", "variant"):
            object.__setattr__(self, name, checked_text(f"a value's {name}", getattr(self, name)))
        dimension = _DIMENSIONS.get(self.field)
        if self.value is None:
            if not self.text or self.value_high is not None:
                raise ValidationError(Message("a value of {field} has a number or a text", field=str(self.field)))
            return
        if dimension is None or UNITS.get(self.unit, ("", 0.0))[0] != dimension:
            raise ValidationError(
                Message("{field} is not measured in “{unit}”", field=str(self.field), unit=self.unit[:20])
            )
        for name in ("value", "value_high"):
            given = getattr(self, name)
            if given is None:
                continue
            if not (math.isfinite(float(given)) and float(given) > 0.0):
                raise ValidationError(
                    Message("{field} is a positive number, not {value}", field=str(self.field), value=given)
                )
            object.__setattr__(self, name, float(given))
        if self.value_high is not None and self.value_high < self.value:
            raise ValidationError(
                Message(
                    "the range of {field} ends below its beginning: {value}",
                    field=str(self.field),
                    value=self.value_high,
                )
            )

    @property
    def si(self) -> tuple[float, float]:
        """The lowest and the highest value in SI units (s, m/s, m, kg); NaN where there is only a text."""
        if self.value is None:
            return math.nan, math.nan
        _, factor = UNITS[self.unit]
        return self.value * factor, (self.value if self.value_high is None else self.value_high) * factor


@dataclass(frozen=True, kw_only=True)
class Platform:
    """A type of aircraft, named by its key in tracks and reports."""

    key: str
    name: str
    manufacturer: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    """By language."""

    variants: tuple[str, ...] = ()
    values: tuple[PlatformValue, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        for name in ("key", "name", "manufacturer", "note"):
            object.__setattr__(self, name, checked_text(f"a type's {name}", getattr(self, name)))
        if not self.key or not self.name:
            raise ValidationError(Message("a type needs a key and a name"))
        object.__setattr__(self, "names", checked_texts("a type's names", self.names))
        object.__setattr__(self, "variants", tuple(self.variants))
        object.__setattr__(self, "values", tuple(self.values))

    def name_in(self, language: str) -> str:
        """Return the name in a language, else as it is written."""
        return self.names.get(language) or self.name

    def of_field(self, name: PlatformField | str) -> tuple[PlatformValue, ...]:
        """Return what is published of a field; nothing where nobody found anything."""
        return tuple(one for one in self.values if one.field == name)


@dataclass(frozen=True, repr=False)
class Platforms(Sequence[Platform]):
    """The types of a picture, each with a key of its own; frozen, equal where all types are."""

    _platforms: tuple[Platform, ...] = ()

    def __post_init__(self) -> None:
        keys: set[str] = set()
        for one in self._platforms:
            if one.key in keys:
                raise ValidationError(Message("two types have the key “{key}”", key=one.key[:60]))
            keys.add(one.key)

    @classmethod
    def of(cls, platforms: Iterable[Platform]) -> Platforms:
        """Take types one by one."""
        return cls(tuple(platforms))

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One published value a row, and one for each field of a type of which nothing was found (`found` is False).

        platform (key), field, value, unit, variant, source, value_high (of ranges), value_si, value_high_si, unit_si,
        qualifier, text, source_link, found. Missing numbers are NaN, missing texts empty.
        """
        rows = [row for one in self for row in _rows(one)]
        return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)

    def has_key(self, key: str) -> bool:
        """Whether there is a type of that key."""
        return any(one.key == key for one in self)

    def of_key(self, key: str) -> Platform:
        """Return a type.

        Raises
        ------
        ValidationError
            If the catalogue has none of that key.
        """
        found = next((one for one in self if one.key == key), None)
        if found is None:
            known = ", ".join(one.key for one in self) or "–"
            raise ValidationError(
                Message("the catalogue has no type “{key}”; it has {known}", key=str(key)[:60], known=known)
            )
        return found

    def __contains__(self, key: object) -> bool:
        return any(key == one.key or key == one for one in self)

    def __getitem__(self, index: Any) -> Any:
        return self._platforms[index]

    def __iter__(self) -> Iterator[Platform]:
        return iter(self._platforms)

    def __len__(self) -> int:
        return len(self._platforms)

    def __repr__(self) -> str:
        """Say how many they are."""
        return f"Platforms({len(self)})"


def _rows(platform: Platform) -> Iterator[dict[str, Any]]:
    for name in PlatformField:
        published = platform.of_field(name)
        for one in published:
            low, high = one.si
            yield {
                "platform": platform.key,
                "field": str(name),
                "value": math.nan if one.value is None else one.value,
                "unit": one.unit,
                "variant": one.variant,
                "source": one.source.name,
                "value_high": math.nan if one.value_high is None else one.value_high,
                "value_si": low,
                "value_high_si": high,
                "unit_si": _DIMENSIONS.get(name, ""),
                "qualifier": str(one.qualifier),
                "text": one.text,
                "source_link": one.source.link,
                "found": True,
            }
        if not published:
            empty: dict[str, Any] = {
                column: {"float64": math.nan, "bool": False}.get(kind, "") for column, kind in _COLUMNS.items()
            }
            yield {**empty, "platform": platform.key, "field": str(name), "unit_si": _DIMENSIONS.get(name, "")}
