"""XML of strangers: parsed without entities, document types, includes or anything else outside of the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from lxml import etree

from lagebild.messages import Message

__all__ = [
    "RecoveredXml", "XmlError", "bare_name", "children", "local_name", "parse_in_pieces", "parse_xml", "recovered_xml",
    "text_of",
]  # fmt: skip

_DEEPEST = 200
_IS_DEEPER = etree.XPath(f"boolean({'/'.join('*' * _DEEPEST)})")
_DEEPEST_PIECE = 20
_IS_DEEPER_PIECE = etree.XPath(f"boolean({'/'.join('*' * _DEEPEST_PIECE)})")
_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


class XmlError(ValueError):
    """A text that is no XML, or more than plain XML; says the line."""


def parse_xml(data: bytes) -> etree._Element:
    """Parse a document and return its root; elements know their line (`sourceline`).

    Raises
    ------
    XmlError
        If it is damaged, holds a document type or entities of its own, or nests deeper than 200 elements.
    """
    try:
        root = etree.fromstring(data, _parser(recover=False))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise XmlError(_damaged(error)) from error
    return _checked(root)


def parse_in_pieces(data: bytes, name: str, take: Callable[[etree._Element], bool]) -> etree._Element:
    """Parse a document of many records without holding all of them; returns its root, without the pieces taken.

    `take` hears every element of the local name `name` when it is complete, and says whether it has read it: such a
    piece is forgotten.

    Raises
    ------
    XmlError
        As `parse_xml`, and for a piece that nests deeper than 20 elements.
    """
    parsing = etree.iterparse(BytesIO(data), events=("end",), tag=f"{{*}}{name}", **_OPTIONS)
    read: etree._Element | None = None
    try:
        for _, element in parsing:
            if _IS_DEEPER_PIECE(element):
                raise XmlError(Message("the XML nests deeper than {depth} elements", depth=_DEEPEST_PIECE))
            _forget(read)  # only now is what follows it parsed
            read = element if take(element) else None
        _forget(read)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise error if isinstance(error, XmlError) else XmlError(_damaged(error)) from error
    return _checked(parsing.root)


def _forget(element: etree._Element | None) -> None:
    above = element.getparent() if element is not None else None
    if element is not None and above is not None:
        above.remove(element)


@dataclass(frozen=True, kw_only=True, eq=False)
class RecoveredXml:
    """A document, perhaps in part."""

    root: etree._Element
    problem: Message | None = None
    """What is wrong with it first; None where nothing is."""

    damaged_lines: tuple[int, ...] = ()
    """Where text may be lost; a prefix without a namespace loses nothing."""


def recovered_xml(data: bytes) -> RecoveredXml:
    """Parse a document as far as it goes, for formats whose records stand on their own.

    Raises
    ------
    XmlError
        If nothing of it can be read, or for the other reasons of `parse_xml`.
    """
    try:
        return RecoveredXml(root=parse_xml(data))
    except XmlError:
        parser = _parser(recover=True)
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise XmlError(_damaged(error)) from error
        broken = (entry for entry in parser.error_log if entry.domain != etree.ErrorDomains.NAMESPACE)
        lines = tuple(sorted({entry.line for entry in broken}))
        first = next(iter(parser.error_log), None)
        said = f"{first.message.strip()}, line {first.line}" if first is not None else "it cannot be parsed"
        return RecoveredXml(root=_checked(root), problem=_damaged(said), damaged_lines=lines)


def _parser(*, recover: bool) -> etree.XMLParser:
    parser: etree.XMLParser = etree.XMLParser(recover=recover, **_OPTIONS)
    return parser


def _damaged(error: object) -> Message:
    return Message("the XML is damaged: {problem}", problem=" ".join(str(error).split())[:200])


def _checked(root: etree._Element | None) -> etree._Element:
    if root is None:
        raise XmlError(_damaged("it has no element"))
    document = root.getroottree().docinfo
    if document.doctype or document.internalDTD is not None:
        raise XmlError(Message("the XML has a document type (DOCTYPE), which could define entities; that is refused"))
    _check_depth(root)
    return root


def _check_depth(element: etree._Element) -> None:
    if _IS_DEEPER(element):
        raise XmlError(Message("the XML nests deeper than {depth} elements", depth=_DEEPEST))


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace; empty for what is no element."""
    return bare_name(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(maxsize=1024)
def bare_name(name: str) -> str:
    """Return a name of an element or attribute without its namespace, or without a prefix that stands for none."""
    return name.rpartition("}")[2].rpartition(":")[2]


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the direct children of any of these local names, all of them where none is named."""
    for child in element:
        if isinstance(child.tag, str) and (not names or local_name(child) in names):
            yield child


def text_of(element: etree._Element | None) -> str:
    """Return the text right in an element, without blanks around it; empty for None."""
    return (element.text or "").strip() if element is not None else ""
