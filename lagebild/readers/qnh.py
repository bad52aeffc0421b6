"""The QNH of an aerodrome over time, from METAR reports."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pandas as pd

from lagebild.codecs.metar import Metar, looks_like_metar, parse_metar
from lagebild.codecs.text import decode_text, looks_like_text
from lagebild.errors import FileFormatError, ValidationError
from lagebild.messages import Message
from lagebild.model.report import ReadReport, issue_table
from lagebild.readers.files import Ledger, PathLike, existing_file, read_bytes, told_first

__all__ = ["read_qnh"]

_LARGEST = 500_000_000
_LOWEST, _HIGHEST = 850.0, 1090.0
_MOST_NAMED = 20


def read_qnh(path: PathLike, station: str | None = None, *, day: date | None = None) -> pd.Series[float]:
    """Read the QNH that METAR reports tell, as a time series that analyses take as `qnh`.

    Formats: reports as NOAA, OGIMET and the Iowa archive hand them out, one after the other, in texts or tables.

    Parameters
    ----------
    path
        A text file.
    station
        ICAO indicator of the aerodrome, such as `LSZH`; needed where the file has several.
    day
        A date within two weeks of the reports, for files that tell the day of the month only.

    Returns
    -------
    pandas.Series
        hPa over UTC times in order; of several reports of one minute the last counts (a correction). What became of
        each report stands in `series.attrs["report"]`, a `ReadReport`.

    Raises
    ------
    MissingFileError, FileFormatError
        If there is no such file, it is no text of reports, or none of them tells a QNH.
    ValidationError
        If it has several stations and none is named, or not the one that is.
    """
    place = existing_file(Path(path))
    data = read_bytes(place, largest=_LARGEST)
    if not looks_like_text(data[:65_536]) or not looks_like_metar(decode_text(data[:65_536]).text):
        raise FileFormatError(Message("{place} holds no METAR reports (such as LSZH 121250Z … Q1013)", place=place))
    found, bad = parse_metar(data, day)
    stations = sorted({one.station for one in found} | {one.station for one in bad})
    wanted = _station(place, stations, station)
    ledger = Ledger(source=place.name)
    mine = [one for one in found if one.station == wanted]
    kept: dict[datetime, Metar] = {}
    for one in mine:
        if not _LOWEST <= one.qnh <= _HIGHEST:
            reason = Message(
                "QNH must lie in {low:.0f}..{high:.0f} hPa, not {qnh:g}", low=_LOWEST, high=_HIGHEST, qnh=one.qnh
            )
            ledger.quarantined(reason, line=one.line, text=one.text)
            continue
        before = kept.get(one.time)
        if before is not None:
            reason = Message("a later report of the same minute counts")
            ledger.quarantined(reason, line=before.line, text=before.text)
        kept[one.time] = one
    wrong = [one for one in bad if one.station == wanted]
    for broken in wrong:
        ledger.quarantined(broken.reason, line=broken.line, text=broken.text)
    if not kept:
        why = told_first(ledger.first("quarantined"))
        raise FileFormatError(
            Message("{place} (METAR): no report of {wanted} tells a QNH{why}", place=place, wanted=wanted, why=why)
        )
    times = sorted(kept)
    series = pd.Series(
        [kept[time].qnh for time in times], index=pd.DatetimeIndex(times).as_unit("ns"), dtype="float64", name=wanted
    )
    records = len(mine) + len(wrong)
    series.attrs["report"] = ReadReport(
        source=place.name,
        format="METAR",
        records=records,
        kept=len(kept),
        quarantined=records - len(kept),
        issues=issue_table(ledger.issues),
    )
    return series


def _station(path: Path, stations: list[str], wanted: str | None) -> str:
    named = ", ".join(stations[:_MOST_NAMED]) + (", …" if len(stations) > _MOST_NAMED else "")
    if wanted is None:
        if len(stations) > 1:
            raise ValidationError(
                Message(
                    "{path} holds reports of several stations ({named}); name one (station=…)", path=path, named=named
                )
            )
        return stations[0]
    if wanted.strip().upper() not in stations:
        raise ValidationError(
            Message("{path} holds no reports of {wanted!r:.80}, but of {named}", path=path, wanted=wanted, named=named)
        )
    return wanted.strip().upper()
