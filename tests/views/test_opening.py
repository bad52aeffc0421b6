import numpy as np
import pandas as pd

import lagebild as lb
from lagebild.views.opening import opening_time, opening_trail
from tests.builders import make_tracks


def flights(spans: list[tuple[int, int]]) -> lb.Tracks:
    start = pd.Timestamp("2026-05-12", tz="UTC")
    rows = [
        (f"F{n:03d}", start + pd.Timedelta(minutes=m), 10.0, 46.0 + n / 100)
        for n, span in enumerate(spans)
        for m in span
    ]
    return lb.Tracks.from_frame(pd.DataFrame(rows, columns=["track_id", "time", "longitude", "latitude"]))


def test_opens_when_most_fly() -> None:
    picture = lb.Picture("x", tracks=[flights([(0, 100), (20, 60), (50, 55)]), flights([(52, 53), (200, 210)])])
    assert opening_time(picture) == pd.Timestamp("2026-05-12T00:52", tz="UTC").timestamp() * 1000


def test_busiest_moment_against_brute_force() -> None:
    rng = np.random.default_rng(3)
    spans = [(int(a), int(a + d)) for a, d in zip(rng.integers(0, 600, 60), rng.integers(1, 90, 60), strict=True)]
    found = opening_time(lb.Picture("x", tracks=flights(spans)))
    assert found is not None
    minute = (found / 1000 - pd.Timestamp("2026-05-12", tz="UTC").timestamp()) / 60
    counts = {m: sum(a <= m <= b for a, b in spans) for m in range(700)}
    assert counts[round(minute)] == max(counts.values())


def test_pictures_without_flights_have_no_moment() -> None:
    assert opening_time(lb.Picture("x")) is None
    assert opening_trail(lb.Picture("x")) == 0.0


def test_many_flights_open_with_trails() -> None:
    assert opening_trail(lb.Picture("x", tracks=make_tracks(3, 5))) == 0.0
    assert opening_trail(lb.Picture("x", tracks=make_tracks(40, 5))) > 0.0
