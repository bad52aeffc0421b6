"""`aircraft.json` of readsb, tar1090 and dump1090 to observations: all aircraft, asked for again and again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lagebild.codecs.json_text import JsonError
from lagebild.codecs.readsb import parse_snapshots
from lagebild.live.decoders.decoder import Chunk, Decoded
from lagebild.live.observations import NUMBERS, Observations
from lagebild.messages import message_of
from lagebild.readers.readsb import columns_of_snapshots

__all__ = ["ReadsbDecoder"]

_NUMBERS = tuple(name for name in NUMBERS if name != "altitude_amsl")


class ReadsbDecoder:
    """Decoder of `readsb+http://`: each chunk is one answer."""

    def restart(self) -> None:
        """See `Decoder`."""

    def decode(self, chunks: Sequence[Chunk]) -> Decoded:
        """See `Decoder`."""
        parts, messages, bad = [], 0, []
        for chunk in chunks:
            try:
                snapshots, wrong = parse_snapshots(chunk.data)
            except JsonError as error:
                bad.append(str(message_of(error)))
                continue
            bad += [line.text for line in wrong]
            entries = [entry for one in snapshots for entry in one.aircraft]
            now = np.repeat([one.now for one in snapshots], [len(one.aircraft) for one in snapshots])
            frame = columns_of_snapshots(entries, now).frame
            keys = frame["icao24"].fillna("").str.lower().to_numpy(dtype=object)
            known = keys != ""
            bad += ["an aircraft without an address"] * int(np.count_nonzero(~known))
            frame, keys = frame[known], keys[known]
            messages += len(frame)
            told = frame["time"].to_numpy(dtype="datetime64[ns]")
            columns = {name: frame[name] for name in _NUMBERS} | {name: frame[name] for name in ("callsign", "squawk")}
            # of an aircraft without an altitude it is not known that it is in the air
            located = frame["longitude"].notna().to_numpy()
            high = frame["altitude_pressure"].notna().to_numpy() | frame["height_ellipsoid"].notna().to_numpy()
            ground = np.where(frame["on_ground"].to_numpy(dtype=bool), 1, np.where(located & high, 0, -1))
            parts.append(
                Observations.of(
                    keys,
                    chunk.received,
                    columns | {"icao24": ["" if key.startswith("~") else key for key in keys]},
                    on_ground=ground,
                    time=np.where(np.isnat(told), np.nan, told.astype(np.int64) / 1e9),
                )
            )
        return Decoded(
            observations=Observations.joined(parts),
            messages=messages,
            garbage=len(bad),
            sample=bad[-1][:200] if bad else "",
        )
