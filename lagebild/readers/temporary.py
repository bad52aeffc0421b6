"""A temporary folder that goes away with whoever holds it, at the latest when Python ends."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path

__all__ = ["TemporaryFolder"]


class TemporaryFolder:
    """Unlike the standard library's, silent when it is cleared away with its holder: that is how it is meant."""

    def __init__(self, prefix: str) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=prefix))
        self._clear = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)

    def close(self) -> None:
        """Delete the folder and what is in it."""
        self._clear()
