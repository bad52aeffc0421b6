"""Sentences that remember their template and values, so that a page can say them in another language."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from numbers import Integral
from pathlib import PurePath
from typing import Any, Self

__all__ = ["Message", "message_of", "renamed", "restored", "translate"]

_DEEPEST = 4
"""Sentences within sentences within sentences; ours are no deeper than that."""

_UNSAYABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)
"""What a table can provoke that was not written by us: no JSON, missing values, or ones of another kind."""


class Message(str):
    """An English sentence, made from a template and its values: `Message("column {name!r} is missing", name="time")`.

    It is text like any other wherever text is wanted. A value may be a message itself: a reason within a reason.
    The template is a key of the catalogues, so what comes from files must be a value, never part of the template.
    """

    template: str
    values: Mapping[str, Any]

    def __new__(cls, template: str, /, **values: Any) -> Self:
        """Fill in the template; `values` are named as its placeholders."""
        return cls._made(template.format(**values), template, values)

    @classmethod
    def _made(cls, text: str, template: str, values: Mapping[str, Any]) -> Self:
        message = str.__new__(cls, text)
        message.template = template
        message.values = values
        return message

    def on_one_line(self) -> Self:
        """Return the message with every run of white space in its text made one blank."""
        line = " ".join(self.split())
        return self if line == self else self._made(line, self.template, self.values)

    def with_values(self, change: Callable[[Any], Any]) -> Self:
        """Return the same sentence with each value changed; `change` gets messages within it as well."""
        values = {name: change(value) for name, value in self.values.items()}
        return self._made(self.template.format(**values), self.template, values)

    def values_as_json(self) -> str:
        """Write the values as JSON, for a column of a table."""
        return json.dumps(_plain(self)["values"])

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies and pickles keep what a plain text would lose."""
        return self._made, (str(self), self.template, dict(self.values))


def message_of(error: BaseException) -> str:
    """Return what an error says: the `Message` it was raised with, so that nothing is lost, or else its text."""
    if len(error.args) == 1 and isinstance(error.args[0], Message):
        return error.args[0]
    return str(error)


def renamed(sentence: str, old: str, new: str) -> str:
    """Return a sentence in which what is named so is named otherwise; a `Message` stays one."""
    if isinstance(sentence, Message):
        return sentence.with_values(lambda value: _renamed(value, old, new))
    return sentence.replace(old, new)


def restored(text: str, template: str, values: str) -> str:
    """Return the `Message` of which a table keeps text, template and values (JSON); other texts as they are."""
    try:
        known = json.loads(values)
    except ValueError:
        return text
    return Message._made(text, template, known) if template and isinstance(known, dict) else text


def translate(template: str, values: str, otherwise: str, t: Callable[[str], str]) -> str:
    """Say a sentence of a table in the language of `t`; `otherwise` where the catalogue does not know the template.

    The table may come from a stranger's file: only a template of our own catalogue is ever filled in.
    """
    try:
        said = _say(template, json.loads(values), t, 0)
        said.encode()  # JSON can spell halves of characters, which no page can be sent
    except _UNSAYABLE:
        return otherwise
    return said


def _renamed(value: Any, old: str, new: str) -> Any:
    if isinstance(value, PurePath):
        return str(value).replace(old, new)
    return renamed(value, old, new) if isinstance(value, str) else value


def _plain(value: Any) -> Any:
    """Return what JSON can hold and a format specification treats as it did the value."""
    if isinstance(value, Message):
        return {"template": value.template, "values": {name: _plain(part) for name, part in value.values.items()}}
    if value is None or isinstance(value, str | int | float):
        return value
    return int(value) if isinstance(value, Integral) else str(value)


def _say(template: str, values: Mapping[str, Any], t: Callable[[str], str], depth: int) -> str:
    # the empty text is a catalogue's key too: that of its header
    translated = t(template) if template else template
    if translated == template or depth > _DEEPEST:
        raise KeyError(template)
    return translated.format(**{name: _value(value, t, depth) for name, value in values.items()})


def _value(value: Any, t: Callable[[str], str], depth: int) -> Any:
    if isinstance(value, Mapping):
        return _say(value["template"], value["values"], t, depth + 1)
    if value is not None and not isinstance(value, str | int | float):
        raise TypeError(value)
    return value
