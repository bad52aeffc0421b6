"""Names in lists to choose several of: each its own, and none that a browser would read as HTML."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["choice_labels"]


def choice_labels(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return keys by what they are called (pairs of name and key), for Panel's `MultiChoice`.

    Its lists take labels for HTML, in some versions, and for text in others: a `<` becomes one that looks like it and
    is neither. Of two that are called the same the second has its key beside it.
    """
    labels: dict[str, str] = {}
    for name, key in named:
        plain, beside = name.replace("<", "‹"), f"{name} ({key})".replace("<", "‹")
        labels[plain if plain not in labels else beside] = key
    return labels
