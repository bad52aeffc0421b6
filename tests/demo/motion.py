"""How flights move from fix to fix, worked out from their positions alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import Geod

GEOD = Geod(ellps="WGS84")


class Motion(NamedTuple):
    seconds: NDArray[np.float64]
    speed: NDArray[np.float64]
    stated_speed: NDArray[np.float64]
    climb: NDArray[np.float64]
    stated_climb: NDArray[np.float64]


def motion(frame: pd.DataFrame, height: str = "altitude_pressure") -> Motion:
    """Between successive fixes of the same track; the stated values are the means of both fixes."""
    same = (frame["track_id"].cat.codes.diff().to_numpy() == 0)[1:]
    lon, lat = frame["longitude"].to_numpy(), frame["latitude"].to_numpy()
    _, _, distance = GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    seconds = np.diff(frame["time"].astype("int64").to_numpy()) / 1e9

    def mean(name: str) -> NDArray[np.float64]:
        values = frame[name].to_numpy(dtype=np.float64)
        return 0.5 * (values[1:] + values[:-1])

    climb = np.diff(frame[height].to_numpy())
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (seconds, distance / seconds, mean("ground_speed"), climb / seconds, mean("vertical_rate"))
    return Motion(*(values[same] for values in found))


def distance_from(frame: pd.DataFrame, longitude: float, latitude: float) -> NDArray[np.float64]:
    ones = np.ones(len(frame))
    _, _, distance = GEOD.inv(longitude * ones, latitude * ones, frame["longitude"], frame["latitude"])
    return np.asarray(distance)
