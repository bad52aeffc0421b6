"""SBS-1 (BaseStation) lines to observations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lagebild.codecs.sbs import parse_sbs
from lagebild.live.decoders.decoder import Chunk, Decoded
from lagebild.live.decoders.lines import Lines
from lagebild.live.observations import Observations
from lagebild.readers.files import Ledger
from lagebild.readers.sbs import messages_of
from lagebild.units import METRES_PER_SECOND_PER_FOOT_PER_MINUTE, METRES_PER_SECOND_PER_KNOT, feet_to_metres

__all__ = ["SbsDecoder"]


class SbsDecoder:
    """Decoder of `sbs://`; times have no zone and are taken as UTC."""

    def __init__(self) -> None:
        self._lines = Lines()

    def restart(self) -> None:
        """See `Decoder`."""
        self._lines.clear()

    def decode(self, chunks: Sequence[Chunk]) -> Decoded:
        """See `Decoder`."""
        text, received, given_up = self._lines.whole(chunks)
        if not text:
            return Decoded(observations=Observations.none(), garbage=bool(given_up), sample=given_up)
        log = parse_sbs(text)
        frame = messages_of(log, Ledger(source="feed"))
        known = (frame["icao24"].fillna("") != "").to_numpy()
        frame, rows = frame[known], log.lines[known] - 1
        keys = frame["icao24"].to_numpy(dtype=object)
        told = frame["time"].to_numpy(dtype="datetime64[ns]")
        seconds = np.where(np.isnat(told), np.nan, told.astype(np.int64) / 1e9)
        ground = frame["on_ground"].to_numpy(dtype=object)
        observations = Observations.of(
            keys,
            received[rows],
            {
                "longitude": frame["longitude"],
                "latitude": frame["latitude"],
                "altitude_pressure": feet_to_metres(frame["altitude"].to_numpy()),
                "ground_speed": frame["ground_speed"] * METRES_PER_SECOND_PER_KNOT,
                "vertical_rate": frame["vertical_rate"] * METRES_PER_SECOND_PER_FOOT_PER_MINUTE,
                "track_angle": frame["track"],
                "callsign": frame["callsign"],
                "icao24": ["" if key.startswith("~") else key for key in keys],
                "squawk": frame["squawk"],
            },
            on_ground=[-1 if not isinstance(one, str) else one in ("1", "-1") for one in ground],
            time=seconds,
        )
        bad = [one.text for one in log.bad] + [given_up] * bool(given_up)
        nobody = int(np.count_nonzero(~known))
        return Decoded(
            observations=observations,
            messages=len(observations) + sum(log.others.values()),
            garbage=len(bad) + nobody,
            sample=bad[-1][:200] if bad else "",
        )
