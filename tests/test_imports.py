import subprocess
import sys
import time

import pytest

import lagebild as lb


def test_every_public_name_has_a_home() -> None:
    for name in lb.__all__:
        assert getattr(lb, name) is not None
    assert set(lb.__all__) == set(lb._HOMES)


def test_unknown_names_fail_as_usual() -> None:
    with pytest.raises(AttributeError, match="no attribute 'read_everything'"):
        _ = lb.read_everything  # type: ignore[attr-defined]


def test_importing_loads_nothing_heavy() -> None:
    code = "import sys, lagebild; print([m for m in ('pandas', 'numba', 'panel', 'geopandas', 'rasterio') if m in sys.modules])"
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert time.perf_counter() - began < 30  # the figure itself is a benchmark; this only catches a hang
