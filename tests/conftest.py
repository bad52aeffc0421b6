"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real files; set LAGEBILD_SHARED_DATA where it is not beside the repository."""
    beside = Path(__file__).resolve().parents[1].parent / "shared" / "data"
    folder = Path(os.environ.get("LAGEBILD_SHARED_DATA", beside))
    if not folder.is_dir():
        pytest.skip(f"the real files are not here: {folder}")
    return folder
