"""Tables of results as files to hand on: CSV for spreadsheets, Parquet for programs; units in the columns' names."""

from __future__ import annotations

import io

import pandas as pd

__all__ = ["as_csv", "as_parquet", "with_units"]

_UNITS = {
    "duration": "s", "max_gap": "s", "qnh_used": "hPa", "longitude": "deg", "latitude": "deg", "altitude_amsl": "m",
    "height_above_ground": "m", "uncertainty": "m", "terrain_elevation": "m", "horizontal_distance": "m",
    "vertical_distance": "m", "relative_bearing": "deg", "closing_speed": "m_s",
}  # fmt: skip
"""Ends of columns' names, and what is appended to these."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet takes cells that begin with one of these for formulas."""


def with_units(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with the units in the columns' names."""
    return table.rename(columns={str(name): _with_unit(str(name)) for name in table.columns})


def _with_unit(name: str) -> str:
    return next((f"{name}_{unit}" for end, unit in _UNITS.items() if name.endswith(end)), name)


def as_csv(table: pd.DataFrame) -> io.BytesIO:
    """Return a table as CSV (UTF-8 with a mark of that, times ISO 8601 in UTC); texts never begin like formulas."""
    written = with_units(table)
    for name in written.columns:
        column = written[name]
        if isinstance(column.dtype, pd.DatetimeTZDtype):
            written[name] = column.map(_iso, na_action="ignore")
        elif not pd.api.types.is_numeric_dtype(column):
            written[name] = column.map(_harmless, na_action="ignore")
    return io.BytesIO(written.to_csv(index=False).encode("utf-8-sig"))


def as_parquet(table: pd.DataFrame) -> io.BytesIO:
    """Return a table as Parquet; times keep their zone."""
    written = io.BytesIO()
    with_units(table).to_parquet(written, index=False)
    written.seek(0)
    return written


def _iso(moment: pd.Timestamp) -> str:
    return moment.tz_convert("UTC").isoformat().replace("+00:00", "Z")


def _harmless(value: object) -> object:
    """Put an apostrophe before what a spreadsheet would compute."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
