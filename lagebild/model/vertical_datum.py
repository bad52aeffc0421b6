"""Vertical datums by name: which of them are no sea level but the ellipsoid."""

from __future__ import annotations

__all__ = ["is_ellipsoidal"]

_ELLIPSOIDS = {"ellipsoid", "ellipsoidal", "ellipsoidheight", "hae", "wgs84", "grs80", "wgs1984", "grs1980"}
_FILLING = str.maketrans("", "", " _-()")


def is_ellipsoidal(name: str) -> bool:
    """Whether a vertical datum's name means heights above an ellipsoid, such as `WGS 84 ellipsoid` or `HAE`."""
    folded = name.casefold().translate(_FILLING)
    return folded in _ELLIPSOIDS or "ellipsoid" in folded
