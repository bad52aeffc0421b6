"""What the command line writes to."""

from __future__ import annotations

from rich.console import Console

__all__ = ["ERR", "OUT", "harmless"]

OUT = Console(highlight=False)
ERR = Console(stderr=True, highlight=False)


def harmless(text: str) -> str:
    """Keep text from files from being read as commands of the terminal."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
