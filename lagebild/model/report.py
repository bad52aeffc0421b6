"""What a reader did with a file: every record counted, every change and omission with its place and reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from lagebild.errors import ValidationError

__all__ = ["Issue", "ReadReport", "Severity"]

Severity = Literal["note", "repaired", "quarantined"]

_COLUMNS = ["source", "line", "record", "severity", "reason", "text"]


@dataclass(frozen=True, kw_only=True)
class Issue:
    """One thing a reader noticed, changed or left out."""

    severity: Severity
    """`note`: kept as it was; `repaired`: kept, changed; `quarantined`: left out of the result."""

    reason: str
    """One sentence with the rule and the value."""

    text: str = ""
    """The original text of the record or line."""

    line: int | None = None
    """Line number from 1, for text formats."""

    record: int | None = None
    """Record number from 0, for tables."""

    source: str = ""
    """The file's name."""


def _empty_issues() -> pd.DataFrame:
    return issue_table([])


def issue_table(issues: Iterable[Issue]) -> pd.DataFrame:
    """Lay issues out as a table with the columns source, line, record, severity, reason, text."""
    rows = [(i.source, i.line, i.record, i.severity, i.reason, i.text) for i in issues]
    table = pd.DataFrame(rows, columns=_COLUMNS)
    return table.astype(
        {"source": "str", "line": "Int64", "record": "Int64", "severity": "str", "reason": "str", "text": "str"}
    )


@dataclass(frozen=True, kw_only=True)
class ReadReport:
    """How many records a source held and what became of each; `records == kept + repaired + quarantined`."""

    source: str = ""
    """File name, or a description of where the records came from."""

    format: str = ""
    """The format that was recognised, such as `OpenAir`."""

    records: int = 0
    kept: int = 0
    repaired: int = 0
    quarantined: int = 0

    synthetic: bool = False
    """Whether the source says of itself that it is made up."""

    issues: pd.DataFrame = field(default_factory=_empty_issues, compare=False)
    """One row a noticed thing: source, line, record, severity, reason, text."""

    def __post_init__(self) -> None:
        if self.records != self.kept + self.repaired + self.quarantined:
            raise ValidationError(
                f"a report must account for every record: {self.records} records, but {self.kept} kept + "
                f"{self.repaired} repaired + {self.quarantined} quarantined"
            )
        missing = [name for name in _COLUMNS if name not in self.issues.columns]
        if missing:
            raise ValidationError(f"the issues of a report lack the columns {missing}")

    @classmethod
    def merge(cls, reports: Iterable[ReadReport]) -> ReadReport:
        """Add several sources' reports up."""
        given = list(reports)
        if len(given) == 1:
            return given[0]
        tables = [r.issues for r in given if len(r.issues)]
        return cls(
            source=", ".join(dict.fromkeys(r.source for r in given if r.source)),
            format=", ".join(dict.fromkeys(r.format for r in given if r.format)),
            records=sum(r.records for r in given),
            kept=sum(r.kept for r in given),
            repaired=sum(r.repaired for r in given),
            quarantined=sum(r.quarantined for r in given),
            synthetic=any(r.synthetic for r in given),
            issues=pd.concat(tables, ignore_index=True) if tables else _empty_issues(),
        )

    @property
    def gravest_first(self) -> pd.DataFrame:
        """The issues, what was left out first, then what was repaired, then notes."""
        rank = self.issues["severity"].map({"quarantined": 0, "repaired": 1, "note": 2})
        return self.issues.iloc[rank.argsort(kind="stable")]

    @property
    def summary(self) -> str:
        """One line for people: source, format and counts."""
        return (
            f"{self.source or 'source'} ({self.format or 'unknown format'}): {self.records} records, {self.kept} kept, "
            f"{self.repaired} repaired, {self.quarantined} left out"
        )
