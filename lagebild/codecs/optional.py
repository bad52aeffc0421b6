"""Packages that only some formats need: imported when a file asks for them, with a sentence where they are missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from lagebild.errors import MissingPackageError

__all__ = ["needs"]


def needs(module: str, extra: str, *, purpose: str) -> Any:
    """Import a module of an optional package.

    Parameters
    ----------
    module
        Such as `pyulog`.
    extra
        The extra of lagebild that brings it, such as `ulog`.
    purpose
        What it is needed for, such as `PX4 ULog files`.

    Returns
    -------
    module

    Raises
    ------
    MissingPackageError
        If it is not installed or cannot be loaded.
    """
    package = module.partition(".")[0]
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingPackageError(
            f'{purpose} need the package that brings "{package}": pip install "lagebild[{extra}]"'
        ) from error
