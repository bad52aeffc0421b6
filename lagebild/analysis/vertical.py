"""Limits of airspaces, reduced to what has to be compared, and the heights of flights that they are compared with."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.model.altitude import Reference
from lagebild.model.heights import Heights, heights_of
from lagebild.model.limits import Level, Limit
from lagebild.model.qnh import QNH

__all__ = ["Comparisons", "compared_heights", "comparisons"]

_ORDER = (Reference.PRESSURE, Reference.AMSL, Reference.AGL, Reference.ELLIPSOID)


class Comparisons(NamedTuple):
    """The lower and upper limits of airspaces as the kernels read them (`kernels.limits.Limits`)."""

    kind: NDArray[np.int64]
    offsets: NDArray[np.int64]
    row: NDArray[np.int64]
    value: NDArray[np.float64]
    over_ground: NDArray[np.bool_]

    references: tuple[Reference, ...]
    """What the rows of heights are measured from."""

    compared: list[str]
    """Of each airspace what is compared, joined by `+`; empty where nothing is."""


def comparisons(lower: list[Limit], upper: list[Limit]) -> Comparisons:
    """Reduce limits to those levels that can decide anything: no one flies below the surface or above unlimited."""
    reduced = [
        _reduced(limit, upper=place == 1) for pair in zip(lower, upper, strict=True) for place, limit in enumerate(pair)
    ]
    used = {level.reference for _, levels in reduced for level in levels}
    references = tuple(reference for reference in _ORDER if reference in used)
    levels = [level for _, levels in reduced for level in levels]
    compared = []
    for number in range(0, len(reduced), 2):
        here = {level.reference for _, levels in reduced[number : number + 2] for level in levels}
        compared.append("+".join(sorted(here)))
    return Comparisons(
        kind=np.array([kind for kind, _ in reduced], dtype=np.int64),
        offsets=np.cumsum([0, *(len(levels) for _, levels in reduced)]).astype(np.int64),
        row=np.array([references.index(level.reference) for level in levels], dtype=np.int64),
        value=np.array([level.value for level in levels], dtype=np.float64),
        over_ground=np.array([level.reference is Reference.AGL for level in levels], dtype=np.bool_),
        references=references,
        compared=compared,
    )


def _reduced(limit: Limit, *, upper: bool) -> tuple[int, list[Level]]:
    """Return the kind of a limit (`kernels.limits`) and the levels that decide."""
    from lagebild.analysis.kernels.limits import ALWAYS, ANY_LEVEL, EVERY_LEVEL, NEVER, UNSTATED

    if not limit.is_known:
        return UNSTATED, []
    every = (limit.join == "max") != upper  # above the highest is above every one, below the highest is below any
    kept = []
    for level in limit.levels:
        holds = level.is_unlimited if upper else level.is_surface
        fails = level.is_unlimited and not upper
        if holds and not every:
            return ALWAYS, []
        if fails and every:
            return NEVER, []
        if not holds and not fails:
            kept.append(level)
    if not kept:
        return (ALWAYS, []) if every else (NEVER, [])
    return (EVERY_LEVEL if every else ANY_LEVEL), kept


def compared_heights(frame: pd.DataFrame, reference: Reference, qnh: QNH) -> Heights:
    """Return the heights of fixes that levels of a reference are compared with.

    Levels above ground are compared with the true height above mean sea level, to which the ground is added there; so
    are levels above the ellipsoid, by the geoid's height.
    """
    if reference in (Reference.PRESSURE, Reference.AMSL):
        return heights_of(frame, reference, qnh=qnh)
    true = heights_of(frame, Reference.AMSL, qnh=qnh, true=True)
    if reference is Reference.AGL:
        return true
    from lagebild.model.geoid import geoid_height  # numba is loaded by those who need it

    geoid = geoid_height(frame["longitude"].to_numpy(), frame["latitude"].to_numpy())
    low, high = true.low + geoid, true.high + geoid
    if "height_ellipsoid" in frame:
        measured = frame["height_ellipsoid"].to_numpy()
        low, high = np.where(np.isnan(measured), low, measured), np.where(np.isnan(measured), high, measured)
    return Heights(reference=reference, low=low, high=high, source=true.source, reasons=true.reasons)
