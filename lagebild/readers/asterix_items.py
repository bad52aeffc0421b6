"""ASTERIX target reports to columns, by the units of EUROCONTROL-SPEC-0149-4 (CAT048), -12 (CAT021), -9 (CAT062).

Heights: flight levels are pressure altitude. The geometric heights of CAT021 and CAT062 are above the WGS 84
ellipsoid by their specifications, the height of a 3D radar (I048/110) is above mean sea level. A code that is garbled
or not validated is unknown. CAT062's velocity is along the axes of the system's plane; its angle is taken as true.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.codecs.asterix import Items, of_length
from lagebild.units import METRES_PER_NAUTICAL_MILE, METRES_PER_SECOND_PER_FOOT_PER_MINUTE, feet_to_metres

__all__ = ["TARGET_CATEGORIES", "columns_of", "site_of"]

Floats = NDArray[np.float64]

_TURN = 360.0 / 65_536
_SPEED = METRES_PER_NAUTICAL_MILE / 16_384
_NO_HEIGHT = 0x7FFF
_CHARACTERS = np.frombuffer(b"#ABCDEFGHIJKLMNOPQRSTUVWXYZ##### ###############0123456789######", dtype=np.uint8)
"""ICAO Annex 10 vol. III, table 3-8; # where there is none."""

_NAC_METRES = np.array([np.nan, 18_520, 7_408, 3_704, 1_852, 926, 555.6, 185.2, 92.6, 30, 10, 3] + [np.nan] * 4)
"""Navigation accuracy category to the 95 % bound of the horizontal error (ED-102A, table 2-70)."""


class _Raw:
    """Items of many records, each as an array."""

    def __init__(self, records: Sequence[Items]) -> None:
        self.records = records

    def octets(self, name: str, length: int, part: str = "") -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return an item's first octets, shape (n, length), and where it is present."""
        found: list[bytes | None] = [record.get(name) for record in self.records]
        if part:
            found = [None if item is None else item.get(part) for item in found]  # type: ignore[attr-defined]
        joined, there = of_length([_filled(item, length) for item in found], length)
        table = np.frombuffer(joined, dtype=np.uint8).reshape(len(found), length).astype(np.int64)
        return table, np.array(there, dtype=bool)

    def number(
        self, name: str, first: int, last: int, *, bits: int = 0, signed: bool = False, part: str = ""
    ) -> Floats:
        """Return octets `first` to `last` (half-open) as numbers, of which the lowest `bits` count; NaN if missing."""
        table, there = self.octets(name, last, part)
        bits = bits or 8 * (last - first)
        value = np.zeros(len(table), dtype=np.int64)
        for octet in range(first, last):
            value = value << 8 | table[:, octet]
        value &= (1 << bits) - 1
        if signed:
            value -= (value >> (bits - 1)) << bits
        return np.where(there, value, np.nan)

    def bit(self, name: str, octet: int, mask: int) -> NDArray[np.bool_]:
        """Return whether any bit of the mask is set; False where the item or its octet is missing."""
        table, there = self.octets(name, octet + 1)
        return np.asarray((table[:, octet] & mask) != 0) & there

    def has(self, name: str, octet: int) -> NDArray[np.bool_]:
        """Return whether an item has that octet."""
        return np.array([len(record.get(name) or b"") > octet for record in self.records], dtype=bool)

    def text(self, name: str, first: int, part: str = "") -> pd.Series[Any]:
        """Return eight characters of six bits each; missing where one is none of the alphabet."""
        table, there = self.octets(name, first + 6, part)
        word = np.zeros(len(table), dtype=np.int64)
        for octet in range(first, first + 6):
            word = word << 8 | table[:, octet]
        signs = np.column_stack([_CHARACTERS[word >> shift & 63] for shift in range(42, -1, -6)])
        texts = _texts(np.ascontiguousarray(signs).view("S8").ravel().astype("U8"), there).str.strip()
        return texts.where(~(texts.str.contains("#", regex=False) | (texts == "")))


def _filled(item: bytes | None, length: int) -> bytes | None:
    """Extended items may be shorter than the octet asked for; what is not there is zero."""
    return item if item is None or len(item) >= length else item + bytes(length - len(item))


def _texts(values: Any, there: NDArray[np.bool_]) -> pd.Series[Any]:
    return pd.Series(values, dtype="str").where(there)


def _address(raw: _Raw, name: str, part: str = "") -> pd.Series[Any]:
    value = raw.number(name, 0, 3, part=part)
    known = ~np.isnan(value) & (value != 0)
    return _texts([f"{int(v):06x}" for v in np.nan_to_num(value)], known)


def _code(raw: _Raw, name: str, *, doubtful: int) -> pd.Series[Any]:
    value = raw.number(name, 0, 2, bits=12)
    known = ~np.isnan(value) & ~raw.bit(name, 0, doubtful)
    return _texts([f"{int(v):04o}" for v in np.nan_to_num(value)], known)


def _level(quarters: Floats) -> Floats:
    """Turn quarters of a flight level into metres of pressure altitude."""
    return np.asarray(feet_to_metres(quarters * 25.0))


def _rate(steps: Floats) -> Floats:
    return steps * 6.25 * METRES_PER_SECOND_PER_FOOT_PER_MINUTE


def _first_known(*choices: Floats) -> Floats:
    result = choices[0]
    for other in choices[1:]:
        result = np.where(np.isnan(result), other, result)
    return result


def _common(raw: _Raw) -> dict[str, Any]:
    return {"sac": raw.number("010", 0, 1), "sic": raw.number("010", 1, 2)}


def _monoradar(raw: _Raw) -> dict[str, Any]:
    ground = raw.number("230", 0, 1)
    status = np.nan_to_num(ground, nan=255.0).astype(np.int64) >> 2 & 7
    level = _level(raw.number("090", 0, 2, bits=14, signed=True))
    return {
        **_common(raw),
        "time_of_day": raw.number("140", 0, 3) / 128.0,
        "slant_range": raw.number("040", 0, 2) * (METRES_PER_NAUTICAL_MILE / 256.0),
        "azimuth": raw.number("040", 2, 4) * _TURN,
        "radar_x": raw.number("042", 0, 2, signed=True) * (METRES_PER_NAUTICAL_MILE / 128.0),
        "radar_y": raw.number("042", 2, 4, signed=True) * (METRES_PER_NAUTICAL_MILE / 128.0),
        "altitude_pressure": np.where(raw.bit("090", 0, 0xC0), np.nan, level),
        "altitude_amsl": feet_to_metres(raw.number("110", 0, 2, bits=14, signed=True) * 25.0),
        "ground_speed": raw.number("200", 0, 2) * _SPEED,
        "track_angle": raw.number("200", 2, 4) * _TURN,
        "track_number": raw.number("161", 0, 2, bits=12),
        "icao24": _address(raw, "220"),
        "callsign": raw.text("240", 0),
        "squawk": _code(raw, "070", doubtful=0xC0),
        "on_ground": pd.Series(np.isin(status, (1, 3)), dtype="boolean").where(~np.isnan(ground) & (status <= 3)),
        "simulated": raw.bit("020", 0, 0x10),
    }


def _ads_b(raw: _Raw) -> dict[str, Any]:
    fine = 180.0 / 2**30
    coarse = 180.0 / 2**23
    height = raw.number("140", 0, 2, signed=True)
    ground = pd.Series(raw.bit("040", 1, 0x40), dtype="boolean").where(raw.has("040", 1))
    address = _address(raw, "080")
    kind = raw.number("040", 0, 1)
    foreign = np.nan_to_num(kind).astype(np.int64) >> 5 > 1
    accuracy = np.where(raw.has("090", 1), raw.number("090", 1, 2), np.nan)
    return {
        **_common(raw),
        "time_of_day": _first_known(*(raw.number(name, 0, 3) / 128.0 for name in ("071", "073", "077"))),
        "latitude": _first_known(
            raw.number("131", 0, 4, signed=True) * fine, raw.number("130", 0, 3, signed=True) * coarse
        ),
        "longitude": _first_known(
            raw.number("131", 4, 8, signed=True) * fine, raw.number("130", 3, 6, signed=True) * coarse
        ),
        "altitude_pressure": _level(raw.number("145", 0, 2, signed=True)),
        "height_ellipsoid": feet_to_metres(np.where(height == _NO_HEIGHT, np.nan, height) * 6.25),
        "ground_speed": np.where(raw.bit("160", 0, 0x80), np.nan, raw.number("160", 0, 2, bits=15) * _SPEED),
        "track_angle": raw.number("160", 2, 4) * _TURN,
        "vertical_rate": _first_known(
            *(
                np.where(raw.bit(name, 0, 0x80), np.nan, _rate(raw.number(name, 0, 2, bits=15, signed=True)))
                for name in ("155", "157")
            )
        ),
        "horizontal_accuracy": _NAC_METRES[np.nan_to_num(accuracy).astype(np.int64) >> 1 & 15],
        "track_number": raw.number("161", 0, 2, bits=12),
        "address": address,
        "icao24": address.where(~foreign),
        "callsign": raw.text("170", 0),
        "squawk": _code(raw, "070", doubtful=0),
        "on_ground": ground,
        "simulated": raw.bit("040", 1, 0x20),
    }


def _system_track(raw: _Raw) -> dict[str, Any]:
    unit = 180.0 / 2**25
    east, north = (raw.number("185", at, at + 2, signed=True) * 0.25 for at in (0, 2))
    calculated = _level(raw.number("135", 0, 2, bits=15, signed=True))
    return {
        **_common(raw),
        "time_of_day": raw.number("070", 0, 3) / 128.0,
        "latitude": raw.number("105", 0, 4, signed=True) * unit,
        "longitude": raw.number("105", 4, 8, signed=True) * unit,
        "altitude_pressure": _first_known(
            _level(raw.number("136", 0, 2, signed=True)), np.where(raw.bit("135", 0, 0x80), np.nan, calculated)
        ),
        "height_ellipsoid": feet_to_metres(raw.number("130", 0, 2, signed=True) * 6.25),
        "ground_speed": np.hypot(east, north),
        "track_angle": np.where((east == 0) & (north == 0), np.nan, np.degrees(np.arctan2(east, north)) % 360.0),
        "vertical_rate": _rate(raw.number("220", 0, 2, signed=True)),
        "track_number": raw.number("040", 0, 2),
        "icao24": _address(raw, "380", "ADR"),
        "callsign": raw.text("380", 0, "ID").fillna(raw.text("245", 1).where(~_invalid_name(raw))),
        "squawk": _code(raw, "060", doubtful=0xC0),
        "simulated": raw.bit("080", 1, 0x80),
    }


def _invalid_name(raw: _Raw) -> NDArray[np.bool_]:
    return np.asarray(np.nan_to_num(raw.number("245", 0, 1)).astype(np.int64) >> 6 == 3)


_COLUMNS = {21: _ads_b, 48: _monoradar, 62: _system_track}

TARGET_CATEGORIES = frozenset(_COLUMNS)
"""Categories of target reports that are read."""


def columns_of(category: int, records: Sequence[Items]) -> pd.DataFrame:
    """Turn records of one category into columns of the model, and others that the reader makes places and names of.

    Units are SI and degrees. `time_of_day` is seconds after midnight UTC, `slant_range`, `radar_x` (east) and
    `radar_y` (north) metres from the radar.
    """
    frame = pd.DataFrame(_COLUMNS[category](_Raw(records)))
    return frame.assign(category=category)


def site_of(items: Items) -> tuple[float, float, float] | None:
    """Return longitude, latitude (degrees) and height above the ellipsoid (metres) that a radar tells (I034/120)."""
    item = items.get("120")
    if not isinstance(item, bytes) or len(item) != 8:
        return None
    height, latitude, longitude = (
        int.from_bytes(item[first:last], "big", signed=True) for first, last in ((0, 2), (2, 5), (5, 8))
    )
    unit = 180.0 / 2**23
    return longitude * unit, latitude * unit, float(height)
