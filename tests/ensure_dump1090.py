"""Make sure that dump1090, a real source for the feeds' tests, is here; say what to install where that fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def find_dump1090() -> str | None:
    """Return the program: named by LAGEBILD_DUMP1090, or on the PATH."""
    return os.environ.get("LAGEBILD_DUMP1090") or shutil.which("dump1090-mutability")


def _try(*command: str) -> bool:
    try:
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        return subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=os.environ | quiet).returncode == 0
    except OSError:
        return False


def main() -> int:
    """Find or install; a machine where neither works leaves the tests with it out, and is told so."""
    if find_dump1090():
        return 0
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing dump1090 for the feeds' tests (apt-get)", flush=True)
        _try("apt-get", "update", "-qq") and _try(
            "apt-get", "install", "-y", "-qq", "--no-install-recommends", "dump1090-mutability"
        )
    if not find_dump1090():
        print(
            "dump1090 is not here and could not be installed: the feeds' tests with it are left out. Install Debian's "
            "package `dump1090-mutability`, or name the program in LAGEBILD_DUMP1090.",
            file=sys.stderr,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
