"""Remote ID of uncrewed aircraft (ASTM F3411) as JSON: answers of the network, and logs of receivers (OpenDroneID).

Values are as they stand in the file; only what the standard calls unknown is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from lagebild.codecs.json_records import BrokenRecord, parse_documents
from lagebild.codecs.json_text import JsonError, compact, finite
from lagebild.messages import Message

__all__ = ["RemoteIdFile", "Report", "looks_like_remote_id", "parse_remote_id"]

_NETWORK = re.compile(r'"(?:flights|current_state|recent_positions)"\s*:')
_NETWORK_PLACE = re.compile(r'"current_state"\s*:\s*\{|"recent_positions"\s*:\s*\[\s*\{|"most_recent_position"\s*:')
_LOG = re.compile(
    r'"(uas_?id|altitude_?baro|altitude_?geo|height_?type|speed_?horizontal|speed_?vertical|horiz_?accuracy)"\s*:',
    re.IGNORECASE,
)
_PLACE = re.compile(r'"latitude"\s*:', re.IGNORECASE)
_OTHERS = re.compile(r'"type"\s*:\s*"Feature')
_LONGEST_TEXT = 2_000
_HOUR = 3600.0
_NO_ALTITUDE, _NO_DIRECTION, _NO_SPEED, _NO_VERTICAL_SPEED = -1000.0, 361.0, 255.0, 63.0
_NAUTICAL_MILE = 1852.0

_HORIZONTAL = {
    "HA10NM": 10 * _NAUTICAL_MILE, "HA4NM": 4 * _NAUTICAL_MILE, "HA2NM": 2 * _NAUTICAL_MILE, "HA1NM": _NAUTICAL_MILE,
    "HA05NM": 926.0, "HA03NM": 555.6, "HA01NM": 185.2, "HA005NM": 92.6, "HA30m": 30.0, "HA10m": 10.0, "HA3m": 3.0,
    "HA1m": 1.0,
}  # fmt: skip
_VERTICAL = {"VA150m": 150.0, "VA45m": 45.0, "VA25m": 25.0, "VA10m": 10.0, "VA3m": 3.0, "VA1m": 1.0}
"""Bounds of 95 % of the errors, in metres; those that end in `Plus` are none."""

_HORIZONTAL_CODES = dict(enumerate(_HORIZONTAL.values(), start=1))
_VERTICAL_CODES = dict(enumerate(_VERTICAL.values(), start=1))
_TAKE_OFF, _GROUND = {"takeofflocation", "takeoff", "overtakeoff", "0"}, {"groundlevel", "ground", "overground", "1"}


class Report(NamedTuple):
    """One position record."""

    record: int
    """Number of the answer or line, from 0."""

    source: Any
    """What stands in the file."""

    values: dict[str, Any]
    """By columns of the model and free ones; `time` is a text or a number, `second` that after the full hour."""

    is_current: bool = True
    """False for what is told again about an earlier moment."""


@dataclass(frozen=True, kw_only=True)
class RemoteIdFile:
    """What a file holds."""

    reports: list[Report]
    broken: list[BrokenRecord]
    without_position: int
    """Records that tell of an aircraft, but no place of it."""


def looks_like_remote_id(text: str) -> bool:
    """Whether a text begins as an answer of the network or a receiver's log does."""
    if not text.startswith(("{", "[")) or _OTHERS.search(text):
        return False
    if _NETWORK.search(text) and _NETWORK_PLACE.search(text):
        return True
    return len({name.lower().replace("_", "") for name in _LOG.findall(text)}) >= 2 and bool(_PLACE.search(text))


def parse_remote_id(data: bytes) -> RemoteIdFile:
    """Read answers or records: one, a list, or one a line.

    Raises
    ------
    JsonError
        If it is no JSON, or holds none of them.
    """
    documents = parse_documents(data)
    reports: list[Report] = []
    broken = list(documents.broken)
    without = 0
    for number, value in zip(documents.numbers, documents.values, strict=True):
        if not isinstance(value, dict):
            text = compact(value)[:_LONGEST_TEXT]
            broken.append(BrokenRecord(record=number, reason=Message("it is no record (JSON object)"), text=text))
            continue
        parts = list(_of_document(number, value))
        without += sum(not part for part in parts) + (not parts)
        reports += [report for part in parts for report in part]
    if not reports and not broken:
        raise JsonError(Message("it holds no position"))
    return RemoteIdFile(reports=reports, broken=broken, without_position=without)


def _of_document(number: int, value: dict[str, Any]) -> Iterator[list[Report]]:
    """Return the reports of each flight, or of the record."""
    flights = value.get("flights")
    if isinstance(flights, list):
        for flight in flights:
            yield list(_of_flight(number, flight)) if isinstance(flight, dict) else [Report(number, flight, {})]
    elif "current_state" in value or "recent_positions" in value or "most_recent_position" in value:
        yield list(_of_flight(number, value))
    else:
        yield list(_of_log(number, value))


def _of_flight(number: int, flight: dict[str, Any]) -> Iterator[Report]:
    common = _flight_values(flight)
    state = flight.get("current_state")
    if isinstance(state, dict):
        yield Report(number, state, {**common, **_state_values(state)})
    elif isinstance(newest := flight.get("most_recent_position"), dict):
        yield Report(number, newest, {**common, **_position_values(newest)})
    recent = flight.get("recent_positions")
    for one in recent if isinstance(recent, list) else []:
        held = one if isinstance(one, dict) else {}
        values = {**common, "time": _moment(held.get("time")), **_position_values(_object(held, "position"))}
        yield Report(number, one, values, is_current=False)


def _flight_values(flight: dict[str, Any]) -> dict[str, Any]:
    details = _object(flight, "details") or flight
    uas = _object(details, "uas_id")
    simulated = flight.get("simulated")
    return {
        "track_id": _text(flight.get("id")) or _text(uas.get("serial_number")),
        "platform": _text(flight.get("aircraft_type")),
        "registration": _text(uas.get("registration_number")) or _text(details.get("registration_number")),
        "serial_number": _text(uas.get("serial_number")) or _text(details.get("serial_number")),
        "utm_id": _text(uas.get("utm_id")),
        "session_id": _text(uas.get("specific_session_id")),
        "operator_id": _text(details.get("operator_id")),
        "simulated": simulated if isinstance(simulated, bool) else None,
    }


def _state_values(state: dict[str, Any]) -> dict[str, Any]:
    # the first edition has the height in the position, the second beside it
    position = _object(state, "position")
    height = _object(state, "height") or _object(position, "height")
    return {
        "time": _moment(state.get("timestamp")),
        **_position_values(position),
        **_height(height.get("distance"), height.get("reference")),
        "track_angle": _known(state.get("track"), _NO_DIRECTION),
        "ground_speed": _known(state.get("speed"), _NO_SPEED),
        "vertical_rate": _known(state.get("vertical_speed"), _NO_VERTICAL_SPEED),
        "remote_id_timestamp_accuracy": finite(state.get("timestamp_accuracy")),
        "remote_id_speed_accuracy": _text(state.get("speed_accuracy")),
        "remote_id_status": _text(state.get("operational_status")),
    }


def _position_values(position: dict[str, Any]) -> dict[str, Any]:
    horizontal, vertical = _text(position.get("accuracy_h")), _text(position.get("accuracy_v"))
    extrapolated = position.get("extrapolated")
    return {
        "latitude": finite(position.get("lat")),
        "longitude": finite(position.get("lng")),
        "height_ellipsoid": _known(position.get("alt"), _NO_ALTITUDE),
        "altitude_pressure": _known(position.get("pressure_altitude"), _NO_ALTITUDE),
        "horizontal_accuracy": _HORIZONTAL.get((horizontal or "").replace(".", "")),
        "vertical_accuracy": _VERTICAL.get(vertical or ""),
        "remote_id_accuracy_h": horizontal,
        "remote_id_accuracy_v": vertical,
        "extrapolated": extrapolated if isinstance(extrapolated, bool) else None,
    }


def _of_log(number: int, record: dict[str, Any]) -> Iterator[Report]:
    flat = _flattened(record)
    if "latitude" not in flat and "longitude" not in flat:
        return
    horizontal, vertical = flat.get("horizaccuracy"), flat.get("vertaccuracy")
    yield Report(
        number,
        record,
        {
            "track_id": _first_text(flat, "uasid", "id", "serialnumber", "mac", "macaddress"),
            "operator_id": _first_text(flat, "operatorid"),
            "latitude": finite(flat.get("latitude")),
            "longitude": finite(flat.get("longitude")),
            "height_ellipsoid": _known(flat.get("altitudegeo"), _NO_ALTITUDE),
            "altitude_pressure": _known(flat.get("altitudebaro"), _NO_ALTITUDE),
            **_height(flat.get("height"), flat.get("heighttype")),
            "track_angle": _known(flat.get("direction"), _NO_DIRECTION),
            "ground_speed": _known(flat.get("speedhorizontal"), _NO_SPEED),
            "vertical_rate": _known(flat.get("speedvertical"), _NO_VERTICAL_SPEED),
            "horizontal_accuracy": _coded(horizontal, _HORIZONTAL, _HORIZONTAL_CODES),
            "vertical_accuracy": _coded(vertical, _VERTICAL, _VERTICAL_CODES),
            "remote_id_accuracy_h": _text(horizontal),
            "remote_id_accuracy_v": _text(vertical),
            "remote_id_status": _text(flat.get("status")),
            **_times(record),
        },
    )


def _flattened(record: dict[str, Any]) -> dict[str, Any]:
    """Put the values of the messages within a record beside its own, by names without signs and capitals."""
    flat: dict[str, Any] = {}
    for value in record.values():
        if isinstance(value, dict):
            for name, inner in value.items():
                flat.setdefault(_plain(name), inner)
    return {**flat, **{_plain(key): value for key, value in record.items() if not isinstance(value, dict)}}


def _times(record: dict[str, Any]) -> dict[str, Any]:
    """Tell a whole moment from the seconds after the full hour, which the aircraft sends; 65535 is unknown."""
    inner = [held for held in record.values() if isinstance(held, dict)]
    given = [
        value
        for held in (record, *inner)
        for key, value in held.items()
        if _plain(key) in ("time", "timestamp", "received", "receivedat", "rxtime")
    ]
    seconds = [number for value in given if (number := finite(value)) is not None and 0.0 <= number <= _HOUR]
    whole = [value for value in given if _is_moment(value)]
    return {"time": whole[0] if whole else None, "second": seconds[0] if seconds else None}


def _is_moment(value: Any) -> bool:
    number = finite(value)
    return isinstance(value, str) and bool(value.strip()) if number is None else number > 1e8


def _coded(value: Any, names: dict[str, float], codes: dict[int, float]) -> float | None:
    number = finite(value)
    if number is None:
        return names.get((_text(value) or "").replace(".", ""))
    return codes.get(int(number)) if number.is_integer() and not isinstance(value, float) else None


def _height(distance: Any, reference: Any) -> dict[str, Any]:
    height, kind = _known(distance, _NO_ALTITUDE), _plain(_text(reference) or "")
    if kind in _TAKE_OFF:
        return {"height_above_takeoff": height}
    return {"height_above_ground_reported" if kind in _GROUND else "height_of_unknown_reference": height}


def _known(value: Any, unknown: float) -> float | None:
    number = finite(value)
    return None if number == unknown else number


def _moment(value: Any) -> str | None:
    return _text(value.get("value") if isinstance(value, dict) else value)


def _object(value: dict[str, Any], key: str) -> dict[str, Any]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def _first_text(flat: dict[str, Any], *names: str) -> str | None:
    return next((text for name in names if (text := _text(flat.get(name)))), None)


def _text(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip()[:_LONGEST_TEXT] or None


def _plain(name: str) -> str:
    return "".join(sign for sign in name.lower() if sign.isalnum())
