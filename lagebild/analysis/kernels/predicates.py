"""On which side of a line a point lies, decided exactly: an error here would put a whole flight on the wrong side.

The sign of a determinant is taken from floating point where its error bound allows, and else from the exact sum of
its products (Shewchuk, Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric Predicates, 1997).
"""

from __future__ import annotations

import numpy as np

from lagebild.model.compiled import inner

__all__ = ["orientation"]

_EPSILON = 2.0**-53
_BOUND = (3.0 + 16.0 * _EPSILON) * _EPSILON
"""Shewchuk's bound of the error of the plain determinant, relative to the sum of its two products' sizes."""

_SPLITTER = 2.0**27 + 1.0


@inner
def orientation(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> float:
    """Twice the area of the triangle A, B, P: positive where P lies left of A→B, 0 only where it lies on the line."""
    left = (bx - ax) * (py - ay)
    right = (by - ay) * (px - ax)
    area = left - right
    if abs(area) >= _BOUND * (abs(left) + abs(right)) and area != 0.0:
        return area
    if (left == 0.0 and right == 0.0) and (ax == bx or py == ay) and (ay == by or px == ax):
        return 0.0
    return _exact(ax, ay, bx, by, px, py)


@inner
def _exact(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> float:
    """The same without any error but that of rounding the sum once: bx·py − bx·ay − ax·py − by·px + by·ax + ay·px."""
    parts = np.zeros(12)
    count = 0
    for one, other in ((bx, py), (-bx, ay), (-ax, py), (-by, px), (by, ax), (ay, px)):
        high = one * other
        low = _rest(one, other, high)
        count = _grow(parts, count, low)
        count = _grow(parts, count, high)
    total = 0.0
    for k in range(count):  # from the smallest to the largest: the largest decides the sign
        total += parts[k]
    return total


@inner
def _rest(one: float, other: float, product: float) -> float:
    """What rounding took from a product (Dekker)."""
    c = _SPLITTER * one
    one_high = c - (c - one)
    one_low = one - one_high
    c = _SPLITTER * other
    other_high = c - (c - other)
    other_low = other - other_high
    return one_low * other_low - (((product - one_high * other_high) - one_low * other_high) - one_high * other_low)


@inner
def _grow(parts: np.ndarray, count: int, value: float) -> int:
    """Add a number to an expansion of parts that do not overlap, smallest first, zeros left out (Shewchuk, fig. 6)."""
    kept = 0
    rest = value
    for k in range(count):
        total = rest + parts[k]
        virtual = total - rest
        lost = (rest - (total - virtual)) + (parts[k] - virtual)
        rest = total
        if lost != 0.0:
            parts[kept] = lost
            kept += 1
    if rest != 0.0:
        parts[kept] = rest
        kept += 1
    return kept
