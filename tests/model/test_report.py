import json

import pytest

from lagebild.errors import ValidationError
from lagebild.messages import Message
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


class TestIssueTable:
    def test_the_documented_columns_come_first(self) -> None:
        columns = ["source", "line", "record", "severity", "reason", "text", "template", "values"]
        for table in (issue_table([]), ReadReport().issues, ReadReport.merge([]).issues):
            assert list(table.columns) == columns

    def test_messages_keep_template_and_values(self) -> None:
        reason = Message("line {line}: {why}", line=3, why=Message("{name!r} is missing", name="a'b"))
        row = issue_table([Issue(severity="note", reason=reason)]).iloc[0]
        assert row["reason"] == 'line 3: "a\'b" is missing'
        assert row["template"] == "line {line}: {why}"
        assert json.loads(row["values"]) == {
            "line": 3,
            "why": {"template": "{name!r} is missing", "values": {"name": "a'b"}},
        }

    def test_plain_reasons_have_none(self) -> None:
        row = issue_table([Issue(severity="note", reason="because {of} it")]).iloc[0]
        assert (row["reason"], row["template"], row["values"]) == ("because {of} it", "", "")

    def test_types_are_the_same_with_and_without_issues(self) -> None:
        full = issue_table([Issue(severity="note", reason=Message("x"), line=1)])
        assert full.dtypes.equals(issue_table([]).dtypes)
        assert full.dtypes.equals(ReadReport(issues=full).issues.dtypes)


class TestTablesFromElsewhere:
    def test_one_without_templates_gets_empty_ones(self) -> None:
        former = issue_table([Issue(severity="note", reason="x", line=3)]).drop(columns=["template", "values"])
        issues = ReadReport(issues=former).issues
        assert issues[["template", "values"]].to_numpy().tolist() == [["", ""]]
        assert issues.dtypes.equals(issue_table([]).dtypes)
        assert "template" not in former

    def test_one_with_templates_is_merged_with_one_without(self) -> None:
        new = issue_table([Issue(severity="note", reason=Message("x"))])
        former = new.drop(columns=["template", "values"])
        merged = ReadReport.merge([ReadReport(issues=new), ReadReport(issues=former)]).issues
        assert merged["template"].tolist() == ["x", ""]

    def test_texts_are_texts_whatever_was_stored(self) -> None:
        table = issue_table([Issue(severity="note", reason="x")] * 3).astype("object")
        table["template"] = [None, 5, b"x"]
        table["values"] = [float("nan"), {"a": 1}, ["{}"]]
        table["reason"] = ["x", None, 7]
        issues = ReadReport(issues=table).issues
        assert issues["template"].tolist() == ["", "5", "x"]
        assert issues["values"].tolist() == ["", "{'a': 1}", "['{}']"]
        assert issues["reason"].tolist() == ["x", "", "7"]

    def test_one_without_reasons_is_refused(self) -> None:
        with pytest.raises(ValidationError, match="lack the columns"):
            ReadReport(issues=issue_table([]).drop(columns="reason"))
