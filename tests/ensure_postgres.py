"""Make sure that a PostgreSQL server for the log's tests is here; say what to install where that fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def find_postgres() -> Path | None:
    """Return the folder of PostgreSQL's programs: named by LAGEBILD_POSTGRES, Debian's newest, or on the PATH."""
    named = os.environ.get("LAGEBILD_POSTGRES")
    found = shutil.which("initdb")
    places = [Path(named)] if named else [*_debians(), *([Path(found).parent] if found else [])]
    return next((place for place in places if (place / "initdb").is_file() and (place / "postgres").is_file()), None)


def _debians() -> list[Path]:
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdecimal()]
    return sorted(versions, key=lambda path: int(path.parent.name), reverse=True)


def _try(*command: str) -> bool:
    try:
        return subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def main() -> int:
    """Find or install; a machine where neither works runs the tests with SQLite alone, and is told so."""
    if find_postgres():
        return 0
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing PostgreSQL for the log's tests (apt-get)", flush=True)
        _try("apt-get", "update", "-qq") and _try(
            "apt-get", "install", "-y", "-qq", "--no-install-recommends", "postgresql"
        )
    if not find_postgres():
        print(
            "PostgreSQL is not here and could not be installed: the log's tests with it are left out. Install Debian's "
            "package `postgresql`, or name the folder of initdb in LAGEBILD_POSTGRES.",
            file=sys.stderr,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
