"""Flights and airspaces for tests of crossings, and the samples in time that these are held against."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod
from shapely import Polygon

import lagebild as lb

GEOD = Geod(ellps="WGS84")
START = pd.Timestamp("2026-05-12T08:00", tz="UTC")  # a Tuesday
SQUARE = shapely.box(8.0, 47.0, 9.0, 48.0)
CLOSE_DEGREES, CLOSE_METRES = 5e-5, 0.5
"""Samples so near to a side or a limit are not judged: there the metre between a straight line and the geodesic counts."""

Fix = tuple[float, float, float, float]
"""Seconds, longitude, latitude, height."""


def flights(*paths: list[Fix], height: str | None = "altitude_amsl") -> lb.Tracks:
    """Flight paths named A, B, …, all heights of one column."""
    rows = [
        {
            "track_id": chr(ord("A") + number),
            "time": START + pd.Timedelta(seconds=seconds),
            "longitude": (longitude + 180.0) % 360.0 - 180.0,
            "latitude": latitude,
            **({} if height is None else {height: metres}),
        }
        for number, path in enumerate(paths)
        for seconds, longitude, latitude, metres in path
    ]
    return lb.Tracks.from_frame(pd.DataFrame(rows))


def spaces(*given_spaces, activation=None) -> lb.Airspaces:
    """Airspaces named Z0, Z1, … of shape, lower and upper limit."""
    shapes, lower, upper = zip(*given_spaces, strict=True)
    columns = {"airspace_id": [f"Z{number}" for number in range(len(shapes))], "lower": lower, "upper": upper}
    columns["activation"] = [activation] * len(shapes)
    return lb.Airspaces.from_frame(gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:4326"))


def amsl(metres: float) -> lb.Limit:
    return lb.Limit.of(metres, "amsl")


def agl(metres: float) -> lb.Limit:
    return lb.Limit.of(metres, "agl")


def level(metres: float) -> lb.Limit:
    return lb.Limit.of(metres, "pressure")


def seconds_of(times: pd.Series) -> list[float]:
    return list((times - START).dt.total_seconds())


def eastward(
    height: float = 1000.0, height_after: float | None = None, begin: float = 7.5, end: float = 9.5
) -> list[Fix]:
    """Fixes every 60 s along a parallel, at even height or on an even slope."""
    after = height if height_after is None else height_after
    share = np.linspace(0.0, 1.0, 21)
    return [(1200.0 * s, begin + s * (end - begin), 47.5, height + s * (after - height)) for s in share]


def along(path: list[Fix], step: float = 1.0) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Seconds, longitude, latitude, height at even steps along the geodesics between fixes, ends of legs left out."""
    found = []
    for (t0, x0, y0, z0), (t1, x1, y1, z1) in pairwise(path):
        seconds = np.arange(t0 + step / 2.0, t1, step)
        share = (seconds - t0) / (t1 - t0)
        azimuth, _, length = GEOD.inv(x0, y0, x1, y1)
        many = np.ones(len(share))
        longitude, latitude, _ = GEOD.fwd(x0 * many, y0 * many, azimuth * many, share * length)
        found.append(np.stack([seconds, longitude, latitude, z0 + share * (z1 - z0)]))
    return tuple(np.concatenate(found, axis=1))


def covered(visits: pd.DataFrame, seconds: np.ndarray) -> np.ndarray:
    """Whether moments lie in any of the visits."""
    inside = np.zeros(len(seconds), dtype=bool)
    for entry, leave in zip(seconds_of(visits["entry_time"]), seconds_of(visits["exit_time"]), strict=True):
        assert not inside[(seconds > entry) & (seconds < leave)].any()
        inside |= (seconds > entry) & (seconds < leave)
    return inside


def agrees(visits, path, shape, margins, step=1.0) -> int:
    """Hold visits against samples; `margins(longitude, latitude, height)`: metres kept from the limits, at least."""
    seconds, longitude, latitude, height = along(path, step)
    points = shapely.points(longitude, latitude)
    within = shapely.contains_xy(shape, longitude, latitude)
    margin = margins(longitude, latitude, height)
    clear = (shapely.distance(shape.boundary, points) > CLOSE_DEGREES) & (np.abs(margin) > CLOSE_METRES)
    expected = within & (margin > 0.0)
    np.testing.assert_array_equal(covered(visits, seconds)[clear], expected[clear])
    return int(expected[clear].sum())


def wandering(rng: np.random.Generator, fixes: int = 40) -> list[Fix]:
    """A flight that turns and climbs at random over the square."""
    steps = rng.normal(0.0, [0.09, 0.06], (fixes, 2))
    place = np.clip(np.cumsum(steps, axis=0) + np.array([8.5, 47.5]), [7.7, 46.8], [9.3, 48.2])
    height = np.clip(1500.0 + np.cumsum(rng.normal(0.0, 300.0, fixes)), 50.0, 4000.0)
    seconds = np.cumsum(rng.integers(20, 120, fixes)).astype(float)
    return [tuple(map(float, fix)) for fix in np.column_stack([seconds, place, height])]


def ragged(rng: np.random.Generator) -> shapely.Geometry:
    """Two parts, one of them star-shaped with a hole."""

    def star(x, y, size, corners):
        angle = np.sort(rng.uniform(0.0, 2 * np.pi, corners))
        radius = size * rng.uniform(0.5, 1.0, corners)
        return Polygon(np.column_stack([x + radius * np.cos(angle), y + radius * np.sin(angle)])).buffer(0.0)

    holed = star(8.35, 47.5, 0.5, 30).difference(star(8.35, 47.5, 0.2, 9))
    return shapely.union(holed, star(9.0, 47.5, 0.12, 7))
