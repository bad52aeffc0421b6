"""IGC flight recorder files: bytes to records (FAI/IGC GNSS FR technical specification, appendix A).

Fixed-width B records (fixes) with the extensions that the I record announces, and H records (header). Lines are
numbered from 1. Knows nothing of flight paths: what the numbers mean for heights is decided by the reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from lagebild.codecs.text import decode_text, split_lines
from lagebild.messages import Message

__all__ = ["BadLine", "Extension", "IgcFile", "IgcFixes", "format_b_record", "looks_like_igc", "parse_igc"]

# some recorders round minutes up to 60.000, which is the next degree
_FIX = re.compile(
    r"B(?P<time>(?:[01]\d|2[0-3])[0-5]\d[0-5]\d)"
    r"(?P<latitude>(?:[0-8]\d(?:[0-5]\d{4}|60000)|9000000)[NS])"
    r"(?P<longitude>(?:(?:0\d\d|1[0-7]\d)(?:[0-5]\d{4}|60000)|18000000)[EW])"
    r"(?P<validity>[AV])"
    r"(?P<pressure>-\d{4}|\d{5})"
    r"(?P<gnss>-\d{4}|\d{5})",
    re.ASCII,
)
_FIX_LENGTH = 35
_DATE = re.compile(r"^H[FOPX]DTE(?:DATE)?\s*:?\s*(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d\d)", re.IGNORECASE)
_HEADER = re.compile(r"^H[FOPX](?P<code>[A-Z0-9]{3})(?P<rest>.*)$", re.IGNORECASE)
_SIGN = re.compile(r"^(?:A[A-Z0-9]{3}|H[FOPX](?:DTE|PLT|GTY|GID|DTM|FXA|FTY)|B\d{13}[NS]\d{8}[EW][AV])", re.IGNORECASE)
_STRONG_SIGN = re.compile(r"^(?:H[FOPX]DTE|B\d{13}[NS]\d{8}[EW][AV])", re.IGNORECASE | re.MULTILINE)
_CENTURY_TURN = 80
"""Two-digit years from here on are of the 20th century; GNSS recorders exist since 1995."""


@dataclass(frozen=True, kw_only=True)
class BadLine:
    """A line that is no record of its kind."""

    line: int
    reason: Message
    text: str


@dataclass(frozen=True, kw_only=True)
class Extension:
    """A field that the I record adds to every B record; columns count from 1, both inclusive."""

    code: str
    first: int
    last: int


@dataclass(frozen=True, kw_only=True)
class IgcFixes:
    """The B records in columns, in the order of the file; shape (n,)."""

    line: NDArray[np.int64]
    second: NDArray[np.float64]
    """Seconds after midnight UTC, as written (with the decimals of a TDS extension)."""

    day: NDArray[np.int64]
    """Index into `IgcFile.dates`; -1 before any date."""

    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    """Degrees (with the decimals of LAD and LOD extensions)."""

    valid: NDArray[np.bool_]
    """True for `A` (three-dimensional fix), False for `V` (no GNSS height)."""

    pressure: NDArray[np.float64]
    """Pressure altitude in metres."""

    gnss: NDArray[np.float64]
    """GNSS altitude in metres, of a datum that the header may state."""

    extensions: dict[str, NDArray[np.float64]]
    """Other extensions' integers as written, NaN where blank."""


@dataclass(frozen=True, kw_only=True)
class IgcFile:
    """What an IGC file holds."""

    headers: dict[str, str]
    """Three-letter code to value, such as `GID` to `D-KJLH`; the last one of a code counts."""

    dates: tuple[date, ...]
    """Dates of the HFDTE records, in the order of the file."""

    fixes: IgcFixes
    bad: tuple[BadLine, ...]
    """B records that cannot be read, and H records of a date that is none."""

    unknown: tuple[BadLine, ...]
    """Lines that are no IGC record at all."""

    encoding: str


def looks_like_igc(head: str) -> bool:
    """Whether the beginning of a text is an IGC file's."""
    lines = [line for line in split_lines(head) if line.strip()][:50]
    first = bool(lines) and _SIGN.match(lines[0].lstrip("\ufeff")) is not None
    return _STRONG_SIGN.search(head) is not None and (first or sum(bool(_SIGN.match(x)) for x in lines) >= 2)


def parse_igc(data: bytes) -> IgcFile:
    """Read all records; nothing is left out: what cannot be read stands in `bad` or `unknown`."""
    text, encoding = decode_text(data)
    state = _Parsing()
    for number, line in enumerate(split_lines(text), start=1):
        state.take(number, line.rstrip("\x1a\x00 \t"))
    return IgcFile(
        headers=state.headers,
        dates=tuple(state.dates),
        fixes=_columns(state),
        bad=tuple(state.bad),
        unknown=tuple(state.unknown),
        encoding=encoding,
    )


class _Parsing:
    """What has been read so far."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.dates: list[date] = []
        self.extensions: list[Extension] = []
        self.fixes: list[tuple[int, int, str]] = []
        self.bad: list[BadLine] = []
        self.unknown: list[BadLine] = []

    def take(self, number: int, line: str) -> None:
        kind = line[:1]
        if kind == "B":
            self._fix(number, line)
        elif kind == "H":
            self._header(number, line)
        elif kind == "I":
            self._announcement(number, line)
        elif line and (not kind.isascii() or kind not in "ACDEFGJKLMNOP"):
            self.unknown.append(BadLine(line=number, reason=Message("this is no IGC record"), text=line))

    def _fix(self, number: int, line: str) -> None:
        if _FIX.match(line) is None:
            self.bad.append(BadLine(line=number, reason=_why_no_fix(line), text=line))
        else:
            self.fixes.append((number, len(self.dates) - 1, line))

    def _header(self, number: int, line: str) -> None:
        if line[2:5].upper() == "DTE":
            self._date(number, line)
            return
        match = _HEADER.match(line)
        if match is not None:
            _, colon, value = match["rest"].partition(":")
            self.headers[match["code"].upper()] = (value if colon else match["rest"]).strip()

    def _date(self, number: int, line: str) -> None:
        match = _DATE.match(line)
        found = _date_of(match) if match is not None else None
        if found is None:
            reason = Message("the date of the flight cannot be read (DDMMYY)")
            self.bad.append(BadLine(line=number, reason=reason, text=line))
        else:
            self.dates.append(found)

    def _announcement(self, number: int, line: str) -> None:
        found = [
            Extension(code=m[3].upper(), first=int(m[1]), last=int(m[2]))
            for m in re.finditer(r"(\d\d)(\d\d)([A-Za-z0-9]{3})", line[3:])
        ]
        wrong = [e for e in found if not _FIX_LENGTH < e.first <= e.last]
        if not line[1:3].isdigit() or len(found) != int(line[1:3]) or wrong:
            reason = Message("the I record's fields cannot be read")
            self.unknown.append(BadLine(line=number, reason=reason, text=line))
            return
        self.extensions = found


def _date_of(match: re.Match[str]) -> date | None:
    year = int(match["year"])
    try:
        return date((1900 if year >= _CENTURY_TURN else 2000) + year, int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def _why_no_fix(line: str) -> Message:
    if len(line) < _FIX_LENGTH:
        return Message(
            "a B record has at least {least} characters, this one {length}", least=_FIX_LENGTH, length=len(line)
        )
    parts = {
        Message("time (HHMMSS)"): (line[1:7], r"(?:[01]\d|2[0-3])[0-5]\d[0-5]\d"),
        Message("latitude (DDMMmmmN)"): (line[7:15], r"(?:[0-8]\d(?:[0-5]\d{4}|60000)|9000000)[NS]"),
        Message("longitude (DDDMMmmmE)"): (line[15:24], r"(?:(?:0\d\d|1[0-7]\d)(?:[0-5]\d{4}|60000)|18000000)[EW]"),
        Message("validity (A or V)"): (line[24:25], r"[AV]"),
        Message("pressure altitude (5 digits)"): (line[25:30], r"-\d{4}|\d{5}"),
        Message("GNSS altitude (5 digits)"): (line[30:35], r"-\d{4}|\d{5}"),
    }
    for name, (value, pattern) in parts.items():
        if re.fullmatch(pattern, value, re.ASCII) is None:
            return Message("the B record's {name} cannot be {value!r}", name=name, value=value)
    return Message("the B record cannot be read")


def _columns(state: _Parsing) -> IgcFixes:
    lines = np.array([line.encode("ascii", "replace") for _, _, line in state.fixes], dtype="S")
    width = max(lines.dtype.itemsize, _FIX_LENGTH)
    table = lines.astype(f"S{width}").view(np.uint8).reshape(len(lines), width)
    extra = {e.code: _integers(table, e.first - 1, e.last) for e in state.extensions if e.last <= width}
    places = {e.code: e.last - e.first + 1 for e in state.extensions}

    def decimals(code: str) -> NDArray[np.float64]:
        if code not in extra:
            return np.zeros(len(lines))
        return np.nan_to_num(extra[code]) / 10.0 ** places[code]

    second = 3600.0 * _number(table, 1, 3) + 60.0 * _number(table, 3, 5) + _number(table, 5, 7) + decimals("TDS")
    latitude = _number(table, 7, 9) + (_number(table, 9, 14) + decimals("LAD")) / 60_000.0
    longitude = _number(table, 15, 18) + (_number(table, 18, 23) + decimals("LOD")) / 60_000.0
    return IgcFixes(
        line=np.array([number for number, _, _ in state.fixes], dtype=np.int64),
        day=np.array([day for _, day, _ in state.fixes], dtype=np.int64),
        second=second,
        latitude=np.where(table[:, 14] == ord("S"), -latitude, latitude),
        longitude=np.where(table[:, 23] == ord("W"), -longitude, longitude),
        valid=table[:, 24] == ord("A"),
        pressure=_signed(table, 25),
        gnss=_signed(table, 30),
        extensions={code: values for code, values in extra.items() if code not in ("TDS", "LAD", "LOD")},
    )


def _number(table: NDArray[np.uint8], first: int, last: int) -> NDArray[np.float64]:
    """Decode digits of fixed columns (half-open)."""
    powers = 10.0 ** np.arange(last - first - 1, -1, -1)
    return np.asarray((table[:, first:last].astype(np.float64) - ord("0")) @ powers, dtype=np.float64)


def _signed(table: NDArray[np.uint8], first: int) -> NDArray[np.float64]:
    """Decode an altitude of five characters, the first of which may be a minus."""
    negative = table[:, first] == ord("-")
    lead = np.where(negative, 0.0, 10_000.0 * (table[:, first].astype(np.float64) - ord("0")))
    value = lead + _number(table, first + 1, first + 5)
    return np.where(negative, -value, value)


def _integers(table: NDArray[np.uint8], first: int, last: int) -> NDArray[np.float64]:
    """Decode an extension's digits; NaN where it is blank or no number."""
    part = table[:, first:last]
    negative = part[:, 0] == ord("-")
    digits = np.where(negative[:, None] & (np.arange(part.shape[1]) == 0), ord("0"), part)
    good = ((digits >= ord("0")) & (digits <= ord("9"))).all(axis=1)
    value = (digits.astype(np.float64) - ord("0")) @ (10.0 ** np.arange(part.shape[1] - 1, -1, -1))
    return np.where(good, np.where(negative, -value, value), np.nan)


def format_b_record(*, second: int, latitude: float, longitude: float, valid: bool, pressure: int, gnss: int) -> str:
    """Write one fix as a B record without extensions (seconds after midnight, degrees, metres)."""
    hours, rest = divmod(second, 3600)
    return (
        f"B{hours:02d}{rest // 60:02d}{rest % 60:02d}"
        f"{_angle(latitude, 2)}{'S' if latitude < 0 else 'N'}"
        f"{_angle(longitude, 3)}{'W' if longitude < 0 else 'E'}"
        f"{'A' if valid else 'V'}{pressure:05d}{gnss:05d}"
    )


def _angle(degrees: float, digits: int) -> str:
    whole, thousandths = divmod(round(abs(degrees) * 60_000), 60_000)
    return f"{whole:0{digits}d}{thousandths:05d}"
