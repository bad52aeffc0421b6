"""What people are told while numba compiles."""

import importlib
import logging
import time
from types import SimpleNamespace

from lagebild.analysis import compiling


def test_long_compiling_is_said_once_and_short_never(monkeypatch, caplog):
    monkeypatch.setattr(compiling, "_PATIENCE", 0.05)
    teller = compiling._Teller()
    with caplog.at_level(logging.WARNING, logger="lagebild"):
        teller.on_start(SimpleNamespace())
        teller.on_end(SimpleNamespace())
        time.sleep(0.1)
        assert caplog.messages == []
        for _ in range(2):
            teller.on_start(SimpleNamespace())
            teller.on_start(SimpleNamespace())
            time.sleep(0.1)
            teller.on_end(SimpleNamespace())
            teller.on_end(SimpleNamespace())
    assert caplog.messages == [compiling._SENTENCE]


def test_every_loop_is_listened_to():
    importlib.import_module("lagebild.analysis.kernels.resample")

    assert compiling._teller.cache_info().currsize == 1
