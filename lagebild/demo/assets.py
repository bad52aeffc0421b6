"""The data that the build extracted from other packages, lying in `lagebild/_assets`."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.units import feet_to_metres
from lagebild.views.assets import asset

__all__ = ["ReliefCut", "airport_table", "asset_hash", "cities_table", "relief_cut"]


class ReliefCut(NamedTuple):
    """The cut of the global relief, decoded."""

    elevation: NDArray[np.float32]
    """Shape (rows, columns), metres, NaN where the source has no data; rows run north to south."""

    longitude: NDArray[np.float64]
    """Of the columns' centres, degrees."""

    latitude: NDArray[np.float64]
    """Of the rows' centres, degrees."""

    step: float
    """Between two codes of the source, metres."""

    source: str
    """Package, version and file."""


def asset_hash(name: str) -> str:
    """Return the SHA-256 of an extracted file."""
    return hashlib.sha256(asset(name).read_bytes()).hexdigest()


@cache
def relief_cut() -> ReliefCut:
    """Read the cut of the global relief; the arrays are read-only."""
    with np.load(asset("relief.npz")) as file:
        values = file["values"]
        elevation = (values.astype(np.float32) * np.float32(file["step"]) + np.float32(file["zero"])).astype(np.float32)
        elevation[values == file["void"]] = np.nan
        cut = ReliefCut(elevation, file["longitude"], file["latitude"], float(file["step"]), str(file["source"]))
    for array in (cut.elevation, cut.longitude, cut.latitude):
        array.setflags(write=False)
    return cut


@cache
def airport_table() -> pd.DataFrame:
    """Read the airports: icao (index), iata, name, city, country, longitude, latitude, elevation (m, NaN: unknown)."""
    table = pd.read_csv(asset("airports.csv"), keep_default_na=False, dtype={"elevation_ft": "str"})
    feet = pd.to_numeric(table.pop("elevation_ft").replace("", None))
    table["elevation"] = feet_to_metres(feet.to_numpy(dtype=np.float64))
    return table.set_index("icao")


@cache
def cities_table() -> pd.DataFrame:
    """Read the cities: name_de, name_en, country, longitude, latitude, population, capital."""
    rows: list[dict[str, Any]] = json.loads(asset("cities.json").read_text(encoding="utf-8"))
    return pd.DataFrame(rows)
