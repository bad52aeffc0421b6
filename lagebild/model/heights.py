"""Heights that were derived: intervals with their reasons, of one reference, and comparisons that admit not knowing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.errors import ReferenceMismatchError, ValidationError
from lagebild.messages import Message
from lagebild.model.altitude import UNKNOWN_DATUM, Reference
from lagebild.model.atmosphere import qnh_shift, temperature_uncertainty
from lagebild.model.limits import Level
from lagebild.model.qnh import QNH, checked_qnh, qnh_at

__all__ = ["SENTENCES", "Heights", "Reason", "Source", "Span", "Verdict", "heights_of", "names_of", "said"]

LOWEST_UNKNOWN_QNH, HIGHEST_UNKNOWN_QNH = 940.0, 1060.0
"""Between these (hPa) an unknown QNH is taken to lie: all but the deepest cyclones."""

TEMPERATURE_DEVIATION = 20.0
"""How much warmer or colder (K) than the standard atmosphere the air is taken to be at most."""


class Reason(IntFlag):
    """Why a height is an interval, what it rests on, or why there is none; bits, added up for each fix."""

    UNKNOWN_QNH = 1
    QNH_HELD = 2
    TEMPERATURE = 4
    UNKNOWN_DATUM = 8
    MEASUREMENT = 16
    TERRAIN_ACCURACY = 32
    UNKNOWN_TERRAIN_ACCURACY = 64
    ON_GROUND = 128
    NO_HEIGHT = 256
    NO_TERRAIN = 512


SENTENCES: dict[Reason, Message] = {
    Reason.UNKNOWN_QNH: Message(
        "the QNH is not known: {lowest:.0f} to {highest:.0f} hPa were taken as possible",
        lowest=LOWEST_UNKNOWN_QNH,
        highest=HIGHEST_UNKNOWN_QNH,
    ),
    Reason.QNH_HELD: Message("the QNH series does not reach this time: its nearest value was held"),
    Reason.TEMPERATURE: Message(
        "the air's temperature is not known: ±{kelvin:.0f} K about the standard atmosphere were taken as possible",
        kelvin=TEMPERATURE_DEVIATION,
    ),
    Reason.UNKNOWN_DATUM: Message(
        "the source does not say what its GNSS altitude is measured from: sea level and ellipsoid are both possible"
    ),
    Reason.MEASUREMENT: Message("the source states the accuracy of its vertical measurement"),
    Reason.TERRAIN_ACCURACY: Message("the terrain states its vertical accuracy"),
    Reason.UNKNOWN_TERRAIN_ACCURACY: Message("the terrain states no vertical accuracy: its error is not counted"),
    Reason.ON_GROUND: Message("the source says that the aircraft is on the ground"),
    Reason.NO_HEIGHT: Message("the source states no height"),
    Reason.NO_TERRAIN: Message("the terrain has no elevation here"),
}
"""What each reason means, in a sentence."""


class Source(IntEnum):
    """The measurement that a height was made of."""

    NONE = 0
    PRESSURE = 1
    AMSL = 2
    ELLIPSOID = 3
    GNSS = 4
    """GNSS altitude of unknown datum."""


_COLUMNS = {
    Source.PRESSURE: "altitude_pressure",
    Source.AMSL: "altitude_amsl",
    Source.ELLIPSOID: "height_ellipsoid",
    Source.GNSS: UNKNOWN_DATUM,
}


class Verdict(IntEnum):
    """The answer to a question about an interval."""

    UNDETERMINED = -1
    NO = 0
    YES = 1


class Span(NamedTuple):
    """The least and the greatest possible value; metres, NaN where nothing is known."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Heights:
    """Heights of one reference, one a fix: each lies between `low` and `high`, for the stated reasons."""

    reference: Reference
    low: NDArray[np.float64]
    """Shape (n,), metres; NaN where no height is known."""

    high: NDArray[np.float64]
    """Shape (n,), metres; not below `low`, NaN where that is."""

    source: NDArray[np.uint8]
    """Shape (n,), the `Source` of each."""

    reasons: NDArray[np.uint16]
    """Shape (n,), bits of `Reason`."""

    def __post_init__(self) -> None:
        shapes = {np.shape(part) for part in (self.low, self.high, self.source, self.reasons)}
        if len(shapes) > 1:
            raise ValidationError(f"low, high, source and reasons must have one shape, not {sorted(shapes)}")
        if self.low is self.high:
            return
        if bool(np.any(self.low > self.high)) or bool(np.any(np.isnan(self.low) != np.isnan(self.high))):
            raise ValidationError("low must not lie above high, and both be missing where one is")

    def __len__(self) -> int:
        return len(self.low)

    def __getitem__(self, chosen: slice | NDArray[Any]) -> Heights:
        """Return the heights of a part of the fixes."""
        return Heights(
            reference=self.reference,
            low=self.low[chosen],
            high=self.high[chosen],
            source=self.source[chosen],
            reasons=self.reasons[chosen],
        )

    def __sub__(self, other: Heights) -> Span:
        """Return how far these lie above others of the same reference, fix by fix."""
        if not isinstance(other, Heights):
            return NotImplemented
        self._same_reference(other.reference)
        return Span(self.low - other.high, self.high - other.low)

    @property
    def middle(self) -> NDArray[np.float64]:
        """The middles of the intervals, metres."""
        return self.low if self.low is self.high else (self.low + self.high) / 2.0

    @property
    def uncertainty(self) -> NDArray[np.float64]:
        """Half the widths of the intervals, metres: the height is `middle` ± this."""
        return (self.high - self.low) / 2.0

    def above(self, other: Level | Heights, *, inclusive: bool = True) -> NDArray[np.int8]:
        """Say of each height whether it lies above a level, or another height: values of `Verdict`.

        Raises
        ------
        ReferenceMismatchError
            If the other is measured from something else.
        """
        low, high = self._span_of(other)
        if inclusive:
            return _verdicts(self.low >= high, self.high < low)
        return _verdicts(self.low > high, self.high <= low)

    def within(self, lower: Level | Heights, upper: Level | Heights, *, inclusive: bool = True) -> NDArray[np.int8]:
        """Say of each height whether it lies between two levels: values of `Verdict`.

        `YES` is certainly inside, `NO` certainly outside; `inclusive` counts heights on a level as inside.

        Raises
        ------
        ReferenceMismatchError
            If a level is measured from something else.
        """
        over = self.above(lower, inclusive=inclusive)
        beyond = self.above(upper, inclusive=not inclusive)
        return _verdicts((over == Verdict.YES) & (beyond == Verdict.NO), (over == Verdict.NO) | (beyond == Verdict.YES))

    def explain(self) -> pd.DataFrame:
        """Return the reasons that occur: reason, fixes (how many), sentence."""
        rows = [
            (reason.name, int(np.count_nonzero(self.reasons & reason)), str(SENTENCES[reason]))
            for reason in Reason
            if bool(np.any(self.reasons & reason))
        ]
        return pd.DataFrame(rows, columns=["reason", "fixes", "sentence"]).astype(
            {"reason": "str", "fixes": "int64", "sentence": "str"}
        )

    def _span_of(self, other: Level | Heights) -> tuple[Any, Any]:
        if isinstance(other, Heights):
            self._same_reference(other.reference)
            return other.low, other.high
        if not math.isinf(other.value):  # above everything, whatever it is measured from
            self._same_reference(other.reference)
        return other.value, other.value

    def _same_reference(self, other: Reference) -> None:
        if self.reference is not other:
            raise ReferenceMismatchError(
                f"heights of {self.reference.value!r} and of {other.value!r} cannot be compared; convert one of them"
            )


def said(reasons: int | str) -> list[Message]:
    """Return the sentences of reasons: bits of `Reason`, or names with blanks between them, as tables hold them.

    Raises
    ------
    ValidationError
        If a name is none of a reason.
    """
    if isinstance(reasons, str):
        unknown = [name for name in reasons.split() if name not in Reason.__members__]
        if unknown:
            raise ValidationError(f"a reason is one of {', '.join(Reason.__members__)}, not {unknown[0]!r}")
        return [SENTENCES[Reason[name]] for name in reasons.split()]
    return [SENTENCES[reason] for reason in Reason if reasons & reason]


def names_of(reasons: int) -> str:
    """Return the names of reasons (bits of `Reason`) with blanks between them, for a table; `said` reads them."""
    return " ".join(str(reason.name) for reason in Reason if reasons & reason)


def heights_of(frame: pd.DataFrame, reference: Reference, *, qnh: QNH = None, true: bool = False) -> Heights:
    """Derive heights of one reference from the measurements of a track table, fix by fix.

    `Reference.AMSL` is what an altimeter set to QNH shows, which is what limits of airspaces mean. The first of these
    that a fix has serves: pressure altitude where the QNH is known; altitude above mean sea level; height above the
    ellipsoid less that of the geoid; GNSS altitude of unknown datum (column `altitude_gnss`, an interval); pressure
    altitude without QNH (an interval). With `true` it is the true height, to be compared with the ground: GNSS goes
    before pressure, widened by `vertical_accuracy` where that is stated; pressure is widened by the temperature's.

    `Reference.PRESSURE` is pressure altitude: measured, else made of the others, in the same order, by the QNH.

    Parameters
    ----------
    frame
        Fixes with the columns of `Tracks`.
    reference
        `AMSL` or `PRESSURE`.
    qnh
        In hPa: a number, a series over UTC times (linear between them, held beyond them), or None for unknown.
    true
        Whether true heights are wanted, not an altimeter's.

    Raises
    ------
    ReferenceMismatchError
        If another reference is wanted: a height above the ground needs a terrain (`height_above_ground`).
    ValidationError
        If the QNH is none.
    """
    if reference not in (Reference.AMSL, Reference.PRESSURE):
        raise ReferenceMismatchError(f"heights of a track are 'amsl' or 'pressure', not {str(reference)!r}")
    setting = checked_qnh(qnh)
    count = len(frame)
    low, high, sources = np.zeros(count), np.zeros(count), np.zeros(count, dtype=np.uint8)
    reasons = np.zeros(count, dtype=np.uint16)
    for source in _order(reference, qnh_known=setting is not None, true=true):
        column = _numbers(frame, _COLUMNS[source])
        if column is None:
            continue
        serves = np.isfinite(column) & (sources == Source.NONE)
        if serves.all():  # nothing to put together
            low, high, reasons = _derived(frame, column, source, reference, setting, true=true)
            sources = np.full(count, source, dtype=np.uint8)
            break
        rows = np.flatnonzero(serves)
        if rows.size:
            derived = _derived(frame.iloc[rows], column[rows], source, reference, setting, true=true)
            low[rows], high[rows], reasons[rows] = derived
            sources[rows] = source
    nothing = sources == Source.NONE
    if nothing.any():
        low[nothing] = high[nothing] = np.nan
        reasons[nothing] = Reason.NO_HEIGHT
    return Heights(reference=Reference(reference), low=low, high=high, source=sources, reasons=reasons)


def _order(reference: Reference, *, qnh_known: bool, true: bool) -> tuple[Source, ...]:
    pressure_first = reference is Reference.PRESSURE or (qnh_known and not true)
    measured = (Source.AMSL, Source.ELLIPSOID, Source.GNSS)
    return (Source.PRESSURE, *measured) if pressure_first else (*measured, Source.PRESSURE)


_Interval = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.uint16]]


def _derived(
    part: pd.DataFrame,
    values: NDArray[np.float64],
    source: Source,
    reference: Reference,
    qnh: float | pd.Series | None,
    *,
    true: bool,
) -> _Interval:
    if source is Source.PRESSURE:
        nothing = np.zeros(values.shape, dtype=np.uint16)
        return (values, values, nothing) if reference is Reference.PRESSURE else _amsl(part, values, qnh, true=true)
    measured = _measured(part, values, source, true=true)
    return measured if reference is Reference.AMSL else _pressure(part, measured, qnh, true=true)


def _measured(part: pd.DataFrame, values: NDArray[np.float64], source: Source, *, true: bool) -> _Interval:
    """Return altitudes above mean sea level that were measured as such, or by GNSS."""
    low = high = values
    reasons = np.zeros(values.shape, dtype=np.uint16)
    if source is not Source.AMSL:
        from lagebild.model.geoid import geoid_height  # numba is loaded by those who need it

        less = values - geoid_height(part["longitude"].to_numpy(), part["latitude"].to_numpy())
        low = high = less
        if source is Source.GNSS:
            low, high = np.minimum(values, less), np.maximum(values, less)
            reasons |= np.uint16(Reason.UNKNOWN_DATUM)
    accuracy = _numbers(part, "vertical_accuracy") if true else None
    if accuracy is not None:
        stated = np.isfinite(accuracy) & (accuracy > 0.0)
        margin = np.where(stated, accuracy, 0.0)
        low, high = low - margin, high + margin
        reasons[stated] |= np.uint16(Reason.MEASUREMENT)
    return low, high, reasons


def _amsl(part: pd.DataFrame, values: NDArray[np.float64], qnh: float | pd.Series | None, *, true: bool) -> _Interval:
    """Turn pressure altitudes into altitudes above mean sea level."""
    lowest, highest, reasons = _settings(part, qnh)
    low, high = values + qnh_shift(lowest), values + qnh_shift(highest)
    if true:
        low = low - temperature_uncertainty(values, lowest, TEMPERATURE_DEVIATION)
        high = high + temperature_uncertainty(values, highest, TEMPERATURE_DEVIATION)
        reasons |= np.uint16(Reason.TEMPERATURE)
    return low, high, reasons


def _pressure(part: pd.DataFrame, amsl: _Interval, qnh: float | pd.Series | None, *, true: bool) -> _Interval:
    """Turn altitudes above mean sea level into pressure altitudes."""
    lowest, highest, reasons = _settings(part, qnh)
    low, high = amsl[0] - qnh_shift(highest), amsl[1] - qnh_shift(lowest)
    if true:
        low = low - temperature_uncertainty(low, highest, TEMPERATURE_DEVIATION)
        high = high + temperature_uncertainty(high, lowest, TEMPERATURE_DEVIATION)
        reasons |= np.uint16(Reason.TEMPERATURE)
    return low, high, reasons | amsl[2]


def _settings(part: pd.DataFrame, qnh: float | pd.Series | None) -> _Interval:
    """Return the lowest and the highest possible QNH of each fix, and why."""
    count = len(part)
    if qnh is None:
        unknown = np.full(count, Reason.UNKNOWN_QNH, dtype=np.uint16)
        return np.full(count, LOWEST_UNKNOWN_QNH), np.full(count, HIGHEST_UNKNOWN_QNH), unknown
    values, held = qnh_at(qnh, part["time"].to_numpy(dtype="datetime64[ns]").view(np.int64))
    return values, values, np.where(held, Reason.QNH_HELD, 0).astype(np.uint16)


def _numbers(frame: pd.DataFrame, name: str) -> NDArray[np.float64] | None:
    if name not in frame.columns:
        return None
    if frame[name].dtype == np.float64:
        return frame[name].to_numpy()
    return np.asarray(pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan))


def _verdicts(yes: NDArray[np.bool_], no: NDArray[np.bool_]) -> NDArray[np.int8]:
    return np.where(yes, Verdict.YES, np.where(no, Verdict.NO, Verdict.UNDETERMINED)).astype(np.int8)
