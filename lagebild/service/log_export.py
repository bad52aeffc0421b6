"""The log as a file to hand on: a table for programs, a document for people."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape

import pandas as pd
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, LongTable, PageTemplate, Paragraph, Spacer, TableStyle

from lagebild.errors import ValidationError
from lagebild.journal.entry import Entry
from lagebild.journal.journal import Verification
from lagebild.messages import Message
from lagebild.views.assets import asset
from lagebild.views.i18n import Translate, translator
from lagebild.views.log_words import kind_text, said
from lagebild.writers.result_tables import as_csv

__all__ = ["MOST_IN_PDF", "log_csv", "log_pdf"]

MOST_IN_PDF = 5_000
"""Entries; a document of more pages is read by nobody, and takes a minute to lay out."""

_COLUMNS = ("number", "time", "kind", "who", "subject", "text", "details", "hash")
_FONT, _BOLD = "DejaVuSans", "DejaVuSans-Bold"
_FILES = {_FONT: "fonts/DejaVuSans.ttf", _BOLD: "fonts/DejaVuSans-Bold.ttf"}
_WIDTHS = (14 * mm, 38 * mm, 27 * mm, 32 * mm, 152 * mm)
_ROWS_TOGETHER = 250
"""Rows of one table: laying out takes longer than in proportion to them."""


def log_csv(entries: Sequence[Entry]) -> bytes:
    """Write entries as a table; `details` are JSON, `hash` is each entry's in the chain."""
    rows = [{name: getattr(entry, name) for name in _COLUMNS} for entry in entries]
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    table["time"] = pd.to_datetime(table["time"], utc=True)
    table["details"] = table["details"].map(_json).astype("str")
    return as_csv(table).getvalue()


def _json(details: object) -> str:
    return json.dumps(details, sort_keys=True, ensure_ascii=False)


def log_pdf(entries: Sequence[Entry], title: str, verification: Verification, language: str = "de") -> bytes:
    """Write entries as a document, A4, with what came out of checking the chain.

    Latin, Greek and Cyrillic letters are printed; signs that the font (DejaVu) does not have are empty boxes.

    Raises
    ------
    ValidationError
        If there are more than 5,000.
    """
    if len(entries) > MOST_IN_PDF:
        raise ValidationError(
            Message(
                "a document of the log has at most {most} entries, not {count}: choose fewer, or write CSV",
                most=MOST_IN_PDF,
                count=len(entries),
            )
        )
    for name, file in _FILES.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(asset(file))))
    t, made = translator(language), io.BytesIO()
    heading = t("Log of {picture}").format(picture=title)
    page = landscape(A4)
    document = BaseDocTemplate(
        made, pagesize=page, leftMargin=14 * mm, rightMargin=14 * mm, topMargin=14 * mm, bottomMargin=16 * mm,
        title=heading, author="lagebild", lang=language,
    )  # fmt: skip
    frame = Frame(document.leftMargin, document.bottomMargin, document.width, document.height, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=partial(_footer, heading=heading, t=t)))
    document.build([*_opening(entries, heading, verification, t), *_tables(entries, t)])
    return made.getvalue()


def _opening(entries: Sequence[Entry], heading: str, verification: Verification, t: Translate) -> Iterator[Flowable]:
    plain, small = _style(9), _style(7)
    yield Paragraph(escape(heading), ParagraphStyle("heading", fontName=_BOLD, fontSize=15, leading=19))
    span = f"{entries[0].time:%Y-%m-%d %H:%M:%S} – {entries[-1].time:%Y-%m-%d %H:%M:%S} UTC" if entries else "–"
    listed = t("{count} of {all} entries, {span}").format(count=len(entries), all=verification.entries, span=span)
    yield Paragraph(escape(listed), plain)
    if verification.holds:
        chain = t("The chain of the log was checked: nothing was changed, removed or put in between.")
    else:
        chain = t("The log was tampered with: {faults}").format(faults="; ".join(map(str, verification.faults[:5])))
    yield Paragraph(escape(chain), plain)
    yield Paragraph(escape(t("Head of the chain: {head}").format(head=verification.head)), small)
    yield Spacer(1, 4 * mm)


def _tables(entries: Sequence[Entry], t: Translate) -> Iterator[Flowable]:
    head = [Paragraph(escape(one), _style(7.5, _BOLD)) for one in _titles(t)]
    edges = [*range(0, len(entries), _ROWS_TOGETHER), len(entries)]
    for begin, end in pairwise(edges):
        rows = [_row(entry, t) for entry in entries[begin:end]]
        yield LongTable([head, *rows], colWidths=_WIDTHS, repeatRows=1, splitInRow=1, style=_RULED)


def _titles(t: Translate) -> Iterable[str]:
    return t("No."), t("Time (UTC)"), t("Kind"), t("Who"), t("Text")


def _row(entry: Entry, t: Translate) -> list[Any]:
    note, style = str(entry.details.get("note", "")), _style(7.5)
    names = str(entry.number), f"{entry.time:%Y-%m-%d %H:%M:%S}", kind_text(entry.kind, t), entry.who
    lines = [escape(text) for text in (said(entry, t), note) if text]
    return [*(Paragraph(escape(text), style) for text in names), Paragraph("<br/>".join(lines), style)]


_RULED = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, colors.black),
        ("LINEBELOW", (0, 1), (-1, -1), 0.25, colors.grey),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
)


def _style(size: float, font: str = _FONT) -> ParagraphStyle:
    # words of any length are broken: a log takes what people write
    return ParagraphStyle(f"{font}-{size}", fontName=font, fontSize=size, leading=1.25 * size, splitLongWords=1)


def _footer(canvas: Canvas, document: BaseDocTemplate, *, heading: str, t: Translate) -> None:
    canvas.saveState()
    canvas.setFont(_FONT, 7)
    canvas.drawString(document.leftMargin, 9 * mm, heading[:150])
    number = t("page {number}").format(number=canvas.getPageNumber())
    canvas.drawRightString(document.pagesize[0] - document.rightMargin, 9 * mm, number)
    canvas.restoreState()
