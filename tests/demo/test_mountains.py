from __future__ import annotations

import numpy as np
import pytest

from lagebild.demo.mountains import HIGHEST, LOWEST, mountains
from lagebild.demo.seed import DEFAULT_SEED


def test_a_projected_raster_of_30_m_cells() -> None:
    terrain = mountains(DEFAULT_SEED)
    assert terrain.crs.to_epsg() == 32626
    assert (terrain.grid.x_step, terrain.grid.y_step) == (30.0, -30.0)
    assert terrain.cell_count > 1_700_000
    assert terrain.vertical_accuracy == 0.0


def test_heights_and_slopes_of_mountains() -> None:
    cells = mountains(DEFAULT_SEED).elevation.to_numpy()
    assert cells.min() == LOWEST
    assert cells.max() == HIGHEST
    south, east = np.gradient(cells, 30.0)
    slope = np.degrees(np.arctan(np.hypot(south, east)))
    assert 8 < np.median(slope) < 30
    assert np.percentile(slope, 90) < 50
    # lowland and high ground both have their share
    assert 0.02 < (cells > 2_000).mean() < 0.3
    assert (cells < 900).mean() > 0.2


def test_the_same_seed_gives_the_same_mountains_and_another_others() -> None:
    first = mountains(DEFAULT_SEED).elevation.to_numpy()
    mountains.cache_clear()
    np.testing.assert_array_equal(first, mountains(DEFAULT_SEED).elevation.to_numpy())
    assert np.mean(first == mountains(7).elevation.to_numpy()) < 0.1


def test_a_cell_s_centre_returns_the_cell() -> None:
    terrain = mountains(DEFAULT_SEED)
    from pyproj import Transformer

    x, y = float(terrain.elevation["x"][321]), float(terrain.elevation["y"][654])
    longitude, latitude = Transformer.from_crs(terrain.crs, "EPSG:4326", always_xy=True).transform(x, y)
    assert terrain.sample(longitude, latitude) == pytest.approx(float(terrain.elevation[654, 321]), abs=0.01)
