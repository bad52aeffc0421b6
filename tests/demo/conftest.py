from __future__ import annotations

import pytest

from lagebild.demo import build_kasachstan, build_uebung
from lagebild.picture import Picture


@pytest.fixture(scope="session")
def kasachstan() -> Picture:
    return build_kasachstan()


@pytest.fixture(scope="session")
def uebung() -> Picture:
    return build_uebung()
