"""Grades of information."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.errors import ValidationError
from lagebild.model.grading import CREDIBILITIES, RELIABILITIES, Grade


@given(st.sampled_from(RELIABILITIES), st.sampled_from(CREDIBILITIES))
def test_each_grade_is_read_as_it_is_written(letter: str, digit: str) -> None:
    grade = Grade(letter, digit)
    assert Grade.parse(str(grade)) == grade
    assert Grade.parse(f" {letter.lower()} {digit} ") == grade


@pytest.mark.parametrize("text", ["G7", "", "B", "B0", "2B", "BB2", "B2!", "Ｂ2", "B²"])
def test_what_is_no_grade_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match=r"a grade is a letter A to F and a digit 1 to 6, not “"):
        Grade.parse(text)


def test_nothing_known_is_f6() -> None:
    assert str(Grade()) == "F6"
