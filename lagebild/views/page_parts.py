"""Pieces of a picture's page: tables, lists of facts, links; every text is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

__all__ = ["Html", "facts", "link", "section", "table", "text"]


class Html(str):
    """Text that is HTML already; all other text is escaped."""

    __slots__ = ()


def text(value: str) -> Html:
    """Escape a text; what is HTML stays as it is."""
    return value if isinstance(value, Html) else Html(escape(value))


def facts(rows: Iterable[tuple[str, str]]) -> Html:
    """Lay out labels and what is said of each; empty ones are left out."""
    told = "".join(f"<dt>{text(label)}</dt><dd>{text(value)}</dd>" for label, value in rows if value)
    return Html(f"<dl>{told}</dl>" if told else "")


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Html:
    """Lay out a table."""
    head = "".join(f"<th scope='col'>{text(title)}</th>" for title in titles)
    body = "".join(f"<tr>{''.join(f'<td>{text(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return Html(f"<div class='wide'><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>")


def section(name: str, title: str, *parts: str) -> Html:
    """Lay out a section that can be linked to by its name."""
    return Html(f"<section id='{name}'><h2>{text(title)}</h2>{''.join(text(part) for part in parts)}</section>")


def link(url: str) -> Html:
    """Write a link as what it is; only web addresses can be followed."""
    if not url.lower().startswith(("http://", "https://")):
        return text(url)
    return Html(f"<a href='{escape(url, quote=True)}' rel='noreferrer noopener'>{escape(url)}</a>")
