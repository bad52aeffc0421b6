"""Named points: airports, cities and the like, drawn as an overlay."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from lagebild.errors import ColumnError, ValidationError
from lagebild.model.bounds import Bounds, bounds_of
from lagebild.model.report import ReadReport

__all__ = ["Places"]

_REQUIRED = ("name", "kind", "longitude", "latitude")


@dataclass(frozen=True, eq=False)
class Places:
    """Named points, one a row: name, kind (such as `airport`), longitude, latitude (degrees), and others."""

    _frame: pd.DataFrame
    report: ReadReport

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, *, report: ReadReport | None = None) -> Places:
        """Take a table with at least the columns name, kind, longitude, latitude."""
        missing = [name for name in _REQUIRED if name not in frame.columns]
        if missing:
            raise ColumnError(f"a table of places needs the columns {', '.join(_REQUIRED)}; missing: {missing}")
        typed = frame.reset_index(drop=True).astype(
            {"name": "str", "kind": "str", "longitude": "float64", "latitude": "float64"}
        )
        wrong = ~(typed["longitude"].abs().le(180) & typed["latitude"].abs().le(90))
        if bool(wrong.any()):
            row = typed[wrong].iloc[0]
            raise ValidationError(f"place {row['name']!r} lies out of range: {row['longitude']}, {row['latitude']}")
        if report is None:
            report = ReadReport(format="places", records=len(typed), kept=len(typed))
        return cls(typed, report)

    @property
    def frame(self) -> pd.DataFrame:
        """The places, one a row; a copy-on-write view."""
        return self._frame.copy(deep=False)

    @property
    def bounds(self) -> Bounds | None:
        """The narrowest box around all places; None without places."""
        return bounds_of(self._frame["longitude"].to_numpy(), self._frame["latitude"].to_numpy())

    def __len__(self) -> int:
        return len(self._frame)
