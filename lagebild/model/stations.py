"""Stations of the user's own: where an antenna stands, how high, and how far it reaches at most."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, overload

import pandas as pd

from lagebild.errors import ColumnError, ValidationError
from lagebild.model.bounds import Bounds
from lagebild.model.places import Places
from lagebild.model.report import ReadReport

__all__ = ["Purpose", "Station", "Stations"]

_HIGHEST_MAST = 100_000.0
"""m above the ground; what stands higher was meant in other units."""

_COLUMNS = {
    "name": "str",
    "purpose": "str",
    "longitude": "float64",
    "latitude": "float64",
    "height_agl": "float64",
    "max_range": "float64",
    "range_source": "str",
}
_OPTIONAL = ("name", "max_range", "range_source")
"""What a row of a table may lack."""


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
        for name in ("name", "range_source"):
            object.__setattr__(self, name, _text(name, getattr(self, name)))
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


@dataclass(frozen=True, repr=False)
class Stations(Sequence[Station]):
    """Stations in their order; those that have a name have one of their own. Equal where all stations are."""

    _stations: tuple[Station, ...]
    report: ReadReport = field(compare=False)

    @classmethod
    def from_list(cls, stations: Iterable[Station], *, report: ReadReport | None = None) -> Stations:
        """Take stations one by one.

        Raises
        ------
        ValidationError
            If one is no `Station`, or two have the same name.
        """
        taken = tuple(stations)
        names: set[str] = set()
        for station in taken:
            if not isinstance(station, Station):
                raise ValidationError(
                    f"stations are made with Station(longitude=…, latitude=…), not {type(station).__name__}"
                )
            if station.name and station.name in names:
                raise ValidationError(f"two stations have the name {station.name!r}; each needs its own, or none")
            names.add(station.name)
        if report is None:
            report = ReadReport(format="stations", records=len(taken), kept=len(taken))
        return cls(taken, report)

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, *, report: ReadReport | None = None) -> Stations:
        """Take a table, one station a row, with the columns of `frame`; longitude and latitude are obligatory.

        A missing name, range or range source is none; a column that is not there has the defaults of `Station`.

        Raises
        ------
        ColumnError
            If a column is missing, there twice, or unknown.
        ValidationError
            If it is no table, a value is out of range, or two stations have the same name.
        """
        if not isinstance(frame, pd.DataFrame):
            raise ValidationError(f"stations are made from a DataFrame, not from {type(frame).__name__}")
        names = [str(name) for name in frame.columns]
        _check_columns(names)
        rows = frame.itertuples(index=False, name=None)
        stations = [_station(number, dict(zip(names, row, strict=True))) for number, row in enumerate(rows)]
        return cls.from_list(stations, report=report)

    @classmethod
    def union(cls, many: Sequence[Stations]) -> Stations:
        """Put several collections into one; a name that is taken gets its collection's number appended."""
        if len(many) == 1:
            return many[0]
        names: set[str] = set()
        merged = []
        for number, stations in enumerate(many):
            for station in stations:
                merged.append(_renamed(station, names, f"#{number}"))
                names.add(merged[-1].name)
        return cls.from_list(merged, report=ReadReport.merge(stations.report for stations in many))

    @property
    def frame(self) -> pd.DataFrame:
        """One station a row: name, purpose, longitude, latitude, height_agl, max_range (NaN: none) and range_source.

        Places are in degrees, height and range in metres, as those of `Station`.
        """
        return pd.DataFrame([asdict(station) for station in self], columns=list(_COLUMNS)).astype(_COLUMNS)

    @property
    def places(self) -> Places:
        """The stations as named points of the kind `station`, longitudes within ±180 degrees."""
        longitude = [math.remainder(station.longitude, 360.0) for station in self]
        named = {"name": [station.label for station in self], "kind": "station", "longitude": longitude}
        return Places.from_frame(pd.DataFrame({**named, "latitude": [station.latitude for station in self]}))

    @property
    def bounds(self) -> Bounds | None:
        """The narrowest box around all stations; None without stations."""
        return self.places.bounds

    @overload
    def __getitem__(self, index: int) -> Station: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Station, ...]: ...

    def __getitem__(self, index: int | slice) -> Station | tuple[Station, ...]:
        return self._stations[index]

    def __len__(self) -> int:
        return len(self._stations)

    def __repr__(self) -> str:
        """Say how many they are."""
        return f"Stations({len(self)})"


def _check_columns(names: list[str]) -> None:
    for name in ("longitude", "latitude"):
        if name not in names:
            raise ColumnError(f"a table of stations needs the column {name!r}; found: {', '.join(names) or 'none'}")
    for name in names:
        if names.count(name) > 1:
            raise ColumnError(f"the table of stations has the column {name!r} twice")
        if name not in _COLUMNS:
            raise ColumnError(f"a table of stations has the columns {', '.join(_COLUMNS)}; {name!r} is none of them")


def _station(number: int, row: dict[str, Any]) -> Station:
    given = {name: value for name, value in row.items() if not (name in _OPTIONAL and _is_missing(value))}
    try:
        return Station(**given)
    except ValidationError as error:
        raise ValidationError(f"row {number}: {error}") from error


def _is_missing(value: Any) -> bool:
    return pd.api.types.is_scalar(value) and bool(pd.isna(value))


def _renamed(station: Station, names: set[str], mark: str) -> Station:
    name = station.name
    while name and name in names:
        name += mark
    return replace(station, name=name)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValidationError(f"a station's {name} must be text, not {value!r:.80}")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValidationError(
            f"a station's {name} has half a character, which no file can hold: {value!r:.80}"
        ) from None
    return str(value)


def _number(name: str, value: object) -> float:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise ValidationError(f"a station's {name} must be a number, not {value!r}") from None
    if math.isnan(number):
        raise ValidationError(f"a station's {name} must be a number, not NaN")
    return number
