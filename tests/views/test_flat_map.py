import numpy as np

from lagebild.views.flat_map import runs


def test_runs_break_at_gaps_and_colours_and_stay_joined() -> None:
    minutes = np.array([0, 1, 2, 10, 11, 12, 13], dtype="datetime64[m]")
    longitude = np.array([0.0, 1, 2, 3, 4, 5, -179])
    band = np.array([0, 0, 1, 1, 1, 1, 1])
    assert list(runs(minutes, longitude, band)) == [(0, 3), (3, 6)]
