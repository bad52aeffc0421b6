"""Bring the gettext catalogues up to date: texts and templates of messages of the Python code, and `src/texts.ts`.

Known translations are kept, obsolete ones go.

Run by `make texts`; translations are edited in `lagebild/locale/*/LC_MESSAGES/lagebild.po`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "lagebild" / "locale"
TEXTS = ROOT / "frontend" / "src" / "texts.ts"
_LITERAL = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")


def frontend_texts() -> list[str]:
    """The keys that `src/texts.ts` lists."""
    block = TEXTS.read_text(encoding="utf-8").split("export const TEXTS = [", 1)[1].split("] as const", 1)[0]
    code = re.sub(r"^\s*//.*$", "", block, flags=re.MULTILINE)
    return [re.sub(r"\\(.)", r"\1", single or double) for single, double in _LITERAL.findall(code)]


def python_texts() -> Iterator[str]:
    """The texts that the Python code shows."""
    for path in sorted((ROOT / "lagebild").rglob("*.py")):
        yield from texts_of(path)


def texts_of(path: Path) -> Iterator[str]:
    """The texts in calls of a translator, `t("…")`, `formats.translate("…")`, `translator(language)("…")`, and the
    templates of messages, `Message("…", …)`.

    Raises
    ------
    SystemExit
        If a template is not written there as one text: it could neither be found nor translated.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        text = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
        if _is_message(node.func) and not isinstance(text, str):
            raise SystemExit(f"{path}:{node.lineno}: the template of a Message must stand there as one text")
        if isinstance(text, str) and (_is_message(node.func) or _is_translator(node.func)):
            yield text


def _is_message(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name == "Message"


def _is_translator(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id == "t"
    if isinstance(function, ast.Attribute):
        return function.attr == "translate"
    return isinstance(function, ast.Call) and isinstance(function.func, ast.Name) and function.func.id == "translator"


def all_texts() -> list[str]:
    """Every text that is shown, sorted."""
    return sorted({*frontend_texts(), *python_texts()})


def main() -> None:
    """Rewrite each catalogue: known translations are kept, new texts come without one."""
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/lagebild.po")):
        language = path.parent.parent.name
        with path.open("rb") as file:
            former = read_po(file, locale=language)
        catalog = Catalog(locale=language, project="lagebild", fuzzy=False)
        for text in all_texts():
            known = former.get(text)
            catalog.add(text, string=known.string if known else "")
        with path.open("wb") as file:
            write_po(file, catalog, width=120, omit_header=False)
        missing = [message.id for message in catalog if message.id and not message.string]
        print(f"{language}: {len(catalog)} texts, {len(missing)} untranslated")
        for text in missing:
            print(f"  {text}")


if __name__ == "__main__":
    main()
