"""Which columns a table of fixes has, and in which units: decided by the set of names, never by the values.

Three dialects: lagebild's own columns (SI, heights named by their reference), those of the `traffic` library
(`timestamp`; feet, knots, feet per minute; `altitude` is pressure altitude) and those of OpenSky's state vectors
(`time, lat, lon`; metres and metres per second). In both of the latter, `geoaltitude` is the GNSS height above the
ellipsoid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lagebild.errors import ColumnError
from lagebild.messages import Message
from lagebild.model.tracks import COLUMNS
from lagebild.units import METRES_PER_SECOND_PER_FOOT_PER_MINUTE, METRES_PER_SECOND_PER_KNOT, feet_to_metres

__all__ = ["DIALECTS", "OPENSKY_OWN", "OWN_ONLY", "TIME_NAMES", "Dialect", "dialect_of", "is_track_header"]

Convert = Callable[[NDArray[np.float64]], Any]


def _same(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values


def _knots(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values * METRES_PER_SECOND_PER_KNOT


def _feet_per_minute(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values * METRES_PER_SECOND_PER_FOOT_PER_MINUTE


def _metres(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round to a tenth of a millimetre, as feet are: OpenSky's metres were feet once."""
    return np.round(values, 4)


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """The columns of one kind of table."""

    name: Message
    required: tuple[str, ...]
    renamed: dict[str, str] = field(default_factory=dict)
    """Column of the table to column of the model, where the names differ."""

    converted: dict[str, Convert] = field(default_factory=dict)
    """Column of the model to the conversion into its unit."""

    own: frozenset[str] = frozenset()
    """Columns of the table that only this dialect has and whose unit it decides."""

    def target(self, column: str) -> str:
        """Return the model's name of a column; another one stays as it is."""
        return self.renamed.get(column, column)


OWN = Dialect(
    name=Message("columns of lagebild"),
    required=("track_id", "time", "longitude", "latitude"),
    own=frozenset({"altitude_amsl", "altitude_pressure", "height_ellipsoid", "ground_speed"}),
)
TRAFFIC = Dialect(
    name=Message("columns of traffic"),
    required=("timestamp", "longitude", "latitude"),
    renamed={
        "timestamp": "time",
        "flight_id": "track_id",
        "altitude": "altitude_pressure",
        "geoaltitude": "height_ellipsoid",
        "groundspeed": "ground_speed",
        "track": "track_angle",
        "onground": "on_ground",
    },
    converted={
        "altitude_pressure": feet_to_metres,
        "height_ellipsoid": feet_to_metres,
        "ground_speed": _knots,
        "vertical_rate": _feet_per_minute,
    },
    own=frozenset({"altitude", "groundspeed", "geoaltitude"}),
)
OPENSKY = Dialect(
    name=Message("columns of OpenSky"),
    required=("time", "lon", "lat"),
    renamed={
        "lon": "longitude",
        "lat": "latitude",
        "baroaltitude": "altitude_pressure",
        "geoaltitude": "height_ellipsoid",
        "velocity": "ground_speed",
        "vertrate": "vertical_rate",
        "heading": "track_angle",
        "onground": "on_ground",
    },
    converted={"altitude_pressure": _metres, "height_ellipsoid": _metres},
    own=frozenset({"baroaltitude", "velocity", "vertrate"}),
)
DIALECTS = (OWN, TRAFFIC, OPENSKY)
_IDENTITIES = ("track_id", "icao24", "callsign")
_PLACES = {"longitude", "latitude", "lon", "lat"}
TIME_NAMES = ("time", "timestamp")
_TIMES = set(TIME_NAMES)
OPENSKY_OWN, OWN_ONLY = OPENSKY.own, OWN.own
"""Columns that only OpenSky's state vectors have, and those that only lagebild's tables have."""


def is_track_header(names: Iterable[str]) -> bool:
    """Whether column names are those of a table of fixes, perhaps an incomplete one."""
    found = {name.strip().lower() for name in names}
    return len(found & (_PLACES | _TIMES | {"track_id", "flight_id"})) >= 2


def dialect_of(names: Iterable[str]) -> Dialect:
    """Decide the dialect of a table by its column names (lower case).

    Raises
    ------
    ColumnError
        If a column is missing, or the names are of several dialects so that a unit cannot be told.
    """
    found = set(names)
    dialect = _by_required(found)
    if not any(dialect.target(name) in _IDENTITIES for name in found):
        raise ColumnError(
            f"has no column that tells the flights apart; it needs {_identity_names(dialect)} "
            f"(found: {', '.join(sorted(found))})"
        )
    _refuse_two_sources(dialect, found)
    _refuse_unclear_rate(dialect, found)
    return dialect


def _by_required(found: set[str]) -> Dialect:
    if set(OWN.required) <= found:
        return OWN
    if found >= _TIMES:
        raise ColumnError(
            "has both the column time (lagebild, OpenSky) and the column timestamp (traffic); "
            "drop one of them, so that the units of the others are clear"
        )
    if set(TRAFFIC.required) <= found:
        return TRAFFIC
    if set(OPENSKY.required) <= found and not {"longitude", "latitude"} & found:
        return OPENSKY
    # flights without an identifier can be told apart by aircraft and callsign
    if {"time", "longitude", "latitude"} <= found:
        return OWN
    raise ColumnError(_missing_sentence(found))


def _missing_sentence(found: set[str]) -> str:
    nearest = min(DIALECTS, key=lambda d: (len(set(d.required) - found), -len(set(d.required) & found)))
    missing = [name for name in nearest.required if name not in found]
    return (
        f"lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)} "
        f"(found: {', '.join(sorted(found)) or 'none'})"
    )


def _identity_names(dialect: Dialect) -> str:
    given = {target: name for name, target in dialect.renamed.items()}
    return " or ".join(given.get(name, name) for name in _IDENTITIES)


def _refuse_two_sources(dialect: Dialect, found: set[str]) -> None:
    targets: dict[str, str] = {}
    for name in sorted(found):
        target = dialect.target(name)
        if target in COLUMNS and target in targets:
            raise ColumnError(
                f"has the columns {targets[target]} and {name}, which both mean {target}; drop one of them"
            )
        targets[target] = name


def _refuse_unclear_rate(dialect: Dialect, found: set[str]) -> None:
    """`vertical_rate` is m/s in lagebild's columns, ft/min in traffic's: a mixture of both leaves it open."""
    if "vertical_rate" not in found or dialect is OPENSKY:
        return
    foreign = sorted(found & (TRAFFIC.own if dialect is OWN else OWN.own))
    if foreign:
        other = TRAFFIC if dialect is OWN else OWN
        raise ColumnError(
            f"mixes {dialect.name} with {', '.join(foreign)} of the {other.name}, so vertical_rate could be m/s or "
            "ft/min; rename the columns to one dialect or drop vertical_rate"
        )
