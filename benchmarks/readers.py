"""Reading files of every format: seconds against the targets, and memory against what the columns take.

Each file is read in a process of its own: once for its peak of memory, then three times for the medians.
`python -m benchmarks.readers GPX KML` reads only those whose names begin so.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.reader_files import FILES

_RUNS = 3
_HEAD = ("", "rows", "MB", "first s", "clock s", "cpu s", "MB/s", "peak MB", "columns MB", "ratio", "target")
_LINE = "{:<42}" + "{:>11}" * 9 + "  {}"

_CHILD = """
import datetime, json, pathlib, re, sys, time
from benchmarks.measure import median_cost
import lagebild as lb, lagebild.readers.registry as registry
def peak():
    # ru_maxrss would begin with what the calling process holds; the kernel counts VmHWM anew for each program
    return int(re.search(r"VmHWM:\\s*(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]) * 1024
function, path, runs = getattr(lb, sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
files = sorted(path.iterdir()) if path.is_dir() else path
options = {"day": datetime.date(2026, 5, 12)} if sys.argv[1] == "read_tracks" else {}
began = time.perf_counter()
registry.all_formats(); before = peak()
found = function(files, **options)
first, most = time.perf_counter() - began, peak() - before
columns = int(found.frame.memory_usage(index=False, deep=True).sum())
rows = len(found.frame)
del found
cost = median_cost(lambda: function(files, **options), runs=runs)
print(json.dumps([rows, first, cost.wall, cost.processor, most, columns]))
"""

_PEERS = {
    "CSV of lagebild, 1 M rows": ("pandas.read_csv", "import pandas; pandas.read_csv(path)"),
    "CSV of OpenSky, 1 M rows": ("pandas.read_csv", "import pandas; pandas.read_csv(path)"),
    "Parquet, 10 M rows": ("pyarrow", "import pyarrow.parquet; pyarrow.parquet.read_table(path).to_pandas()"),
    "GPX, 100,000 points": ("gpxpy", "import gpxpy; gpxpy.parse(open(path))"),
}
_PEER = """
import json, sys, time
path = sys.argv[1]
def work():
    {work}
work()
wall, processor = time.perf_counter(), time.process_time()
work()
print(json.dumps([time.perf_counter() - wall, time.process_time() - processor]))
"""


def main(chosen: list[str] | None = None) -> None:
    """Read every file, or those whose names begin with one of those chosen."""
    print(_LINE.format(*_HEAD))
    for name, (function, make, target) in FILES.items():
        if chosen and not name.startswith(tuple(chosen)):
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = make(Path(folder))
            if not path.exists():
                print(f"skipped: {path} is missing")
                continue
            _measure(name, function, path, target)


def _measure(name: str, function: str, path: Path, target: str) -> None:
    size = sum(file.stat().st_size for file in (path.iterdir() if path.is_dir() else (path,))) / 1e6
    rows, first, wall, processor, peak, columns = _run(_CHILD, function, str(path), str(_RUNS))
    figures = [f"{value:.2f}" for value in (size, first, wall, processor, size / wall, peak / 1e6, columns / 1e6)]
    print(_LINE.format(name, rows, *figures, f"{peak / columns:.1f}", target), flush=True)
    if name in _PEERS:
        peer, work = _PEERS[name]
        wall, processor = _run(_PEER.format(work=work), str(path))
        figures = [f"{value:.2f}" for value in (wall, processor, size / wall)]
        print(_LINE.format(f"  {peer}", "", "", "", *figures, "", "", "", ""), flush=True)


def _run(code: str, *arguments: str) -> list[Any]:
    done = subprocess.run([sys.executable, "-c", code, *arguments], check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"reading failed: {done.stderr.strip().splitlines()[-1]}")
    found: list[Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
