"""ASTERIX datagrams to observations: radar plots (048), ADS-B (021) and system tracks (062).

Records tell the time of the day; the day is that of their arrival. Radar plots are placed once the radar has told where
it stands (I034/120); those before that are counted as unreadable.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.codecs.asterix import BadBlock, Items, Specification, blocks
from lagebild.codecs.day_seconds import nearest_moment
from lagebild.codecs.optional import needs
from lagebild.live.decoders.decoder import Chunk, Decoded
from lagebild.live.observations import NUMBERS, Observations
from lagebild.readers.asterix_items import TARGET_CATEGORIES, columns_of, site_of
from lagebild.readers.asterix_places import placed
from lagebild.readers.files import Ledger
from lagebild.readers.format import Site

__all__ = ["AsterixDecoder"]

_SERVICE, _RADAR = 34, 48
_LONGEST_DAY = 86_401.0


class AsterixDecoder:
    """Decoder of `asterix+udp://`.

    Raises
    ------
    MissingPackageError
        When it is made and libasterix is not installed.
    """

    def __init__(self) -> None:
        needs("asterix.base", "asterix", purpose="ASTERIX data")
        self._sites: dict[tuple[int, int], Site] = {}

    def restart(self) -> None:
        """See `Decoder`."""

    def decode(self, chunks: Sequence[Chunk]) -> Decoded:
        """See `Decoder`."""
        found: dict[int, list[tuple[float, Items]]] = {}
        bad: list[str] = []
        messages = 0
        for chunk in chunks:
            reached = 0
            for category, start, end in blocks(chunk.data, 0, len(chunk.data)):
                reached = end
                messages += category not in TARGET_CATEGORIES
                if category != _SERVICE and category not in TARGET_CATEGORIES:
                    continue
                for record in Specification.of(category).records(chunk.data, start, end):
                    if isinstance(record, BadBlock):
                        bad.append(chunk.data[record.start : record.end][:100].hex())
                    elif category == _SERVICE:
                        self._learn(record.items)
                    else:
                        found.setdefault(category, []).append((chunk.received, record.items))
            if reached < len(chunk.data):
                bad.append(chunk.data[reached:][:100].hex())
        parts, unplaced = [], 0
        for category, records in found.items():
            part, without = self._observations(category, records)
            parts.append(part)
            unplaced += without
            messages += len(part)
        return Decoded(
            observations=Observations.joined(parts),
            messages=messages,
            garbage=len(bad) + unplaced,
            sample=bad[-1] if bad else "",
        )

    def _learn(self, items: Items) -> None:
        told, source = site_of(items), items.get("010")
        if told is not None and isinstance(source, bytes) and len(source) == 2:
            longitude, latitude, height = told
            if abs(latitude) <= 90.0 and abs(longitude) <= 180.0:
                site = Site(longitude=longitude, latitude=latitude, height_ellipsoid=height)
                self._sites[(source[0], source[1])] = site

    def _observations(self, category: int, records: Sequence[tuple[float, Items]]) -> tuple[Observations, int]:
        received = np.array([moment for moment, _ in records])
        frame = columns_of(category, [items for _, items in records])
        good = (frame["sac"].notna() & frame["sic"].notna()).to_numpy()
        if category == _RADAR:
            sources = zip(frame["sac"], frame["sic"], strict=True)
            good = good & np.array([source in self._sites for source in sources], dtype=bool)
        frame, received = frame[good].reset_index(drop=True), received[good]
        if category == _RADAR and len(frame):
            frame, _ = placed(frame, self._sites, None, path=Path("feed"), name="ASTERIX", ledger=Ledger(source="feed"))
        second = frame["time_of_day"].to_numpy(dtype=np.float64)
        second = np.where(second < _LONGEST_DAY, second, np.nan)
        keys = _keys(frame)
        known = keys != ""
        columns = {name: frame[name] for name in NUMBERS if name in frame}
        columns |= {name: frame[name] for name in ("callsign", "squawk", "icao24")}
        observations = Observations.of(
            keys, received, columns, on_ground=_ground(frame), time=nearest_moment(second, received)
        ).take(known)
        return observations, len(records) - len(observations)


def _keys(frame: pd.DataFrame) -> NDArray[np.object_]:
    """Name aircraft by their address, else by the number that the source gives them; empty where neither is known."""
    address = frame["icao24"].fillna("").to_numpy(dtype=object)
    if "address" in frame:
        other = frame["address"].fillna("").to_numpy(dtype=object)
        address = np.where((address == "") & (other != ""), "~" + other, address)
    tracks = zip(frame["category"], frame["sac"], frame["sic"], frame["track_number"], strict=True)
    numbered = [
        "" if number != number else f"asterix:{category}/{sac:.0f}/{sic:.0f}/{number:.0f}"
        for category, sac, sic, number in tracks
    ]
    return np.where(address != "", address, np.array(numbered, dtype=object))


def _ground(frame: pd.DataFrame) -> NDArray[np.int8] | None:
    if "on_ground" not in frame:
        return None
    values: Any = frame["on_ground"].astype("boolean")
    return np.asarray(values.astype("Int8").fillna(-1).to_numpy(dtype=np.int8))
