"""What a reader did with a file: every record counted, every change and omission with its place and reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from lagebild.errors import ValidationError
from lagebild.messages import Message

__all__ = ["Issue", "ReadReport", "Severity"]

Severity = Literal["note", "repaired", "quarantined"]

_COLUMNS = {"source": "str", "line": "Int64", "record": "Int64", "severity": "str", "reason": "str", "text": "str"}
_FOR_TRANSLATION = {"template": "str", "values": "str"}
"""What `lagebild.messages.translate` takes; tables that former versions wrote do not have it."""

_ALL_COLUMNS = {**_COLUMNS, **_FOR_TRANSLATION}


@dataclass(frozen=True, kw_only=True)
class Issue:
    """One thing a reader noticed, changed or left out."""

    severity: Severity
    """`note`: kept as it was; `repaired`: kept, changed; `quarantined`: left out of the result."""

    reason: str
    """One English sentence with the rule and the value; where it is a `Message`, it can be said in other languages."""

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
    """Lay issues out as a table with the columns source, line, record, severity, reason, text, template, values.

    The last two are a `Message`'s template and its values as JSON; they are empty where the reason is plain text.
    """
    rows = [(i.source, i.line, i.record, i.severity, i.reason, i.text, *_for_translation(i.reason)) for i in issues]
    return pd.DataFrame(rows, columns=list(_ALL_COLUMNS)).astype(_ALL_COLUMNS)


def _for_translation(reason: str) -> tuple[str, str]:
    return (reason.template, reason.values_as_json()) if isinstance(reason, Message) else ("", "")


def _complete(issues: pd.DataFrame) -> pd.DataFrame:
    """Return the table with the columns for translation too, and texts where texts belong, whatever a file held."""
    added = issues.assign(**{name: "" for name in _FOR_TRANSLATION if name not in issues})
    texts = [name for name, kind in _ALL_COLUMNS.items() if kind == "str"]
    return added.assign(**{name: added[name].astype("str").fillna("") for name in texts})


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
    """One row a noticed thing: source, line, record, severity, reason, text, template, values.

    The last two are for translation; a table without them gets empty ones.
    """

    def __post_init__(self) -> None:
        if self.records != self.kept + self.repaired + self.quarantined:
            raise ValidationError(
                f"a report must account for every record: {self.records} records, but {self.kept} kept + "
                f"{self.repaired} repaired + {self.quarantined} quarantined"
            )
        missing = [name for name in _COLUMNS if name not in self.issues.columns]
        if missing:
            raise ValidationError(f"the issues of a report lack the columns {missing}")
        object.__setattr__(self, "issues", _complete(self.issues))

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
