"""What maps without the component share: colours of heights and airspaces, and stretches of flights of one colour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lagebild.model.picture import PictureContent
from lagebild.model.tracks import MAX_GAP_SECONDS

__all__ = ["BAND_COLOURS", "NO_HEIGHT_COLOUR", "Bands", "airspace_colour", "height_bands", "runs"]

BAND_COLOURS = ("#f0a21d", "#e16462", "#b5367a", "#7e03a8", "#3b049a", "#0d0887")
"""Of heights, the lowest first."""

NO_HEIGHT_COLOUR = "#6b7078"

Bands = Mapping[str, NDArray[np.float64]]
"""Height column to the edges of its colours in metres, one more than there are colours."""

_AIRSPACE_COLOURS = {
    "P": "#b3122b",
    "Q": "#c2571a",
    "R": "#c4314b",
    "CTR": "#1f5fa8",
    "TMA": "#2b7bba",
    "C": "#2b7bba",
    "D": "#1f5fa8",
}
_OTHER_AIRSPACE = "#4d6a5a"
_MAX_GAP = np.timedelta64(round(MAX_GAP_SECONDS), "s")


def airspace_colour(kind: object, icao_class: object) -> str:
    """Return the colour of an airspace's type, or else of its class."""
    return _AIRSPACE_COLOURS.get(str(kind), _AIRSPACE_COLOURS.get(str(icao_class), _OTHER_AIRSPACE))


def height_bands(picture: PictureContent) -> Bands:
    """Return edges of the colours of each height column, evenly over the range of all layers that use it."""
    ranges: dict[str, list[float]] = {}
    for tracks in picture.track_sets:
        if tracks.height_columns:
            column = tracks.height_columns[0]
            heights = tracks.frame[column]
            ranges.setdefault(column, []).extend((float(heights.min()), float(heights.max())))
    return {
        column: np.linspace(min(ends), max(*ends, min(ends) + 1.0), len(BAND_COLOURS) + 1)
        for column, ends in ranges.items()
    }


def runs(time: NDArray[Any], longitude: NDArray[np.float64], band: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield the parts of one track of one colour, without gaps; each reaches to the next one's first fix."""
    broken = (np.diff(time) > _MAX_GAP) | (np.abs(np.diff(longitude)) > 180.0)
    starts = np.flatnonzero(broken | (np.diff(band) != 0)) + 1
    for a, b in zip(np.append(0, starts), np.append(starts, len(time)), strict=True):
        reach = b + 1 if b < len(time) and not broken[b - 1] else b
        if reach - a >= 2:
            yield int(a), int(reach)
