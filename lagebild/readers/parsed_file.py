"""A whole file through its codec, or one sentence that says why not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from lagebild.codecs.json_text import JsonError, no_collection
from lagebild.codecs.safe_xml import XmlError
from lagebild.errors import FileFormatError
from lagebild.messages import Message
from lagebild.readers.files import one_line, read_bytes

__all__ = ["parsed"]

T = TypeVar("T")


def parsed(path: Path, name: str, parse: Callable[[bytes], T], *, largest: int) -> T:
    """Return what `parse` makes of a file of at most `largest` bytes; `name` is the format's.

    Raises
    ------
    FileFormatError
        If the file is larger or cannot be read, or is no JSON or XML of its format.
    """
    data = read_bytes(path, largest=largest)
    try:
        with no_collection():
            return parse(data)
    except (JsonError, XmlError) as error:
        raise FileFormatError(
            Message("{path} cannot be read as {name}: {reason}", path=path, name=name, reason=one_line(error))
        ) from error
