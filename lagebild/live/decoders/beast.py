"""Beast frames of Mode S receivers to observations, by the optional package rs1090 and our own places.

Messages are of the moment at which they came: the receiver's ticks have no known beginning. Of messages without a
checksum of their own (replies to radars) only the squawk is taken, of aircraft that ADS-B tells of as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lagebild.codecs.modes_frames import beast_in_part
from lagebild.codecs.optional import needs
from lagebild.live.decoders.decoder import Chunk, Decoded, Stream
from lagebild.live.kernels.cpr import Known, locate
from lagebild.live.observations import Observations
from lagebild.readers.json_columns import column_of, numbers, texts
from lagebild.units import METRES_PER_SECOND_PER_FOOT_PER_MINUTE, METRES_PER_SECOND_PER_KNOT, feet_to_metres

__all__ = ["BeastDecoder"]

_AIRBORNE, _SURFACE = "05", "06"
_REPLY = "5"
_REPLIES = (_REPLY, "21")
_ADS_B = ("17", "18")
_MOST_AIRCRAFT = 20_000
_LISTENED = 60.0
"""Seconds after a message with a checksum in which replies of that address are believed."""


class BeastDecoder:
    """Decoder of `beast://`.

    Raises
    ------
    MissingPackageError
        When it is made and rs1090 is not installed.
    """

    def __init__(self) -> None:
        self._module: Any = needs("rs1090", "modes", purpose="raw Mode S messages")
        self._stream = Stream()
        self._forget()

    def restart(self) -> None:
        """See `Decoder`."""
        self._stream.clear()

    def _forget(self) -> None:
        self._slots: dict[str, int] = {}
        self._heard: dict[str, float] = {}
        self._known = Known(
            share=np.zeros((_MOST_AIRCRAFT, 2, 2)),
            heard=np.full((_MOST_AIRCRAFT, 2), -np.inf),
            place=np.full((_MOST_AIRCRAFT, 2), np.nan),
            placed=np.full(_MOST_AIRCRAFT, -np.inf),
        )

    def decode(self, chunks: Sequence[Chunk]) -> Decoded:
        """See `Decoder`."""
        data = self._stream.joined(chunks)
        raw, end = beast_in_part(data)
        given_up = self._stream.keep(data[end:])
        received = self._stream.received(np.array(raw.places, dtype=np.int64) + 1)
        # the time that the package knows is a message's number here, so that its answers find back
        told = self._module.decode(list(raw.messages), [float(n) for n in range(len(raw.messages))])
        told = told or []
        rows = np.array([int(one["timestamp"]) for one in told], dtype=np.int64)
        bad = [text for _, text in raw.bad] + [given_up[:100].hex()] * bool(given_up)
        wrong = len(raw.messages) - len(told)
        return Decoded(
            observations=self._observations(told, received[rows]),
            messages=len(told) + raw.others,
            garbage=len(bad) + wrong,
            sample=bad[-1][:200] if bad else "",
        )

    def _observations(self, told: Sequence[Mapping[str, Any]], received: NDArray[np.float64]) -> Observations:
        kinds = np.array(column_of(told, "df"), dtype=object)
        keys = np.array([one if isinstance(one, str) else "" for one in column_of(told, "icao24")], dtype=object)
        own = np.isin(kinds, _ADS_B)
        for row in np.flatnonzero(own):
            self._heard[keys[row]] = received[row]
        believed = [
            kind in _REPLIES and received[row] - self._heard.get(keys[row], -np.inf) <= _LISTENED
            for row, kind in enumerate(kinds)
        ]
        chosen = np.flatnonzero((own | np.array(believed, dtype=bool)) & (keys != ""))
        told, received, keys = [told[int(row)] for row in chosen], received[chosen], keys[chosen]
        bds = np.array(column_of(told, "bds"), dtype=object)
        surface = bds == _SURFACE
        places = self._places(told, keys, received, (bds == _AIRBORNE) | surface, surface)
        geometric = np.array([one == "GNSS" for one in column_of(told, "source")], dtype=bool)
        altitude = feet_to_metres(numbers(column_of(told, "altitude")))
        self._keep_small()
        return Observations.of(
            keys,
            received,
            {
                "longitude": places[:, 0],
                "latitude": places[:, 1],
                "altitude_pressure": np.where(geometric, np.nan, altitude),
                "height_ellipsoid": np.where(geometric, altitude, np.nan),
                "ground_speed": numbers(column_of(told, "groundspeed")) * METRES_PER_SECOND_PER_KNOT,
                "vertical_rate": numbers(column_of(told, "vertical_rate")) * METRES_PER_SECOND_PER_FOOT_PER_MINUTE,
                "track_angle": numbers(column_of(told, "track")),
                "callsign": texts(column_of(told, "callsign")),
                "icao24": keys,
                "squawk": texts(column_of(told, "squawk")),
            },
            on_ground=np.where(surface, 1, np.where(bds == _AIRBORNE, 0, -1)),
        )

    def _places(
        self,
        told: Sequence[Mapping[str, Any]],
        keys: NDArray[np.object_],
        received: NDArray[np.float64],
        wanted: NDArray[np.bool_],
        surface: NDArray[np.bool_],
    ) -> NDArray[np.float64]:
        places = np.full((len(told), 2), np.nan)
        rows = np.flatnonzero(wanted)
        if len(rows):
            some = [told[int(row)] for row in rows]
            slots = np.array([self._slots.setdefault(keys[row], len(self._slots)) for row in rows], dtype=np.int64)
            share = np.column_stack([numbers(column_of(some, "lat_cpr")), numbers(column_of(some, "lon_cpr"))])
            odd = np.array([one == "odd" for one in column_of(some, "parity")], dtype=np.int64)
            places[rows] = locate(slots, odd, share, received[rows], surface[rows], self._known)
        return places

    def _keep_small(self) -> None:
        # invented addresses must not fill the memory: who is there still is found again within seconds
        if len(self._slots) > _MOST_AIRCRAFT // 2 or len(self._heard) > _MOST_AIRCRAFT:
            self._forget()
