"""The ways in which functions are compiled: once on a machine, kept on disk, running without Python's lock.

Division by zero gives an infinity or NaN, as in numpy; nothing is raised within a loop.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

__all__ = ["inlined", "inner", "kernel"]

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = {"cache": True, "nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
_njit: Any = njit  # its type hints do not know the two options against wrappers, which its compiler has


def kernel(function: F) -> F:
    """Compile a function that is called from Python."""
    return cast(F, _njit(function, **_OPTIONS))


def inner(function: F) -> F:
    """Compile a function that only compiled ones call: what unpacks Python's arguments takes long to compile.

    Python must not call it, and would crash: a test looks that nobody does (`tests/model/test_compiled.py`).
    """
    return cast(F, _njit(function, **_OPTIONS, no_cpython_wrapper=True))


def inlined(function: F) -> F:
    """Put a function into the compiled ones that call it, before types are found out."""
    return cast(F, _njit(function, **_OPTIONS, no_cpython_wrapper=True, inline="always"))
