"""What is selected on a map: as the browser names it, and as a table for analysts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from lagebild.errors import ValidationError
from lagebild.model.airspaces import Airspaces
from lagebild.model.layers import Layer
from lagebild.model.picture import PictureContent
from lagebild.model.places import Places
from lagebild.model.stations import Stations
from lagebild.model.tracks import Tracks
from lagebild.views.live_columns import LIVE_LAYER
from lagebild.views.live_flights import LiveFlights
from lagebild.views.report_marks import REPORTS_LAYER, placed_reports

__all__ = ["COLUMNS", "Pick", "empty_selection", "picks_named", "picks_of", "selected_tracks", "selection_table"]

Pick = dict[str, Any]
"""`{kind: "track" | "airspace" | "place" | "report", layer, index}`: the row's place in its layer."""

COLUMNS = {
    "kind": "str",
    "layer": "str",
    "index": "int64",
    "id": "str",
    "name": "str",
    "first_time": "datetime64[ns, UTC]",
    "last_time": "datetime64[ns, UTC]",
}
"""The columns of the table of what is selected; times are those of a flight's first and last fix."""

_KINDS: dict[type, str] = {Tracks: "track", Airspaces: "airspace", Places: "place"}


def empty_selection() -> pd.DataFrame:
    """Return the table of nothing, with all its columns."""
    return _table([])


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in COLUMNS.items()})


def selection_table(
    picture: PictureContent, picks: Iterable[Mapping[str, Any]], live: LiveFlights | None = None
) -> pd.DataFrame:
    """Return the rows of what is picked; a pick that names nothing of the picture, or received now, has none."""
    by_layer: dict[str, list[int]] = {}
    order: list[tuple[str, int]] = []
    for pick in picks:
        layer, index = pick.get("layer"), pick.get("index")
        if isinstance(layer, str) and isinstance(index, int) and not isinstance(index, bool):
            by_layer.setdefault(layer, []).append(index)
            order.append((layer, index))
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    for layer in picture.layers:
        for row in _rows(layer, by_layer.get(layer.id, [])):
            rows[layer.id, row["index"]] = row
    for row in _report_rows(picture, by_layer.get(REPORTS_LAYER, [])):
        rows[REPORTS_LAYER, row["index"]] = row
    for row in live.rows(by_layer.get(LIVE_LAYER, [])) if live is not None else ():
        rows[LIVE_LAYER, row["index"]] = row
    return _table([rows[key] for key in dict.fromkeys(order) if key in rows])


def _report_rows(picture: PictureContent, indices: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Reports of the dossier are no layer of the picture; the map draws those with a place as one."""
    placed = placed_reports(picture.dossier) if indices else None
    for index in indices:
        if placed is not None and 0 <= index < len(placed):
            row = placed.iloc[index]
            common = {"kind": "report", "layer": REPORTS_LAYER, "first_time": None, "last_time": None}
            yield {**common, "index": index, "id": row["id"], "name": row["title"]}


def _rows(layer: Layer, indices: Sequence[int]) -> Iterator[dict[str, Any]]:
    if not indices or (data := _selectable(layer)) is None:
        return
    kind, known = _KINDS[type(data)], [index for index in indices if 0 <= index < len(data)]
    if isinstance(data, Tracks):
        found: Iterator[dict[str, Any]] = _track_rows(data, known)
    else:
        names = data.frame["name"].to_numpy()
        ids = _ids(data)
        found = ({"index": index, "id": ids[index], "name": _text(names[index])} for index in known)
    for row in found:
        yield {"kind": kind, "layer": layer.id, "first_time": None, "last_time": None, **row}


def _selectable(layer: Layer) -> Tracks | Airspaces | Places | None:
    """Return what of a layer can be selected, stations as the places as which the map draws them; None of others."""
    data = layer.data.places if isinstance(layer.data, Stations) else layer.data
    return data if isinstance(data, Tracks | Airspaces | Places) else None


def _track_rows(tracks: Tracks, indices: Sequence[int]) -> Iterator[dict[str, Any]]:
    frame, ids = tracks.frame, tracks.ids
    callsigns = frame.get("callsign")
    for index in indices:
        begin, end = int(tracks.offsets[index]), int(tracks.offsets[index + 1])
        named = "" if callsigns is None else next(filter(None, map(_text, callsigns.iloc[begin:end])), "")
        times = frame["time"].iloc[[begin, end - 1]]
        yield {
            "index": index,
            "id": ids[index],
            "name": named or ids[index],
            "first_time": times.iloc[0],
            "last_time": times.iloc[1],
        }


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _ids(data: Tracks | Airspaces | Places) -> Sequence[str]:
    """What names each row of a layer by itself; places have nothing but their names."""
    if isinstance(data, Tracks):
        return data.ids
    column = "airspace_id" if isinstance(data, Airspaces) else "name"
    return [str(value) for value in data.frame[column]]


def picks_of(table: pd.DataFrame) -> list[Pick]:
    """Return what a table made by `selection_table` names, as the browser names it."""
    return [
        {"kind": kind, "layer": layer, "index": int(index)}
        for kind, layer, index in zip(table["kind"], table["layer"], table["index"], strict=True)
    ]


def picks_named(
    picture: PictureContent, wanted: object, live: LiveFlights | None = None, *, strict: bool = True
) -> list[Pick]:
    """Find what is to be selected: a table with the columns kind, layer and id, a list of track ids, or nothing.

    Of the columns only `id` is obligatory; without kind, flights are meant, without layer, those of all layers.
    What the picture does not hold is left out where the search is not strict.

    Raises
    ------
    ValidationError
        If it is neither, or something named is not in the picture.
    """
    if wanted is None:
        return []
    if isinstance(wanted, pd.DataFrame):
        if "id" not in wanted and len(wanted):
            found = ", ".join(map(str, wanted.columns)) or "none"
            raise ValidationError(f"a selection is a table with the columns kind, layer and id; found: {found}")
        rows = wanted.to_dict("records")
    elif isinstance(wanted, str) or not isinstance(wanted, Iterable):
        raise ValidationError(f"a selection is a table or a list of track ids, not {wanted!r:.80}")
    else:
        rows = [{"id": track_id} for track_id in wanted]
    return _found(picture, rows, strict, live)


def _found(picture: PictureContent, rows: list[dict[Any, Any]], strict: bool, live: LiveFlights | None) -> list[Pick]:
    known: dict[tuple[str, str], list[Pick]] = {}
    for layer in picture.layers if rows else ():
        if (data := _selectable(layer)) is not None:
            kind = _KINDS[type(data)]
            for number, name in enumerate(_ids(data)):
                known.setdefault((kind, name), []).append({"kind": kind, "layer": layer.id, "index": number})
    if any(row.get("kind") == "report" for row in rows):
        for number, name in enumerate(placed_reports(picture.dossier)["id"]):
            known.setdefault(("report", name), []).append({"kind": "report", "layer": REPORTS_LAYER, "index": number})
    picks: list[Pick] = []
    for row in rows:
        kind, layer_id, index = row.get("kind", "track"), row.get("layer"), row.get("index")
        named = known.get((str(kind), str(row.get("id"))), [])
        if live is not None and kind == "track" and (flying := live.pick(str(row.get("id")))):
            named = [*named, flying]
        here = [pick for pick in named if layer_id is None or pick["layer"] == layer_id]
        if strict and not here:
            where = "" if layer_id is None else f" in layer {layer_id!r}"
            raise ValidationError(f"the picture has no {kind} {row.get('id')!r:.80}{where}")
        # of airspaces with one name the row's number says which is meant
        picks += [pick for pick in here if pick["index"] == index] or here
    return [dict(pick) for pick in {tuple(pick.items()): pick for pick in picks}.values()]


def selected_tracks(picture: PictureContent, table: pd.DataFrame, live: LiveFlights | None = None) -> Tracks:
    """Return the flights among what is selected, of all layers together."""
    flights = table[table["kind"] == "track"]
    chosen = []
    for layer in picture.layers:
        if isinstance(layer.data, Tracks):
            ids = flights.loc[flights["layer"] == layer.id, "id"]
            if len(ids):
                chosen.append(layer.data.only(np.asarray(ids, dtype=object)))
    if live is not None:
        flying = flights.loc[flights["layer"] == LIVE_LAYER, "id"]
        chosen += [tracks for name in flying if (tracks := live.flight(str(name))) is not None]
    return Tracks.union(chosen)
