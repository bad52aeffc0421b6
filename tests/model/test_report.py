import pytest

from lagebild.errors import ValidationError
from lagebild.model.report import Issue, ReadReport, issue_table


def test_every_record_is_accounted_for():
    with pytest.raises(ValidationError, match="5 records, but 3 kept"):
        ReadReport(records=5, kept=3, repaired=1)


def test_merging_adds_up():
    issue = issue_table([Issue(severity="note", reason="x", line=3, source="a")])
    one = ReadReport(source="a", format="IGC", records=2, kept=1, quarantined=1, issues=issue)
    two = ReadReport(source="b", format="IGC", records=3, kept=2, repaired=1)
    both = ReadReport.merge([one, two, two])
    assert (both.source, both.format, both.records, both.kept, both.repaired) == ("a, b", "IGC", 8, 5, 2)
    assert both.issues["line"].tolist() == [3]
    assert both.summary == "a, b (IGC): 8 records, 5 kept, 2 repaired, 1 left out"
    assert ReadReport.merge([one]) is one
    assert ReadReport.merge([]).records == 0


def test_what_was_left_out_comes_first() -> None:
    severities = ["note", "repaired", "quarantined", "note", "quarantined"]
    issues = issue_table(Issue(severity=s, reason=str(n)) for n, s in enumerate(severities))  # type: ignore[arg-type]
    report = ReadReport(records=4, kept=1, repaired=1, quarantined=2, issues=issues)
    assert report.gravest_first["reason"].tolist() == ["2", "4", "1", "0", "3"]
