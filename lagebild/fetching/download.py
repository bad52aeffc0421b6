"""One file over HTTP: resumed where it was cut off, whole or not at all, with one sentence where it fails."""

from __future__ import annotations

import http.client
import json
import os
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from lagebild.errors import FetchError

__all__ = ["checked_url", "download", "size_of"]

_TIMEOUT = 30.0
_CHUNK = 1 << 20
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
_SCHEMES = ("http", "https")
_PROBLEMS = (OSError, http.client.HTTPException, ValueError)


def checked_url(url: str) -> str:
    """Return an address that may be asked.

    Raises
    ------
    FetchError
        If it is none of http or https.
    """
    try:
        parts = urlsplit(url)
        fine = parts.scheme in _SCHEMES and bool(parts.hostname) and url.isprintable() and " " not in url
    except ValueError:
        fine = False
    if not fine:
        raise FetchError(f"an address begins with http:// or https:// and names a machine, unlike {url!r:.200}")
    return url


class _SameKind(urllib.request.HTTPRedirectHandler):
    """Follows redirections to http and https only: none leads to a file of this machine."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        return super().redirect_request(req, fp, code, msg, headers, checked_url(newurl))


def _opened(url: str, headers: dict[str, str], method: str = "GET") -> Any:
    # the scheme is checked: http or https, also after redirections
    request = urllib.request.Request(checked_url(url), headers={"User-Agent": "lagebild", **headers}, method=method)  # noqa: S310
    return urllib.request.build_opener(_SameKind()).open(request, timeout=_TIMEOUT)


def size_of(url: str) -> int | None:
    """Return how many bytes there are to fetch, as the server says; None where there is nothing (404).

    Raises
    ------
    FetchError
        If the server cannot be reached, or refuses.
    """
    try:
        with _opened(url, {}, "HEAD") as answer:
            return int(answer.headers.get("Content-Length", 0))
    except urllib.error.HTTPError as error:
        if error.code == http.HTTPStatus.NOT_FOUND:
            return None
        raise FetchError(_refused(url, error)) from error
    except _PROBLEMS as error:
        raise FetchError(_unreachable(url, error)) from error


def download(url: str, target: Path, *, largest: int, heard: Callable[[int], None] | None = None) -> bool:
    """Fetch a file; returns False where the server has none (404).

    What arrived before a connection broke stays beside the target as `….part` and is gone on with the next time, if
    the server says that the file is still the same one.

    Parameters
    ----------
    url, target
        From where, and to where; a target that exists is left as it is.
    largest
        Bytes that are fetched at most.
    heard
        Called with the number of bytes of each piece, those of an earlier time too.

    Raises
    ------
    FetchError
        If the server cannot be reached or refuses, the file is too large, cut off, or cannot be written.
    """
    if target.exists():
        return True
    part, mark = target.with_name(target.name + ".part"), target.with_name(target.name + ".part.json")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        begun, tag = _begun(part, mark)
        headers = {"Range": f"bytes={begun}-", "If-Range": tag} if begun else {}
        with _opened(url, headers) as answer:
            begun, total = _agreed(url, answer, begun, largest)
            mark.write_text(json.dumps({"tag": answer.headers.get("ETag", "")}), encoding="utf-8")
            with part.open("ab" if begun else "wb") as file:
                if heard is not None and begun:
                    heard(begun)
                got = begun + _copied(answer, file, url, largest - begun, heard)
        _check_whole(url, got, total)
        os.replace(part, target)
        mark.unlink(missing_ok=True)
    except urllib.error.HTTPError as error:
        if error.code == http.HTTPStatus.NOT_FOUND:
            return False
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and part.exists():
            # what is here is no beginning of what is there
            part.unlink()
            mark.unlink(missing_ok=True)
            return download(url, target, largest=largest, heard=heard)
        raise FetchError(_refused(url, error)) from error
    except FetchError:
        raise
    except _PROBLEMS as error:
        raise FetchError(_unreachable(url, error)) from error
    return True


def _begun(part: Path, mark: Path) -> tuple[int, str]:
    """Return how many bytes are here, and the server's name of the version they are of; 0 where that is unknown."""
    try:
        tag = json.loads(mark.read_text(encoding="utf-8"))["tag"]
        size = part.stat().st_size
    except (OSError, ValueError, KeyError, TypeError):
        return 0, ""
    # a weak name does not promise the same bytes
    return (size, tag) if isinstance(tag, str) and tag and not tag.startswith("W/") else (0, "")


def _agreed(url: str, answer: Any, begun: int, largest: int) -> tuple[int, int | None]:
    """Return from which byte the answer goes on, and how many the whole file has (None where that is not said)."""
    if answer.status == http.HTTPStatus.PARTIAL_CONTENT:
        match = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        if match is None or int(match[1]) != begun:
            raise FetchError(f"{url} answers with another part of the file than was asked for")
        total: int | None = int(match[3])
    else:
        begun = 0
        said = answer.headers.get("Content-Length")
        total = int(said) if said is not None else None
    if total is not None and total > largest:
        raise FetchError(f"{url} has {total} bytes; at most {largest} are fetched")
    return begun, total


def _copied(answer: Any, file: IO[bytes], url: str, most: int, heard: Callable[[int], None] | None) -> int:
    got = 0
    while True:
        try:
            piece = answer.read(_CHUNK)
        except http.client.IncompleteRead as error:
            piece = error.partial
            file.write(piece)
            return got + len(piece)
        if not piece:
            return got
        got += len(piece)
        if got > most:
            raise FetchError(f"{url} sends more than the {most} bytes that are fetched")
        file.write(piece)
        if heard is not None:
            heard(len(piece))


def _check_whole(url: str, got: int, total: int | None) -> None:
    if total is not None and got != total:
        raise FetchError(f"{url} was cut off after {got} of {total} bytes; run the same command again to go on")


def _refused(url: str, error: urllib.error.HTTPError) -> str:
    return f"{url} cannot be fetched: the server answers {error.code} ({error.reason})"


def _unreachable(url: str, error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    said = " ".join(str(getattr(reason, "strerror", None) or reason).split())
    return f"{url} cannot be fetched, perhaps this machine is offline: {said:.200}"
