"""The demonstration pictures: a synthetic air picture over Kazakhstan, and an exercise in made-up mountains.

Everything that flies here, every airspace and the mountains are made up and marked SYNTHETISCH. Real are only the
coarse relief, the airports and the cities, each with its source and licence. The same seed gives the same values.
"""

from __future__ import annotations

from lagebild.demo.build import build_demo
from lagebild.demo.kasachstan import build_kasachstan
from lagebild.demo.seed import DEFAULT_SEED
from lagebild.demo.uebung import build_uebung

__all__ = ["DEFAULT_SEED", "build_demo", "build_kasachstan", "build_uebung"]
