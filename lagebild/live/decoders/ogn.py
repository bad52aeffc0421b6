"""Lines of the Open Glider Network's servers to observations.

Reports of aircraft whose owners do not want to be tracked are counted and go no further: so the network's rules say.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lagebild.codecs.day_seconds import nearest_moment
from lagebild.codecs.ogn import parse_ogn
from lagebild.live.decoders.decoder import Chunk, Decoded
from lagebild.live.decoders.lines import Lines
from lagebild.live.observations import Observations
from lagebild.readers.ogn import frame_of, seconds_of_day

__all__ = ["OgnDecoder"]


class OgnDecoder:
    """Decoder of `ogn://`; lines tell the time of the day, the day is that of their arrival."""

    def __init__(self) -> None:
        self._lines = Lines()

    def restart(self) -> None:
        """See `Decoder`."""
        self._lines.clear()

    def decode(self, chunks: Sequence[Chunk]) -> Decoded:
        """See `Decoder`."""
        text, arrived, given_up = self._lines.whole(chunks)
        if not text:
            return Decoded(observations=Observations.none(), garbage=bool(given_up), sample=given_up)
        log = parse_ogn(text)
        received = arrived[log.lines - 1]
        times = nearest_moment(seconds_of_day(log), received)
        frame = frame_of(log, times)
        private = frame["no_tracking"].to_numpy(dtype=bool)
        shown = np.flatnonzero(~private)
        frame, received, times = frame.iloc[shown], received[shown], times[shown]
        icao, address = (frame[name].fillna("").to_numpy(dtype=object) for name in ("icao24", "address"))
        keys = np.where(icao != "", icao, np.where(address != "", "ogn:" + address, "ogn:" + frame["callsign"]))
        columns = (
            *("longitude", "latitude", "altitude_amsl", "altitude_pressure", "ground_speed", "vertical_rate"),
            *("track_angle", "callsign"),
        )
        bad = [one for _, one in log.bad] + [given_up] * bool(given_up)
        return Decoded(
            observations=Observations.of(
                keys, received, {name: frame[name] for name in columns} | {"icao24": icao}, time=times
            ),
            messages=len(log.lines) + log.others + len(log.moments),
            garbage=len(bad),
            sample=bad[-1][:200] if bad else "",
            withheld=int(np.count_nonzero(private)),
        )
