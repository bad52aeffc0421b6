"""How far a type of aircraft reaches by what is published of it: circles, each with its values and their sources."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from lagebild.analysis.range_rings import geodesic_disc
from lagebild.errors import ValidationError
from lagebild.model.platforms import PlatformField, Platforms
from lagebild.model.stations import Purpose, Station

__all__ = ["link_station", "reach_rings"]

_COLUMNS = {
    "platform": "str",
    "kind": "str",
    "radius": "float64",
    "endurance": "float64",
    "endurance_source": "str",
    "speed": "float64",
    "speed_field": "str",
    "speed_source": "str",
    "link_range": "float64",
    "link_source": "str",
    "qualifier": "str",
    "variant": "str",
    "text": "str",
}


def reach_rings(platforms: Platforms, platform: str, longitude: float, latitude: float) -> gpd.GeoDataFrame:
    """Return circles around a place for every published endurance and speed of a type, and every data-link range.

    Values that disagree give a circle each. Neither ground nor wind is in them: an endurance times a speed is the way
    flown in still air, one way; a data link may need a line of sight, see `minimum_visible_altitude`.

    Parameters
    ----------
    platforms
        The catalogue, such as `picture.platforms`.
    platform
        A key of it.
    longitude, latitude
        A flight's own start, or a point that the user sets (degrees).

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, the widest first: `platform`, `kind` (`endurance` or `data link`), `radius` (m), `endurance` (s) and
        `speed` (m/s) with their sources, `speed_field` (`cruise_speed`, or `max_speed` where no cruise is published),
        `link_range` (m) with its source, `qualifier`, `variant` and
        `text` as published, geometry (Polygon). No rows where
        nothing was found.

    Raises
    ------
    ValidationError
        If the catalogue has no such type.
    """
    known = _published(platforms, platform)
    cruise = [one for one in known if one.field == PlatformField.CRUISE_SPEED]
    speeds = cruise or [one for one in known if one.field == PlatformField.MAX_SPEED]
    endurances = [one for one in known if one.field == PlatformField.ENDURANCE]
    links = [one for one in known if one.field == PlatformField.LINK_RANGE]
    rows: list[dict[str, Any]] = [_flown(platform, one, speed) for one, speed in product(endurances, speeds)]
    rows += [_linked(platform, one) for one in links]
    rows.sort(key=lambda row: -row["radius"])
    shapes = [geodesic_disc(longitude, latitude, row["radius"]) for row in rows]
    table = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    return gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")


def link_station(
    platforms: Platforms, platform: str, longitude: float, latitude: float, height_agl: float, name: str = ""
) -> Station:
    """Return the ground station of a type at a place: its data link is bounded by the widest range published.

    Parameters
    ----------
    platforms, platform
        As for `reach_rings`.
    longitude, latitude, height_agl, name
        As for `Station`.

    Raises
    ------
    ValidationError
        If the catalogue has no such type, or a value is out of range.
    """
    links = [one for one in _published(platforms, platform) if one.field == PlatformField.LINK_RANGE]
    widest = max(links, key=lambda one: one.value, default=None)
    return Station(
        longitude=longitude,
        latitude=latitude,
        height_agl=height_agl,
        name=name,
        purpose=Purpose.UAV_DATA_LINK,
        max_range=None if widest is None else widest.value,
        range_source="" if widest is None else widest.source,
    )


@dataclass(frozen=True)
class _Value:
    field: str
    value: float
    """SI; the upper end of a range."""

    source: str
    qualifier: str
    variant: str
    text: str


def _published(platforms: Platforms, platform: str) -> list[_Value]:
    frame = platforms.frame
    rows = frame[frame["platform"] == platform]
    if not len(rows):
        known = ", ".join(dict.fromkeys(frame["platform"])) or "none"
        raise ValidationError(f"the catalogue has no type {platform!r:.80}; it has {known}")
    high = np.fmax(rows["value_si"].to_numpy(dtype=float), rows["value_high_si"].to_numpy(dtype=float))
    return [
        _Value(str(field), float(value), str(source), str(qualifier), str(variant), str(text))
        for field, value, source, qualifier, variant, text in zip(
            rows["field"], high, rows["source"], rows["qualifier"], rows["variant"], rows["text"], strict=True
        )
        if np.isfinite(value) and value > 0.0
    ]


def _flown(platform: str, endurance: _Value, speed: _Value) -> dict[str, Any]:
    return {
        "platform": platform,
        "kind": "endurance",
        "radius": endurance.value * speed.value,
        "endurance": endurance.value,
        "endurance_source": endurance.source,
        "speed": speed.value,
        "speed_field": speed.field,
        "speed_source": speed.source,
        "link_range": np.nan,
        "link_source": "",
        "qualifier": endurance.qualifier,
        "variant": endurance.variant,
        "text": endurance.text,
    }


def _linked(platform: str, link: _Value) -> dict[str, Any]:
    return {
        "platform": platform,
        "kind": "data link",
        "radius": link.value,
        "endurance": np.nan,
        "endurance_source": "",
        "speed": np.nan,
        "speed_field": "",
        "speed_source": "",
        "link_range": link.value,
        "link_source": link.source,
        "qualifier": link.qualifier,
        "variant": link.variant,
        "text": link.text,
    }
