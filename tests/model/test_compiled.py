"""Functions without a way in from Python are called by compiled ones only: Python would crash."""

import ast
import importlib
from pathlib import Path

import lagebild

PACKAGE = Path(lagebild.__file__).parent
COMPILED = [
    *(f"lagebild.analysis.kernels.{path.stem}" for path in (PACKAGE / "analysis" / "kernels").glob("[a-z]*.py")),
    "lagebild.model.bilinear",
    "lagebild.model.geoid",
]
NAMED = ("kernels", "bilinear", "geoid")
"""One of these words stands in every import of a compiled module."""


def functions(module: str) -> dict[str, bool]:
    """The compiled functions that a module defines: whether Python may call them."""
    found = {}
    for name, value in vars(importlib.import_module(module)).items():
        options = getattr(value, "targetoptions", None)
        if options and value.py_func.__module__ == module:
            found[name] = not options.get("no_cpython_wrapper", False)
    return found


def inner(module: str) -> set[str]:
    return {name for name, callable_ in functions(module).items() if not callable_}


def test_nobody_else_takes_an_inner_function() -> None:
    seen = 0
    for path in [*PACKAGE.rglob("*.py"), *Path(__file__).parents[1].rglob("*.py")]:
        if f"lagebild.{'.'.join(path.with_suffix('').parts[-3:])}".endswith(tuple(COMPILED)) or "kernels" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        if not any(word in text for word in NAMED):
            continue
        tree = ast.parse(text)
        attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    taken = attributes if whole in COMPILED else {alias.name}
                    module = whole if whole in COMPILED else node.module
                    if module in COMPILED:
                        seen += 1
                        assert taken & inner(module) == set(), path
    assert seen > 20


def test_within_its_module_only_compiled_functions_call_an_inner_one() -> None:
    for module in COMPILED:
        own = functions(module)
        tree = ast.parse(Path(importlib.import_module(module).__file__ or "").read_text(encoding="utf-8"))
        for statement in tree.body:
            if isinstance(statement, ast.FunctionDef | ast.ClassDef) and statement.name not in own:
                used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
                assert used & inner(module) == set(), (module, statement.name)


def test_both_kinds_are_seen() -> None:
    assert functions("lagebild.analysis.kernels.visits")["follow"]
    assert {"inside", "meet"} <= inner("lagebild.analysis.kernels.areas")
    assert functions("lagebild.model.bilinear") | {"_between": False, "sample_block": True} == functions(
        "lagebild.model.bilinear"
    )
