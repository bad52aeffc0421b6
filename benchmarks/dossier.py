"""Questions to a dossier of 10,000 reports."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from benchmarks.measure import median_seconds, row
from lagebild.model.dossier_records import dossier_from_records, dossier_records
from lagebild.model.standing import standing
from lagebild.views.columns import ColumnStore
from lagebild.views.report_marks import describe_reports
from tests.dossiers import many_reports

REPORTS = 10_000


def main() -> None:
    """Measure filters, text search, replay, tables and files."""
    dossier = many_reports(REPORTS)
    filters = {
        "actors, topic, reliability": {"actors": ["a3", "a7"], "topics": ["production"], "reliability": "B"},
        "a time window": {"start": datetime(2010, 1, 1, tzinfo=UTC), "end": datetime(2015, 1, 1, tzinfo=UTC)},
    }
    for name, asked in filters.items():
        row(f"filter by {name}, {REPORTS:,} reports", median_seconds(partial(dossier.filtered, **asked)), "s", "≤ 0.3")
    row("text search, two words", median_seconds(lambda: dossier.filtered(text="wort17 wort5")), "s", "≤ 0.1")
    row("the same, a word that all have", median_seconds(lambda: dossier.filtered(text="titel")), "s", "≤ 0.1")
    moment = datetime(2024, 1, 12, tzinfo=UTC)
    row("what was known at a moment", median_seconds(lambda: dossier.as_of(moment), runs=3), "s")
    row("the table, made anew", median_seconds(lambda: dossier.as_of(moment).reports, runs=3), "s")
    row("how each report stands", median_seconds(lambda: standing(dossier), runs=3), "s")
    row("marks for the map", median_seconds(lambda: describe_reports(dossier, ColumnStore()), runs=3), "s")
    records = dossier_records(dossier)
    row("read from records", median_seconds(lambda: dossier_from_records(records), runs=3), "s")
