"""How long `import lagebild` takes, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.measure import median_seconds, row


def main() -> None:
    """Print the time of the interpreter alone and with the import."""
    alone = median_seconds(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    with_import = median_seconds(lambda: subprocess.run([sys.executable, "-c", "import lagebild"], check=True))
    everything = median_seconds(
        lambda: subprocess.run([sys.executable, "-c", "from lagebild import *"], check=True), runs=3
    )
    row("import lagebild", with_import - alone, "s", "target < 1 s")
    row("from lagebild import * (everything it loads)", everything - alone, "s")
