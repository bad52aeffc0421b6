"""The errors lagebild raises for a user's mistake: one clear sentence, with place and value."""

from __future__ import annotations

__all__ = [
    "ColumnError",
    "CrsError",
    "EditConflictError",
    "FetchError",
    "FileFormatError",
    "JournalError",
    "LagebildError",
    "MissingFileError",
    "MissingPackageError",
    "PictureError",
    "ReferenceMismatchError",
    "ServerError",
    "TileError",
    "ValidationError",
    "WriteError",
]


class LagebildError(Exception):
    """Base of all errors that lagebild raises on purpose."""


class ValidationError(LagebildError, ValueError):
    """A value breaks a rule of the model; the message names the rule, the place and the value."""


class ColumnError(ValidationError):
    """A table lacks a column or holds one of the wrong kind."""


class ReferenceMismatchError(ValidationError):
    """Heights of different references were mixed without a conversion."""


class CrsError(ValidationError):
    """A coordinate reference system is missing, wrong or cannot be used."""


class EditConflictError(LagebildError):
    """Somebody else has changed what is to be changed; the message says who and when."""


class FetchError(LagebildError, OSError):
    """Something cannot be fetched from another machine; the message names the address and the reason."""


class FileFormatError(LagebildError, ValueError):
    """A file is empty, truncated or not of a known format."""


class JournalError(LagebildError, OSError):
    """The log cannot be read or written now; nothing was entered, and the next attempt may succeed."""


class MissingFileError(LagebildError, FileNotFoundError):
    """A file or folder that was named does not exist."""


class MissingPackageError(LagebildError, ImportError):
    """A package that only some formats need is not installed; the message names the command that installs it."""


class PictureError(LagebildError, ValueError):
    """A picture folder cannot be opened or saved as asked."""


class ServerError(LagebildError, OSError):
    """The server cannot listen as asked."""


class TileError(LagebildError):
    """A tile cannot be had now; the message, a `Message`, says why and may be another the next time."""


class WriteError(LagebildError, OSError):
    """A file cannot be written, or would replace another one."""
