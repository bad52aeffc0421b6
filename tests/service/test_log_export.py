"""The log as files: a document is read back by another program's eyes."""

import re
import zlib
from datetime import UTC, datetime

import pytest

from lagebild.errors import ValidationError
from lagebild.journal.entry import Entry, EntryKind, NewEntry
from lagebild.journal.journal import Journal
from lagebild.service.log_export import MOST_IN_PDF, log_csv, log_pdf


@pytest.fixture
def journal(tmp_path):
    with Journal(tmp_path, "Übung Ост") as found:
        found.append(
            NewEntry(EntryKind.NOTE, "Schichtbeginn <b>& alles</b> ruhig", "Müller"),
            NewEntry(EntryKind.NOTE, "Қазақстан: БПЛА над Каспием", "Иванов", details={"note": "вторая смена"}),
        )
        yield found


def pages(pdf):
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_a_document_has_pages_fonts_and_title(journal):
    made = log_pdf(journal.entries(), "Übung", journal.verify())
    assert made.startswith(b"%PDF-")
    assert pages(made) == 1
    assert b"DejaVuSans" in made  # embedded, for other machines have no Cyrillic by chance
    assert b"/FontFile2" in made
    with_many = [entry for entry in journal.entries() for _ in range(400)]
    assert pages(log_pdf(with_many, "Übung", journal.verify())) > 10


def shown(pdf):
    """The texts of a document, by its own tables of which glyph means which letter."""
    streams = [zlib.decompress(_ascii85(part)) for part in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S)]
    return b"\n".join(streams)


def _ascii85(data):
    import base64

    return base64.a85decode(data.strip().removesuffix(b"~>")) if data.strip().endswith(b"~>") else data


def test_letters_of_names_are_there(journal):
    """Glyphs that a font lacks would not be in its tables of letters (ToUnicode)."""
    content = shown(log_pdf(journal.entries(), "Übung", journal.verify()))
    mapped = {int(code, 16) for code in re.findall(rb"<[0-9A-Fa-f]{2}> <([0-9A-Fa-f]{4})>", content)}
    mapped |= {int(code, 16) for code in re.findall(rb"<([0-9A-Fa-f]{4})>", content)}
    assert {ord(letter) for letter in "ҚазқстанБПЛАИваноü"} <= mapped


def test_what_is_too_long_is_refused(journal):
    (entry, *_) = journal.entries()
    with pytest.raises(ValidationError, match="at most 5000 entries"):
        log_pdf([entry] * (MOST_IN_PDF + 1), "x", journal.verify())


def test_a_long_word_and_no_entry_are_laid_out(journal):
    long = Entry(
        1, datetime(2026, 11, 24, tzinfo=UTC), "note", "who" * 60, "", "x" * 5_000, "", "{}", {}, "0" * 64
    )  # fmt: skip
    assert pages(log_pdf([long], "x", journal.verify(), "en")) == 2
    wide = Entry(1, long.time, "note", "W" * 900, "", "W\n" * 5_000, "", "{}", {"note": "Ш" * 9_000}, "0" * 64)
    assert pages(log_pdf([wide] * 3, "x", journal.verify(), "en")) > 6  # rows go on on the next page
    assert pages(log_pdf([], "x", journal.verify(), "en")) == 1


def test_a_table_is_read_back(journal):
    lines = log_csv(journal.entries()).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "Қазақстан" in lines[2]
