"""What feeds told: an aircraft's message a row, with as much of it as it held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from lagebild.errors import ValidationError

__all__ = ["NUMBERS", "TEXTS", "Observations"]

NUMBERS = (
    *("longitude", "latitude", "altitude_pressure", "altitude_amsl", "height_ellipsoid"),
    *("ground_speed", "vertical_rate", "track_angle"),
)
"""Columns of numbers, in the units of `Tracks`; NaN where a message does not tell."""

TEXTS = ("callsign", "icao24", "squawk")
"""Columns of texts, empty where a message does not tell."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Observations:
    """Messages in the order in which they came."""

    key: NDArray[np.object_]
    """Shape (n,), whose: the ICAO address in lower case, `~` and an address that is none of ICAO's, or `feed:name`."""

    received: NDArray[np.float64]
    """Shape (n,), seconds since 1970 UTC by this machine's clock."""

    time: NDArray[np.float64]
    """Shape (n,), seconds since 1970 UTC by the source's clock; NaN where it does not tell."""

    numbers: NDArray[np.float64]
    """Shape (n, 8), see `NUMBERS`."""

    texts: NDArray[np.object_]
    """Shape (n, 3), see `TEXTS`."""

    on_ground: NDArray[np.int8]
    """Shape (n,): 1 on the ground, 0 in the air, -1 where a message does not tell."""

    def __len__(self) -> int:
        return len(self.key)

    @classmethod
    def of(cls, key: Any, received: Any, columns: Mapping[str, Any], on_ground: Any = None, time: Any = None) -> Self:
        """Make observations of columns; those that are not given are missing, as are numbers that are not finite.

        Raises
        ------
        ValidationError
            If a column is unknown.
        """
        keys = np.asarray(key, dtype=object)
        count = len(keys)
        numbers = np.full((count, len(NUMBERS)), np.nan)
        texts = np.full((count, len(TEXTS)), "", dtype=object)
        for name, values in columns.items():
            if name in NUMBERS:
                numbers[:, NUMBERS.index(name)] = values
            elif name in TEXTS:
                texts[:, TEXTS.index(name)] = [value if isinstance(value, str) else "" for value in values]
            else:
                raise ValidationError(f"observations have no column {name!r}")
        numbers[~np.isfinite(numbers)] = np.nan
        return cls(
            key=keys,
            received=np.array(np.broadcast_to(received, count), dtype=np.float64),
            time=np.full(count, np.nan) if time is None else np.asarray(time, dtype=np.float64),
            numbers=numbers,
            texts=texts,
            on_ground=np.full(count, -1, dtype=np.int8) if on_ground is None else np.asarray(on_ground, dtype=np.int8),
        )

    @classmethod
    def none(cls) -> Self:
        """Return no observations."""
        return cls.of([], [], {})

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Return the rows of several, one after the other."""
        filled = [part for part in parts if len(part)]
        if len(filled) < 2:
            return filled[0] if filled else cls.none()
        names = ("key", "received", "time", "numbers", "texts", "on_ground")
        return cls(**{name: np.concatenate([getattr(part, name) for part in filled]) for name in names})

    def take(self, rows: NDArray[Any]) -> Self:
        """Return some rows, by their numbers or by a mask."""
        names = ("key", "received", "time", "numbers", "texts", "on_ground")
        return type(self)(**{name: getattr(self, name)[rows] for name in names})

    def column(self, name: str) -> NDArray[Any]:
        """Return a column of numbers or texts by its name."""
        if name in NUMBERS:
            return self.numbers[:, NUMBERS.index(name)]
        return self.texts[:, TEXTS.index(name)]

    @property
    def located(self) -> NDArray[np.bool_]:
        """Which rows tell a place."""
        return np.asarray(~np.isnan(self.numbers[:, :2]).any(axis=1))

    def without_impossible(self) -> tuple[Self, int]:
        """Take away places that are nowhere on Earth; returns how many rows had one."""
        longitude, latitude = np.abs(self.numbers[:, 0]), np.abs(self.numbers[:, 1])
        wrong = (longitude > 180.0) | (latitude > 90.0)
        if not wrong.any():
            return self, 0
        return self.take(~wrong), int(np.count_nonzero(wrong))
