"""Run all benchmarks, or those named."""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = (
    "importing",
    "readers",
    "terrain",
    "ground",
    "crossings",
    "flights",
    "sight",
    "dossier",
    "live",
    "live_page",
    "first_calls",
    "tables",
    "map_page",
    "peers",
)


def main(names: list[str]) -> None:
    """Print each benchmark's rows."""
    for name in names or NAMES:
        if name not in NAMES:
            sys.exit(f"there is no benchmark {name!r}; known are {', '.join(NAMES)}")
        print(f"\n== {name}", flush=True)
        import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
