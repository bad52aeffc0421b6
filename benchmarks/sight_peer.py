"""xarray-spatial's viewshed, in an environment of its own; `benchmarks/sight.py` asks the same of lagebild.

It knows no curvature of the earth, and neither is there any here.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import xarray as xr
from xrspatial import viewshed

sys.path.insert(0, str(Path(__file__).parent))
from hills import PEER_CELLS, TARGET, hills

STEP = 30.0


def main() -> None:
    """Measure each size once, after a small one that loads and compiles everything."""
    for size in (50, *PEER_CELLS):
        axis = STEP * np.arange(size)
        ground = xr.DataArray(hills(size).astype(np.float64), dims=("y", "x"), coords={"y": -axis, "x": axis})
        at = float(STEP * (size // 2))
        began = time.perf_counter()
        seen = viewshed(ground, x=at, y=-at, observer_elev=20.0, target_elev=TARGET).to_numpy() >= 0
        print(f"xarray-spatial: {size}² cells {time.perf_counter() - began:.2f} s, {int(seen.sum()):,} cells seen")


if __name__ == "__main__":
    main()
