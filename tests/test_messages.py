import copy
import json
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.messages import Message, message_of, renamed, translate
from lagebild.views.i18n import translator

TEMPLATE = "row {row}: {name!r} is {value:>5} of {whole:.1f} {{%}}"
GERMAN = "Zeile {row}: {value:>5} von {whole:.1f} {{%}} heißt {name!r}"

plain = st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.floats())
numbers = st.one_of(st.integers(-(10**300), 10**300), st.floats())


def speaking(catalogue: Mapping[str, str]) -> Callable[[str], str]:
    return lambda text: catalogue.get(text, text)


def say(message: Message, catalogue: Mapping[str, str]) -> str:
    return translate(message.template, message.values_as_json(), str(message), speaking(catalogue))


class TestMessage:
    @given(plain, plain, st.one_of(st.text(), st.integers()), numbers)
    def test_is_the_filled_template(self, row: object, name: object, value: object, whole: float) -> None:
        values = {"row": row, "name": name, "value": value, "whole": whole}
        message = Message(TEMPLATE, **values)
        assert str(message) == message == TEMPLATE.format(**values)
        assert (message.template, message.values) == (TEMPLATE, values)

    @given(st.text())
    def test_texts_of_files_are_values_only(self, text: str) -> None:
        assert Message("{a}{b!r}", a=text, b=text) == f"{text}{text!r}"

    def test_is_text_like_any_other(self) -> None:
        message = Message("column {name!r} is missing", name="time")
        assert isinstance(message, str)
        assert f"{message}!" == "column 'time' is missing!"
        assert {message: 1}["column 'time' is missing"] == 1
        assert json.dumps(message) == "\"column 'time' is missing\""

    def test_values_may_be_named_as_it_likes(self) -> None:
        assert Message("{template} {self} {cls} {text}", template=1, self=2, cls=3, text=4) == "1 2 3 4"

    @pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
    def test_copies_keep_the_template(self, again: Callable[[Message], Message]) -> None:
        inner = Message("line {line}", line=3)
        twin = again(Message("at {place}", place=inner).on_one_line())
        assert type(twin) is Message
        assert twin == "at line 3"
        assert (twin.template, twin.values["place"].template) == ("at {place}", "line {line}")

    def test_on_one_line_only_the_text_changes(self) -> None:
        message = Message("{a} is  \n {b!r}", a="x \t y", b="x \t  y")
        assert message.on_one_line() == r"x y is 'x \t y'"
        assert (message.on_one_line().template, message.on_one_line().values) == (message.template, message.values)

    def test_a_missing_value_fails_at_once(self) -> None:
        with pytest.raises(KeyError, match="name"):
            Message("{name} is missing")


class TestMessageOfAnError:
    def test_the_message_it_was_raised_with(self) -> None:
        message = Message("{text} is no number", text="x")
        assert message_of(ValueError(message)) is message

    @pytest.mark.parametrize("error", [ValueError("plain"), ValueError(), ValueError("a", "b"), KeyError("k")])
    def test_else_its_text(self, error: Exception) -> None:
        assert message_of(error) == str(error)


class TestTranslation:
    @given(plain, plain, st.one_of(st.text(), st.integers()), numbers)
    def test_says_the_same_values(self, row: object, name: object, value: object, whole: float) -> None:
        values = {"row": row, "name": name, "value": value, "whole": whole}
        expected = GERMAN.format(**values)
        said = say(Message(TEMPLATE, **values), {TEMPLATE: GERMAN})
        assert said == expected

    @given(plain, plain, st.one_of(st.text(), st.integers()), numbers)
    def test_falls_back_without_a_translation(self, row: object, name: object, value: object, whole: float) -> None:
        message = Message(TEMPLATE, row=row, name=name, value=value, whole=whole)
        assert say(message, {}) == say(message, {TEMPLATE: TEMPLATE}) == message

    def test_sentences_within_sentences(self) -> None:
        inner = Message("{what} is unknown", what=Message("lower limit"))
        message = Message("line {line}: {reason}", line=4, reason=inner)
        catalogue = {
            "line {line}: {reason}": "Zeile {line}: {reason}",
            "{what} is unknown": "{what} ist unbekannt",
            "lower limit": "Untergrenze",
        }
        assert say(message, catalogue) == "Zeile 4: Untergrenze ist unbekannt"
        del catalogue["lower limit"]
        assert say(message, catalogue) == "line 4: lower limit is unknown"  # never half a sentence

    def test_a_message_quoted_is_translated_within_its_quotes(self) -> None:
        message = Message("airspace {name!r}", name=Message("without a name"))
        assert message == "airspace 'without a name'"
        catalogue = {"airspace {name!r}": "Luftraum {name!r}", "without a name": "ohne Namen"}
        assert say(message, catalogue) == "Luftraum 'ohne Namen'"

    def test_numbers_of_numpy_count_as_numbers(self) -> None:
        import numpy as np

        message = Message("{a:d} {b:.2f} {c}", a=np.int64(7), b=np.float64(0.5), c=np.datetime64("2026-05-12"))
        assert say(message, {message.template: "{c} {b:.1f} {a:03d}"}) == "2026-05-12 0.5 007"


class TestHostileTables:
    """Template and values may have been written by anyone."""

    def test_a_strange_template_is_never_filled_in(self) -> None:
        secret = Message("the {value.__class__} of it", value="x")
        assert translate(secret.template, '{"value": "x"}', "English", translator("de")) == "English"
        assert translate("{value:>1000000000}", '{"value": "x"}', "English", translator("de")) == "English"

    def test_nor_is_the_header_of_the_catalogue(self) -> None:
        assert "Content-Type" in translator("de")("")
        assert translate("", "{}", "English", translator("de")) == "English"

    @pytest.mark.parametrize(
        "values",
        [
            "", "x", "null", "[]", "3", '"text"', "{", "{}", '{"limit": null, "value": 1, "name": 1}',
            '{"name": [1], "limit": 1, "value": 1}', '{"name": "x", "limit": "ninety", "value": 100}',
            '{"name": {}, "limit": 1, "value": 1}', '{"name": {"template": 1, "values": {}}, "limit": 1, "value": 1}',
            '{"name": {"template": [], "values": {}}, "limit": 1, "value": 1}',
            '{"name": {"template": "", "values": {}}, "limit": 1, "value": 1}',
            '{"name": {"template": "{x.y}", "values": {"x": 1}}, "limit": 1, "value": 1}',
            '{"name": {"template": "lower limit", "values": []}, "limit": 1, "value": 1}',
            '{"name": "x", "limit": 1' + "0" * 400 + ', "value": 1}', '{"name": "x", "limit": 1' + "0" * 5000 + "}",
            '{"name": "\\ud800", "limit": 1, "value": 1}', "[" * 100_000, '{"a":' * 100_000,
        ],
    )  # fmt: skip
    def test_strange_values_leave_the_english_sentence(self, values: str) -> None:
        template = "{name} must lie within ±{limit:.0f} degrees, not {value:g}"
        good = '{"name": "x", "limit": 90, "value": 95.5, "more": 1}'
        assert translate(template, good, "", translator("de")) == "x muss innerhalb von ±90 Grad liegen, nicht bei 95.5"
        assert translate(template, values, "English", translator("de")) == "English"

    @pytest.mark.parametrize("strange", [None, 3, float("nan"), b"x", [], {}, ["row {row}: {reason}"]])
    def test_cells_of_another_kind_leave_it_too(self, strange: object) -> None:
        assert translate(strange, "{}", "English", translator("de")) == "English"  # type: ignore[arg-type]
        assert translate("this is no IGC record", strange, "English", translator("de")) == "English"  # type: ignore[arg-type]

    def test_sentences_nested_without_end(self) -> None:
        nested: dict[str, object] = {"row": 1, "reason": "x"}
        for _ in range(50):
            nested = {"row": 1, "reason": {"template": "row {row}: {reason}", "values": nested}}
        assert translate("row {row}: {reason}", json.dumps(nested), "English", translator("de")) == "English"

    @given(st.text(), st.recursive(plain, lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner))))
    def test_nothing_fails(self, template: str, values: object) -> None:
        for key in (template, "row {row}: {reason}"):
            assert isinstance(translate(key, json.dumps(values), "English", translator("de")), str)


def test_what_a_sentence_names_can_be_named_otherwise() -> None:
    inner = Message("{path} is damaged", path=Path("/srv/x/a.tif"))
    said = renamed(
        Message("{path}: {reason}; {count}", path="/srv/x/a.tif", reason=inner, count=7), "/srv/x/a.tif", "a.tif"
    )
    assert said == "a.tif: a.tif is damaged; 7"
    assert isinstance(said, Message)
    assert said.values["reason"].template == "{path} is damaged"
    assert renamed("/srv/x/a.tif is gone", "/srv/x/a.tif", "a.tif") == "a.tif is gone"
