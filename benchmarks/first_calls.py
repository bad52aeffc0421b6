"""The first call ever of each analysis, which compiles it, and the first of a later process; on the demonstration."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import row

PICTURE = Path(__file__).resolve().parents[1] / "data" / "kasachstan"
CALLS = {
    "crossings": "lb.crossings(tracks, picture.airspaces, picture.terrain)",
    "height_above_ground": "lb.height_above_ground(tracks, picture.terrain)",
    "clearance": "lb.clearance(tracks, picture.terrain)",
    "low_passages": "lb.low_passages(tracks, picture.terrain, below=150.0)",
    "encounters": "lb.encounters(tracks)",
    "cross_section": "lb.cross_section(tracks[tracks.ids[0]], picture.terrain, picture.airspaces)",
    "resample": "lb.resample(tracks, '10s')",
    "density": "lb.density(tracks)",
    "quality": "lb.quality(tracks)",
    "repaired": "lb.repaired(tracks)",
}
_CODE = """
import time
import lagebild as lb
picture = lb.open_picture({picture!r})
tracks = picture.tracks
began = time.perf_counter()
{call}
print(time.perf_counter() - began)
"""


def main() -> None:
    """Measure each in processes of its own, the first with nothing compiled yet."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    if not PICTURE.is_dir():
        print(f"skipped: {PICTURE} is missing; run `make data`")
        return
    for name, call in CALLS.items():
        with tempfile.TemporaryDirectory() as cache:
            first, later = (_seconds(_CODE.format(picture=str(PICTURE), call=call), cache) for _ in range(2))
        row(f"{name}, first call ever", first, "s", "≤ 15")
        row("… of a later process", later, "s", "≤ 1.5")


def _seconds(code: str, cache: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "NUMBA_CACHE_DIR": cache},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
