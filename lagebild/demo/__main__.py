"""Build the demonstration pictures: `python -m lagebild.demo [FOLDER] [--seed N] [--force]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from lagebild.demo import DEFAULT_SEED, build_demo
from lagebild.errors import LagebildError


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, build, and say where the pictures are."""
    parser = argparse.ArgumentParser(prog="python -m lagebild.demo", description="Build the demonstration pictures.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("data"), help="where to put them (default: data)")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="of the generator (default: %(default)s)")
    parser.add_argument("--force", action="store_true", help="build also what is up to date")
    options = parser.parse_args(arguments)
    try:
        paths = build_demo(options.folder, seed=options.seed, force=options.force)
    except LagebildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for path in paths:
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
