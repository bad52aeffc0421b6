"""How many flights were in the air: against a count at every moment."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

import lagebild as lb
from lagebild.views.flight_activity import flight_activity
from tests.builders import make_picture

START = pd.Timestamp("2026-05-12T00:00Z")


def picture(spans: list[tuple[int, int]]) -> lb.Picture:
    rows = [
        {"track_id": f"T{number}", "time": START + pd.Timedelta(seconds=at), "longitude": 10.0 + at / 1e5, "latitude": 50.0}
        for number, (begin, length) in enumerate(spans)
        for at in dict.fromkeys((begin, begin + length))
    ]  # fmt: skip
    return lb.Picture("Lage", tracks=lb.Tracks.from_frame(pd.DataFrame(rows)))


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 3000)), min_size=1, max_size=25))
def test_it_is_the_most_of_each_step(spans: list[tuple[int, int]]) -> None:
    found = flight_activity(picture(spans))
    edges = (found.index - START).total_seconds().to_numpy()
    moments = np.unique([moment for begin, length in spans for moment in (begin, begin + length)])
    for number in range(len(edges) - 1):
        low, high = edges[number], edges[number + 1]
        tried = [low + 1e-3, *moments[(moments > low + 1e-3) & (moments < high - 1e-3)]]
        most = max(sum(begin <= moment <= begin + length for begin, length in spans) for moment in tried)
        assert found.iloc[number] >= most
        near = [low, *moments[(moments >= low - 1e-3) & (moments <= high + 1e-3)]]
        assert found.iloc[number] <= max(
            sum(begin - 1e-3 <= moment <= begin + length + 1e-3 for begin, length in spans) for moment in near
        )
    assert found.iloc[-1] == 0


def test_without_flights_it_is_empty() -> None:
    assert len(flight_activity(lb.Picture("Leer", airspaces=make_picture().airspaces))) == 0
