"""CoT events to observations: an event a datagram, or one after the other on a connection."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lagebild.codecs.cot import parse_cot
from lagebild.codecs.json_text import finite
from lagebild.codecs.safe_xml import XmlError
from lagebild.codecs.xml_tracks import SourcePoint
from lagebild.live.decoders.decoder import Chunk, Decoded, Stream
from lagebild.live.observations import Observations

__all__ = ["CotDecoder"]

_END = b"</event>"
_FIELDS = {"hae": "height_ellipsoid", "speed": "ground_speed", "course": "track_angle"}


class CotDecoder:
    """Decoder of `cot+udp://` and `cot+tcp://`."""

    def __init__(self, *, stream: bool) -> None:
        self._stream = Stream() if stream else None

    def restart(self) -> None:
        """See `Decoder`."""
        if self._stream is not None:
            self._stream.clear()

    def decode(self, chunks: Sequence[Chunk]) -> Decoded:
        """See `Decoder`."""
        points: list[tuple[str, SourcePoint]] = []
        received: list[float] = []
        bad: list[str] = []
        messages = 0
        for data, moment in self._events(chunks, bad):
            try:
                found = parse_cot(data)
            except XmlError:
                bad.append(data[:200].decode("utf-8", errors="replace"))
                continue
            messages += 1
            for point in found.points:
                name = found.tracks[point.track].name
                if name and finite(point.longitude) is not None and finite(point.latitude) is not None:
                    points.append((name, point))
                    received.append(moment)
                else:
                    bad.append(data[:200].decode("utf-8", errors="replace"))
        return Decoded(
            observations=_observations(points, received),
            messages=messages,
            garbage=len(bad),
            sample=bad[-1][:200] if bad else "",
        )

    def _events(self, chunks: Sequence[Chunk], bad: list[str]) -> list[tuple[bytes, float]]:
        if self._stream is None:
            return [(chunk.data, chunk.received) for chunk in chunks]
        data = self._stream.joined(chunks)
        pieces, at = [], 0
        while (end := data.find(_END, at)) >= 0:
            end += len(_END)
            pieces.append((at, end))
            at = end
        given_up = self._stream.keep(data[at:])
        if given_up:
            bad.append(given_up[:200].decode("utf-8", errors="replace"))
        times = self._stream.received(np.array([end for _, end in pieces], dtype=np.int64))
        return [(data[begin:end].strip(), float(time)) for (begin, end), time in zip(pieces, times, strict=True)]


def _observations(points: Sequence[tuple[str, SourcePoint]], received: Sequence[float]) -> Observations:
    told = pd.to_datetime(
        pd.Series([point.time or "" for _, point in points], dtype="str"), utc=True, format="ISO8601", errors="coerce"
    ).to_numpy(dtype="datetime64[ns]")
    columns = {column: [_number(point.fields.get(name)) for _, point in points] for name, column in _FIELDS.items()}
    return Observations.of(
        [f"cot:{name[:200]}" for name, _ in points],
        np.array(received, dtype=np.float64),
        {
            "longitude": [_number(point.longitude) for _, point in points],
            "latitude": [_number(point.latitude) for _, point in points],
            **columns,
            "callsign": [point.extra.get("callsign", "")[:200] for _, point in points],
        },
        time=np.where(np.isnat(told), np.nan, told.astype(np.int64) / 1e9),
    )


def _number(text: str | None) -> float:
    value = finite(text)
    return np.nan if value is None else value
