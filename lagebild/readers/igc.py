"""IGC flight recorder files to fixes.

Heights: the recorder's pressure altitude becomes `altitude_pressure`. What its GNSS altitude is measured from is said
by the header record HFALG: `ELL` makes it `height_ellipsoid`, `GEO` `altitude_amsl`. Without that record it is
unknown, and real files of either kind exist; the number is then kept in the column `altitude_gnss` (metres, datum
unknown) and in neither of the typed columns, so that no answer rests on a guessed datum.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.codecs.igc import IgcFile, IgcFixes, looks_like_igc, parse_igc
from lagebild.codecs.text import decode_text, split_lines
from lagebild.errors import FileFormatError
from lagebild.messages import Message
from lagebild.model.altitude import UNKNOWN_DATUM
from lagebild.readers.files import Ledger, read_bytes
from lagebild.readers.format import TrackFormat, TrackOptions
from lagebild.readers.track_assembly import RawFixes

__all__ = ["IGC", "read_igc"]

_LARGEST = 200_000_000
_HALF_DAY = 43_200.0
_GNSS_COLUMNS = {"ELL": "height_ellipsoid", "GEO": "altitude_amsl"}
_NO_GNSS = ("NIL",)
_PRESSURE_OF_ISA = ("", "ISA")
_UNKNOWN_IDS = {"", "UNKNOWN", "NOTSET", "NIL", "NKN", "XXX", "0"}


def read_igc(path: Path, _: TrackOptions | None = None) -> RawFixes:
    """Read an IGC file; see the module for its heights and `lagebild.read_tracks` for the rest."""
    data = read_bytes(path, largest=_LARGEST)
    ledger = Ledger(source=path.name)
    file = parse_igc(data)
    texts = split_lines(decode_text(data).text)
    wrong_fixes = _report_bad(file, ledger)
    if not file.dates and len(file.fixes.line):
        raise FileFormatError(
            Message("{path} (IGC) has no date: no readable HFDTE record (such as HFDTE160726) was found", path=path)
        )
    fixes = file.fixes
    nowhere = ~fixes.valid & (fixes.latitude == 0.0) & (fixes.longitude == 0.0)
    for row in np.flatnonzero(nowhere):
        line = int(fixes.line[row])
        ledger.quarantined(Message("a V fix at 0 N 0 E is no position"), line=line, text=texts[line - 1])
    good = np.flatnonzero(~nowhere)
    frame = _frame(file, path, ledger).iloc[good].reset_index(drop=True)

    def place(row: int) -> dict[str, Any]:
        line = int(fixes.line[row])
        return {"line": line, "text": texts[line - 1]}

    return RawFixes(
        path=path,
        format="IGC",
        frame=frame,
        rows=good,
        place=place,
        ledger=ledger,
        records=len(fixes.line) + wrong_fixes,
        repaired=np.zeros(len(frame), dtype=bool),
        one_flight=True,
    )


def _report_bad(file: IgcFile, ledger: Ledger) -> int:
    """Put what could not be read into the ledger; returns the number of B records among it."""
    if file.encoding != "utf-8":
        ledger.note(Message("the text is not UTF-8; it was read as {encoding}", encoding=file.encoding))
    fixes = 0
    for bad in file.bad:
        if bad.text.startswith("B"):
            fixes += 1
            ledger.quarantined(bad.reason, line=bad.line, text=bad.text)
        else:
            ledger.note(bad.reason, line=bad.line, text=bad.text)
    for bad in file.unknown:
        ledger.note(bad.reason, line=bad.line, text=bad.text)
    return fixes


def _frame(file: IgcFile, path: Path, ledger: Ledger) -> pd.DataFrame:
    fixes = file.fixes
    count = len(fixes.line)
    columns: dict[str, Any] = {"time": _times(file), "longitude": fixes.longitude, "latitude": fixes.latitude}
    columns.update(_heights(file, ledger))
    if "FXA" in fixes.extensions:
        accuracy = fixes.extensions["FXA"]
        # the specification defines FXA as the 95 % error in metres; zero stands for none
        columns["horizontal_accuracy"] = np.where(accuracy > 0, accuracy, np.nan)
    for code, values in fixes.extensions.items():
        if code != "FXA":
            columns[f"igc_{code.lower()}"] = values
    datum = file.headers.get("DTM", "")
    if datum and not re.search(r"WGS\W*(?:19)?84", datum, re.IGNORECASE) and not datum.startswith("100"):
        ledger.note(Message("the header names the datum {datum!r}; the positions were taken as WGS 84", datum=datum))
    frame = pd.DataFrame(columns, index=range(count))
    glider = _identity(file)
    frame["track_id"] = f"{_first_date(file).isoformat()}_{glider or path.stem}" if count else ""
    if glider:
        frame["callsign"] = glider
    return frame


def _identity(file: IgcFile) -> str:
    """Return registration, else competition number; empty where the file names neither."""
    for code in ("GID", "CID"):
        value = re.sub(r"\s+", "-", file.headers.get(code, "").strip())
        if value.upper() not in _UNKNOWN_IDS:
            return value
    return ""


def _first_date(file: IgcFile) -> date:
    return file.dates[max(int(file.fixes.day[0]), 0)]


def _times(file: IgcFile) -> pd.Series[Any]:
    """Add date and time of the day; the day changes where the clock jumps back by more than half a day."""
    fixes = file.fixes
    if not len(fixes.line):
        return pd.Series([], dtype="datetime64[ns, UTC]")
    header = np.maximum(fixes.day, 0)
    days = np.array([d.toordinal() for d in file.dates], dtype=np.int64)[header] - date(1970, 1, 1).toordinal()
    nanos = days * 86_400_000_000_000 + np.rint(fixes.second * 1e9).astype(np.int64)
    nanos += _rollovers(fixes, header) * 86_400_000_000_000
    return pd.Series(nanos.view("datetime64[ns]")).dt.tz_localize("UTC")


def _rollovers(fixes: IgcFixes, header: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the midnights since the date record that holds for each fix."""
    step = np.diff(fixes.second, prepend=fixes.second[0])
    midnight = np.where(step < -_HALF_DAY, 1, 0) - np.where(step > _HALF_DAY, 1, 0)
    new_date = np.diff(header, prepend=header[0]) != 0
    midnight[new_date] = 0
    total = np.cumsum(midnight)
    starts = np.flatnonzero(new_date)
    base = np.zeros(len(total), dtype=np.int64)
    if starts.size:
        base[starts[0] :] = np.repeat(total[starts], np.diff(np.append(starts, len(total))))
    return np.asarray(total - base, dtype=np.int64)


def _heights(file: IgcFile, ledger: Ledger) -> dict[str, NDArray[np.float64]]:
    return {**_pressure(file, ledger), **_gnss(file, ledger)}


def _pressure(file: IgcFile, ledger: Ledger) -> dict[str, NDArray[np.float64]]:
    pressure = file.fixes.pressure
    setting = _code(file, "ALP")
    if setting not in _PRESSURE_OF_ISA:
        sentence = Message(
            "HFALP says {setting!r}, not ISA: the barometric altitude stands in the column altitude_barometric and is "
            "not used as pressure altitude",
            setting=setting,
        )
        ledger.note(sentence)
        return {"altitude_barometric": pressure}
    if len(pressure) and not pressure.any():
        ledger.note(Message("the pressure altitude is 0 in every fix; it was taken as not recorded"))
        return {"altitude_pressure": np.full(len(pressure), np.nan)}
    return {"altitude_pressure": pressure.copy()}


def _gnss(file: IgcFile, ledger: Ledger) -> dict[str, NDArray[np.float64]]:
    fixes = file.fixes
    flat = int(np.count_nonzero(~fixes.valid))
    if flat:
        sentence = Message(
            "{flat} of {count} fixes are V fixes: they have no GNSS height and are kept without one",
            flat=flat,
            count=len(fixes.line),
        )
        ledger.note(sentence)
    height = np.where(fixes.valid, fixes.gnss, np.nan)
    datum = _code(file, "ALG")
    if datum in _GNSS_COLUMNS:
        return {_GNSS_COLUMNS[datum]: height}
    if datum in _NO_GNSS or not fixes.valid.any():
        return {}
    unclear = (
        Message("HFALG says {datum!r}, which does not tell", datum=datum)
        if datum
        else Message("the header does not say")
    )
    sentence = Message(
        "{unclear} what GNSS altitude is measured from (HFALG: ELL or GEO); it stands in the column altitude_gnss and "
        "is used neither as altitude above sea level nor as height above the ellipsoid",
        unclear=unclear,
    )
    ledger.note(sentence)
    return {UNKNOWN_DATUM: height}


def _code(file: IgcFile, header: str) -> str:
    """Return the three-letter word of a header such as `HFALGALTGPS:ELL`."""
    return file.headers.get(header, "").strip().upper()


IGC = TrackFormat(name="IGC", matches=lambda head: looks_like_igc(head.text), read=read_igc)
