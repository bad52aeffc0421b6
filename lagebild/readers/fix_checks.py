"""Fixes that a codec read, checked: what has no time or no place on earth is left out, with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from lagebild.messages import Message
from lagebild.readers.files import Ledger
from lagebild.readers.track_assembly import RawFixes

__all__ = ["checked_fixes"]

NO_REASONS: Mapping[int, Message] = MappingProxyType({})

_FIRST, _LAST = pd.Timestamp("1970-01-01", tz="UTC"), pd.Timestamp("2200-01-01", tz="UTC")


def checked_fixes(
    path: Path,
    file_format: str,
    frame: pd.DataFrame,
    ledger: Ledger,
    *,
    place: Callable[[int], dict[str, Any]],
    broken: int = 0,
    known_bad: Mapping[int, Message] = NO_REASONS,
    repaired: Any = None,
    one_flight: bool = False,
) -> RawFixes:
    """Leave out the rows that cannot be fixes.

    Parameters
    ----------
    path, file_format
        Of the file.
    frame
        One row a position record, with the columns of the model in its units; `time` is datetime64[ns, UTC].
    ledger
        Hears of every row that is left out.
    place
        Returns line or record number and original text of a row, as the ledger takes them.
    broken
        Position records that are not in the table; the reader has quarantined each in the ledger.
    known_bad
        Rows of the table that are none, and why: what the reader knows counts before what is checked here.
    repaired
        Mask of the rows that the reader has changed.
    one_flight
        As in `RawFixes`.
    """
    longitude, latitude = (frame[name].to_numpy(dtype=np.float64) for name in ("longitude", "latitude"))
    time = frame["time"]
    wrong = dict(known_bad)

    def reject(mask: Any, reason: Callable[[int], Message]) -> None:
        for row in np.flatnonzero(mask):
            wrong.setdefault(int(row), reason(int(row)))

    reject(time.isna(), lambda _: Message("{name} is missing", name="time"))
    reject(
        (time < _FIRST) | (time >= _LAST),
        lambda row: Message("the time must lie in the years 1970 to 2199, not {value}", value=str(time.iloc[row])),
    )
    for name, values, bound in (("longitude", longitude, 180.0), ("latitude", latitude, 90.0)):
        reject(np.isnan(values), lambda _, name=name: Message("{name} is missing", name=name))  # type: ignore[misc]
        reject(
            np.abs(values) > bound,
            lambda row, name=name, values=values, bound=bound: Message(  # type: ignore[misc]
                "{name} must lie within ±{limit:.0f} degrees, not {value}",
                name=name,
                limit=bound,
                value=float(values[row]),
            ),
        )
    for row in sorted(wrong):
        ledger.quarantined(wrong[row], **place(row))
    good = np.setdiff1d(np.arange(len(frame)), np.array([*wrong], dtype=np.int64))
    changed = np.zeros(len(frame), dtype=bool) if repaired is None else np.asarray(repaired, dtype=bool)
    return RawFixes(
        path=path,
        format=file_format,
        frame=frame.iloc[good].reset_index(drop=True),
        rows=good,
        place=place,
        ledger=ledger,
        records=len(frame) + broken,
        repaired=changed[good],
        one_flight=one_flight,
    )
