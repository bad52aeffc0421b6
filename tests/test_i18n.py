import ast
import sys
from pathlib import Path

import pytest

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
