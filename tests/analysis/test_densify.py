import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

import lagebild as lb
from lagebild.analysis.densify import densified, joined

GEOD = Geod(ellps="WGS84")


def farthest_off(path, start, end):
    """Metres between the points of a path's legs and the geodesic, at the same share of the way."""
    azimuth, _, length = GEOD.inv(*start, *end)
    lon = np.append(path.longitude[path.fix == 0], path.longitude[-1])
    lat = np.append(path.latitude[path.fix == 0], path.latitude[-1])
    share = np.append(path.share[path.fix == 0], 1.0)
    worst = 0.0
    for i in range(len(lon) - 1):
        part = np.linspace(0, 1, 9)
        across = (lon[i + 1] - lon[i] + 180) % 360 - 180
        x, y = lon[i] + part * across, lat[i] + part * (lat[i + 1] - lat[i])
        s = share[i] + part * (share[i + 1] - share[i])
        n = len(part)
        gx, gy, _ = GEOD.fwd([start[0]] * n, [start[1]] * n, [azimuth] * n, list(length * s))
        worst = max(worst, *GEOD.inv(list(x), list(y), list(gx), list(gy))[2])
    return worst


def of_two(start, end):
    return densified(np.array([start[0], end[0]]), np.array([start[1], end[1]]), np.array([True, False]))


@settings(max_examples=60, deadline=None)
@given(
    st.floats(-180, 180), st.floats(-89.9, 89.9), st.floats(0, 360), st.one_of(st.floats(1, 1e4), st.floats(1e4, 1e6))
)
def test_every_leg_lies_within_a_metre_of_the_geodesic(longitude, latitude, azimuth, length):
    end = GEOD.fwd(longitude, latitude, azimuth, length)[:2]
    path = of_two((longitude, latitude), end)
    assert farthest_off(path, (longitude, latitude), end) < 1.1
    assert (np.diff(path.share[:-1]) > 0).all()


def test_over_the_pole_and_the_antimeridian():
    for start, end in [((0.0, 89.5), (179.0, 89.5)), ((179.5, 60.0), (-179.5, 60.0)), ((20.0, -89.9), (-160.0, -89.9))]:
        path = of_two(start, end)
        assert len(path.fix) > 2
        assert farthest_off(path, start, end) < 1.6


def test_short_segments_and_gaps_are_left_alone():
    frame = pd.DataFrame(
        {
            "track_id": ["a", "a", "a", "b"],
            "time": pd.to_datetime(
                ["2026-05-12T08:00:00Z", "2026-05-12T08:00:10Z", "2026-05-12T09:00:00Z", "2026-05-12T09:00:01Z"]
            ),
            "longitude": [10.0, 10.02, 12.0, 13.0],
            "latitude": 50.0,
        }
    )
    tracks = lb.Tracks.from_frame(frame)
    joins = joined(tracks)
    assert joins.tolist() == [True, False, False, False]
    path = densified(tracks.frame["longitude"].to_numpy(), tracks.frame["latitude"].to_numpy(), joins)
    assert path.fix.tolist() == [0, 1, 2, 3]
    assert not path.share.any()
    assert joined(lb.Tracks.empty()).tolist() == []
    assert len(densified(np.empty(0), np.empty(0), np.empty(0, bool)).fix) == 0


def test_values_are_interpolated_to_the_points():
    path = densified(np.array([10.0, 11.0, 11.0]), np.array([50.0, 50.0, 50.0]), np.array([True, False, False]))
    assert len(path.fix) > 5
    heights = path.at(np.array([100.0, 200.0, 7.0]))
    assert heights[0] == 100.0
    assert heights[-2:].tolist() == [200.0, 7.0]
    assert heights[1:-2] == pytest.approx(100.0 + 100.0 * path.share[1:-2])
    assert path.leads_on.tolist() == [True] * (len(path.fix) - 2) + [False, False]
