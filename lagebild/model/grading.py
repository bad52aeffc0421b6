"""Grades of information: how reliable its source is, and how credible it is itself (Admiralty scheme, NATO AJP-2.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lagebild.errors import ValidationError
from lagebild.messages import Message

__all__ = ["CREDIBILITIES", "RELIABILITIES", "Grade"]

RELIABILITIES = "ABCDEF"
"""A completely reliable … E unreliable, F cannot be judged."""

CREDIBILITIES = "123456"
"""1 confirmed by others … 5 improbable, 6 cannot be judged."""


@dataclass(frozen=True)
class Grade:
    """A letter for the source and a digit for what it says; nothing known is F6."""

    reliability: str = "F"
    credibility: str = "6"

    def __post_init__(self) -> None:
        letter, digit = str(self.reliability).strip().upper(), str(self.credibility).strip()
        if len(letter) != 1 or letter not in RELIABILITIES or len(digit) != 1 or digit not in CREDIBILITIES:
            value = f"{self.reliability}{self.credibility}"[:40]
            raise ValidationError(Message("a grade is a letter A to F and a digit 1 to 6, not “{value}”", value=value))
        object.__setattr__(self, "reliability", letter)
        object.__setattr__(self, "credibility", digit)

    @classmethod
    def parse(cls, text: str) -> Grade:
        """Read a grade such as `B2` or `b 2`.

        Raises
        ------
        ValidationError
            If it is none.
        """
        found = re.fullmatch(r"\s*(.)\s*[-/]?\s*(.)\s*", str(text))
        if found is None:
            raise ValidationError(
                Message("a grade is a letter A to F and a digit 1 to 6, not “{value}”", value=str(text)[:40])
            )
        return cls(found[1], found[2])

    def __str__(self) -> str:
        """Write it as staff do."""
        return f"{self.reliability}{self.credibility}"
