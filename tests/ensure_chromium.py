"""Make sure that a Chromium for the browser tests is here; say what to install where that fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_chromium() -> str | None:
    """Return the path of an installed Chromium: named by LAGEBILD_CHROMIUM, on the PATH, or Playwright's own."""
    named = os.environ.get("LAGEBILD_CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    return _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).is_file() else None


def _try(*command: str) -> bool:
    try:
        return subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def main() -> int:
    """Find or install; exit code 1 with a sentence where neither works."""
    if find_chromium():
        return 0
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root and shutil.which("apt-get"):
        print("installing chromium for the browser tests (apt-get)", flush=True)
        _try("apt-get", "update", "-qq") and _try(
            "apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"
        )
    if not find_chromium():
        print("installing Playwright's Chromium for the browser tests", flush=True)
        _try(sys.executable, "-m", "playwright", "install", "chromium")
    if find_chromium():
        return 0
    print(
        "The browser tests need Chromium, and it could not be installed here. Install Debian's package `chromium`, or any "
        "Chrome or Chromium, and name it in LAGEBILD_CHROMIUM if it is not on the PATH.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
