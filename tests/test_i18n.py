import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from lagebild.messages import Message, translate
from lagebild.views.i18n import LANGUAGES, catalogue, translator

sys.path.insert(0, str(Path(__file__).parents[1] / "frontend"))
import catalogues


def test_every_text_is_translated() -> None:
    german = catalogue("de")
    assert [text for text in catalogues.all_texts() if not german.get(text)] == []


def test_catalogue_holds_nothing_obsolete() -> None:
    assert sorted(catalogue("de")) == catalogues.all_texts()


def test_placeholders_survive_translation() -> None:
    import re

    for text, german in catalogue("de").items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", german)), text


def test_english_is_the_key() -> None:
    assert translator("en")("Layers") == "Layers"
    assert translator("de")("Layers") == "Ebenen"
    assert dict(catalogue("en")) == {}


def test_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match=", ".join(LANGUAGES)):
        translator("fr")


def test_extraction_sees_texts_within_f_strings() -> None:
    call = ast.parse("f'{t(\"or higher\")}'").body[0]
    assert any(isinstance(node, ast.Call) and catalogues._is_translator(node.func) for node in ast.walk(call))
    assert "in the source" in catalogues.all_texts()  # stands within one


def calls(name: str = "") -> Iterator[tuple[str, ast.Call]]:
    """All calls in the package, or those of one name, with the place of each."""
    package = catalogues.ROOT / "lagebild"
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and name in ("", called(node)):
                yield f"{path.relative_to(package)}:{node.lineno}", node


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def fields(text: str) -> dict[str, set[tuple[str, str]]]:
    """The placeholders of a text, each with its conversions and format specifications."""
    found: dict[str, set[tuple[str, str]]] = {}
    for _, name, specification, conversion in Formatter().parse(text):
        if name is not None:
            found.setdefault(name, set()).add((conversion or "", specification or ""))
    return found


def sample(specifications: set[tuple[str, str]]) -> Any:
    return 1.5 if any(spec and spec[-1] in "efg" for _, spec in specifications) else "x"


class TestPlaceholders:
    def test_are_names_with_plain_specifications(self) -> None:
        for texts in catalogue("de").items():
            for text in texts:
                for name, specifications in fields(text).items():
                    assert name.isidentifier(), text  # neither attributes nor positions
                    assert not any("{" in spec for _, spec in specifications), text

    def test_german_ones_are_the_english_ones(self) -> None:
        for english, german in catalogue("de").items():
            assert fields(german).keys() <= fields(english).keys(), english
            for name, specifications in fields(german).items():
                assert specifications <= fields(english)[name], english

    def test_every_message_is_given_exactly_its_values(self) -> None:
        for place, call in calls("Message"):
            given = {keyword.arg for keyword in call.keywords}
            assert isinstance(call.args[0], ast.Constant)
            assert given == fields(call.args[0].value).keys(), place
            assert len(call.args) == 1, place


def test_every_message_is_said_in_german() -> None:
    templates = {call.args[0].value for _, call in calls("Message") if isinstance(call.args[0], ast.Constant)}
    assert len(templates) > 100
    for template in templates:
        values = {name: sample(specifications) for name, specifications in fields(template).items()}
        message = Message(template, **values)
        german = translate(template, message.values_as_json(), "", translator("de"))
        assert german not in ("", message), template


SAYING = {"note", "repaired", "quarantined", "_note", "Issue", "BadLine", "BorderNote", "Repair"}
RAISED = {"OpenAirError", "RecordError", "ValueError"}
"""What readers raise and catch themselves, to report it."""


def parts_of_reasons(kind: type[ast.expr]) -> Iterator[tuple[str, Any]]:
    """The parts of one kind of all reasons, outside of messages: they could only be shown in English."""
    for place, call in calls():
        if called(call) in SAYING or (called(call) in RAISED and place.startswith(("codecs", "readers"))):
            for reason in [*call.args, *(word.value for word in call.keywords if word.arg == "reason")]:
                yield from ((place, part) for part in said(reason) if isinstance(part, kind))


def test_no_reason_is_an_f_string() -> None:
    assert list(parts_of_reasons(ast.JoinedStr)) == []


def test_no_reason_is_a_bare_text() -> None:
    constants = list(parts_of_reasons(ast.Constant))
    assert [place for place, part in constants if isinstance(part.value, str) and part.value] == []
    assert len([place for place, call in calls() if called(call) in SAYING]) > 40


def said(reason: ast.expr) -> Iterator[ast.expr]:
    """The parts of a reason outside of messages."""
    if isinstance(reason, ast.Call):
        return
    yield reason
    for part in ast.iter_child_nodes(reason):
        if isinstance(part, ast.expr):
            yield from said(part)


class TestExtraction:
    def texts(self, tmp_path: Path, code: str) -> list[str]:
        (tmp_path / "code.py").write_text(code, encoding="utf-8")
        return list(catalogues.texts_of(tmp_path / "code.py"))

    def test_finds_texts_and_templates(self, tmp_path: Path) -> None:
        code = """
t("a"); formats.translate("b"); translator(language)("c"); other("d"); t(name)
Message("e {x}" " and {y!r}", x=1, y=Message("f")); messages.Message("g")
"""
        assert sorted(self.texts(tmp_path, code)) == ["a", "b", "c", "e {x} and {y!r}", "f", "g"]

    @pytest.mark.parametrize(
        "call", ["Message(text)", "Message(f'{x} is')", "Message('a' + b)", "Message()", "Message(b'x')", "Message(*x)"]
    )
    def test_a_template_from_elsewhere_is_refused_with_its_place(self, tmp_path: Path, call: str) -> None:
        with pytest.raises(SystemExit, match=r"code\.py:3: the template of a Message must stand there as one text"):
            self.texts(tmp_path, f"\n\nm = {call}\n")
