"""Pictures, as a kind of file: a folder, or one zip archive, with a table of contents."""

from __future__ import annotations

import zipfile

from lagebild.codecs.picture_toml import MANIFEST_NAME
from lagebild.readers.archives import ZIP_SIGN
from lagebild.readers.format import Format, Head, Kind

__all__ = ["PICTURE_FOLDER", "PICTURE_ZIP"]


def _is_zip_of_picture(head: Head) -> bool:
    if not head.data.startswith(ZIP_SIGN):
        return False
    try:
        with zipfile.ZipFile(head.path) as archive:
            return MANIFEST_NAME in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


PICTURE_FOLDER = Format(
    name="picture folder",
    kind=Kind.PICTURE,
    matches=lambda head: head.is_folder and (head.path / MANIFEST_NAME).is_file(),
)
PICTURE_ZIP = Format(name="picture (zip)", kind=Kind.PICTURE, matches=_is_zip_of_picture)
