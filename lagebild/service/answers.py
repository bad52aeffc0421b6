"""Answers to questions about a picture, computed once for all who look at it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

import pandas as pd
import xarray as xr

from lagebild.analysis.clearance import clearance
from lagebild.analysis.cross_section import cross_section
from lagebild.analysis.crossings import crossings
from lagebild.analysis.type_check import type_check
from lagebild.errors import ValidationError
from lagebild.model.airspaces import Airspaces
from lagebild.model.picture import PictureContent
from lagebild.model.tracks import Tracks
from lagebild.views.live_columns import LIVE_LAYER
from lagebild.views.live_flights import LiveFlights

__all__ = ["Answers", "together"]

_MOST_KEPT = 100
T = TypeVar("T")


class Answers:
    """What was found out about a picture, by question; safe to be asked from threads."""

    def __init__(self, picture: PictureContent, live: LiveFlights | None = None) -> None:
        self.picture = picture
        self._live = live
        self._kept: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._lock = threading.Lock()
        # analyses use all processors themselves: one after the other is as fast
        self._working = threading.Lock()

    def crossings_of(self, layer: str, track_id: str) -> pd.DataFrame:
        """Return the visits of one flight to all airspaces; with the airspaces' names."""
        picture = self.picture
        return self._once(
            ("crossings", layer, track_id),
            lambda: _named(
                crossings(self._flight(layer, track_id), picture.airspaces, picture.terrain, picture.qnh),
                picture.airspaces,
            ),
        )

    def clearance_of(self, layer: str, track_id: str) -> pd.DataFrame:
        """Return the lowest point of one flight over the ground; no row where the picture has no terrain."""
        terrain = self.picture.terrain

        def work() -> pd.DataFrame:
            return pd.DataFrame() if terrain is None else clearance(
                self._flight(layer, track_id), terrain, self.picture.qnh
            )  # fmt: skip

        return self._once(("clearance", layer, track_id), work)

    def departures_of(self, layer: str, track_id: str) -> pd.DataFrame:
        """Return where one flight leaves what is published of its type; `attrs` say what could not be checked."""
        picture = self.picture
        return self._once(
            ("departures", layer, track_id),
            lambda: type_check(self._flight(layer, track_id), picture.platforms, picture.qnh),
        )

    def section_of(self, layer: str, track_id: str) -> xr.Dataset:
        """Return the section along one flight."""
        picture = self.picture
        return self._once(
            ("section", layer, track_id),
            lambda: cross_section(self._flight(layer, track_id), picture.terrain, picture.airspaces, picture.qnh),
        )

    def visits_to(self, layer: str, airspace_id: str) -> pd.DataFrame:
        """Return who was in one airspace when, with callsigns."""
        return self._once(("visits", layer, airspace_id), lambda: self._visits_to(layer, airspace_id))

    def _visits_to(self, layer: str, airspace_id: str) -> pd.DataFrame:
        airspaces, picture = self.picture.layer(layer).data, self.picture
        if not isinstance(airspaces, Airspaces):
            raise ValidationError(f"layer {layer!r} holds no airspaces")
        frame = airspaces.frame
        one = Airspaces.from_frame(frame[frame["airspace_id"] == airspace_id])
        tracks = picture.tracks
        found = crossings(tracks, one, picture.terrain, picture.qnh)
        flights = tracks.frame
        signs = (
            flights.drop_duplicates("track_id").set_index("track_id")["callsign"]
            if "callsign" in flights
            else pd.Series(dtype="str")
        )
        found.insert(1, "callsign", found["track_id"].map(signs.astype("object").to_dict()).fillna("").astype("str"))
        return found

    def _flight(self, layer: str, track_id: str) -> Tracks:
        if layer == LIVE_LAYER and self._live is not None:
            flying = self._live.flight(track_id)
            if flying is None:
                raise ValidationError(f"nothing has been received of flight {track_id!r} for some time")
            return flying
        tracks = self.picture.layer(layer).data
        if not isinstance(tracks, Tracks):
            raise ValidationError(f"layer {layer!r} holds no flight paths")
        return tracks[track_id]

    def _once(self, question: Hashable, work: Callable[[], T]) -> T:
        """Answer at once what is known; who asks what is being found out waits for it; an error is not kept."""
        if LIVE_LAYER in (question if isinstance(question, tuple) else ()):
            with self._working:
                return work()  # it has more fixes the next time
        with self._lock:
            future = self._kept.get(question)
            is_new = future is None
            if future is None:
                future = self._kept[question] = Future()
            self._kept.move_to_end(question)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        if is_new:
            self._find_out(question, work, future)
        answer: T = future.result()
        return answer

    def _find_out(self, question: Hashable, work: Callable[[], T], future: Future[T]) -> None:
        try:
            with self._working:
                future.set_result(work())
        except BaseException as error:  # noqa: BLE001  (those who wait for it are told)
            with self._lock:
                self._kept.pop(question, None)
            future.set_exception(error)


def _named(visits: pd.DataFrame, airspaces: Airspaces) -> pd.DataFrame:
    names = airspaces.frame.set_index("airspace_id")["name"].astype("object").to_dict()
    visits.insert(2, "airspace", visits["airspace_id"].map(names).fillna("").astype("str"))
    return visits


def together(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of tables of one kind, one after the other; one table alone as it is."""
    filled = [table for table in tables if len(table)]
    if len(filled) < 2:
        return filled[0] if filled else tables[0]
    return pd.concat(filled, ignore_index=True)
