"""Feeds of lines: whole lines with the time of each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lagebild.live.decoders.decoder import Chunk, Stream

__all__ = ["Lines"]


class Lines:
    """Cuts a stream into lines."""

    def __init__(self) -> None:
        self._stream = Stream()

    def whole(self, chunks: Sequence[Chunk]) -> tuple[bytes, NDArray[np.float64], str]:
        """Return whole lines as one text in UTF-8, when each came, and the begin of what was given up as no line.

        Whatever comes, line `n` of the text is line `n` of the times.
        """
        data = self._stream.joined(chunks)
        end = data.rfind(b"\n") + 1
        given_up = self._stream.keep(data[end:])
        raw = data[:end]
        ends = np.flatnonzero(np.frombuffer(raw, dtype=np.uint8) == ord("\n")) + 1
        plain = raw.decode("utf-8", errors="replace").replace("\r", " ").replace("\x00", "\ufffd")
        return plain.encode(), self._stream.received(ends), given_up[:200].decode("utf-8", errors="replace")

    def clear(self) -> None:
        """Forget a line that was cut off."""
        self._stream.clear()
