"""SBS-1 logs to fixes: positions, with what other messages of the same aircraft told shortly before.

- The altitude is pressure altitude. Times have no zone and are taken as UTC, which the report says; that of the
  message counts before that of the log.
- Speed, track and vertical rate come from the position message, else from a velocity message of the last 10 seconds;
  callsign and squawk from a message of the last 10 minutes.
- Position messages without a place (the receiver had no second one to compute it from) are counted, not records.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from numpy.typing import NDArray

from lagebild.codecs.sbs import SbsLog, looks_like_sbs, parse_sbs
from lagebild.messages import Message
from lagebild.readers.files import Ledger, read_bytes
from lagebild.readers.fix_checks import checked_fixes
from lagebild.readers.format import TrackFormat, TrackOptions
from lagebild.readers.text_columns import as_numbers
from lagebild.readers.told_before import told_before
from lagebild.readers.track_assembly import RawFixes
from lagebild.units import METRES_PER_SECOND_PER_FOOT_PER_MINUTE, METRES_PER_SECOND_PER_KNOT, feet_to_metres

__all__ = ["SBS", "messages_of", "read_sbs"]

_LARGEST = 4_000_000_000
_LARGEST_NUMBER = 1e12
_SOON, _LATER = pd.Timedelta("10s"), pd.Timedelta("10min")
_NUMBERS = ("altitude", "ground_speed", "track", "latitude", "longitude", "vertical_rate")
_POSITIONS = ("2", "3")


def read_sbs(path: Path, _: TrackOptions | None = None) -> RawFixes:
    """Read a log."""
    log = parse_sbs(read_bytes(path, largest=_LARGEST))
    ledger = Ledger(source=path.name)
    for bad in log.bad:
        ledger.quarantined(bad.reason, line=bad.line, text=bad.text)
    if log.others:
        said = ", ".join(f"{count} {kind}" for kind, count in sorted(log.others.items()))
        ledger.note(Message("lines of other kinds tell no position: {kinds}", kinds=said))
    messages = messages_of(log, ledger)
    frame, rows = _positions(messages, ledger)
    ledger.note(Message("the times of the log have no zone; they were read as UTC"))

    def place(row: int) -> dict[str, Any]:
        line = int(log.lines[rows[row]])
        return {"line": line, "text": log.texts[line - 1]}

    return checked_fixes(path, "SBS-1", frame, ledger, place=place, broken=len(log.bad))


def messages_of(log: SbsLog, ledger: Ledger) -> pd.DataFrame:
    """Return the messages of a log as columns in the units of the format, with `time` and `icao24`."""
    columns: dict[str, Any] = {}
    for name in ("transmission", "hex", "callsign", "squawk", "on_ground"):
        trimmed = pc.utf8_trim_whitespace(log.columns[name])
        columns[name] = pc.if_else(pc.equal(trimmed, ""), None, trimmed).to_pandas()
    frame = pd.DataFrame(columns)
    frame["icao24"] = frame.pop("hex").str.lower()
    for name in _NUMBERS:
        texts = log.columns[name].to_pandas().astype("str")
        values = as_numbers(texts)
        frame[name] = np.where(np.abs(values) < _LARGEST_NUMBER, values, np.nan)
        wrong = int((frame[name].isna() & (texts.str.strip().fillna("") != "")).sum())
        if wrong:
            ledger.note(Message("{count} values of {name!r} are no numbers; they are missing", count=wrong, name=name))
    generated = _times(log, "generated")
    frame["time"] = generated.where(generated.notna(), _times(log, "logged"))
    return frame


def _times(log: SbsLog, which: str) -> pd.Series[Any]:
    day = pc.replace_substring(log.columns[f"date_{which}"], "/", "-")
    said = pc.binary_join_element_wise(day, log.columns[f"time_{which}"], "T").to_pandas().astype("str")
    times: pd.Series[Any] = pd.to_datetime(said, format="ISO8601", errors="coerce", utc=True)
    # nanoseconds hold a few centuries only
    known = (times.dt.year >= 1970) & (times.dt.year < 2200)
    return times.where(known).astype("datetime64[ns, UTC]")


def _positions(messages: pd.DataFrame, ledger: Ledger) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Return the fixes, and the row of each among the messages."""
    is_position = messages["transmission"].isin(_POSITIONS).to_numpy()
    has_place = (messages["latitude"].notna() & messages["longitude"].notna()).to_numpy()
    without = int(np.count_nonzero(is_position & ~has_place))
    if without:
        ledger.note(Message("{count} position messages tell no place", count=without))
    rows = np.flatnonzero(is_position & has_place)
    found = messages.iloc[rows].reset_index(drop=True)
    for names, age in ((("ground_speed", "track", "vertical_rate"), _SOON), (("callsign", "squawk"), _LATER)):
        for name in names:
            told = told_before(found, messages, name, age)
            found[name] = found[name].where(found[name].notna(), told)
    ground = found["on_ground"]
    frame = pd.DataFrame(
        {
            "time": found["time"],
            "longitude": found["longitude"],
            "latitude": found["latitude"],
            "altitude_pressure": feet_to_metres(found["altitude"].to_numpy()),
            "ground_speed": found["ground_speed"] * METRES_PER_SECOND_PER_KNOT,
            "vertical_rate": found["vertical_rate"] * METRES_PER_SECOND_PER_FOOT_PER_MINUTE,
            "track_angle": found["track"],
            "callsign": found["callsign"],
            "icao24": found["icao24"],
            "squawk": found["squawk"],
            "on_ground": ground.isin(["-1", "1"]).astype("boolean").mask(ground.isna()),
        }
    )
    return frame, rows


SBS = TrackFormat(name="SBS-1", matches=lambda head: looks_like_sbs(head.text), read=read_sbs)
