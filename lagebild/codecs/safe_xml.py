"""XML of strangers: parsed without entities, document types, includes or anything else outside of the text."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from lagebild.messages import Message

__all__ = ["XmlError", "children", "local_name", "parse_xml", "text_of"]

_DEEPEST = 200


class XmlError(ValueError):
    """A text that is no XML, or more than plain XML; says the line."""


def parse_xml(data: bytes) -> etree._Element:
    """Parse a document and return its root; elements know their line (`sourceline`).

    Raises
    ------
    XmlError
        If it is damaged, holds a document type or entities of its own, or nests deeper than 200 elements.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise XmlError(Message("the XML is damaged: {problem}", problem=" ".join(str(error).split())[:200])) from error
    if root is None:
        raise XmlError(Message("the XML is damaged: {problem}", problem="it has no element"))
    document = root.getroottree().docinfo
    if document.doctype or document.internalDTD is not None:
        raise XmlError(Message("the XML has a document type (DOCTYPE), which could define entities; that is refused"))
    _check_depth(root)
    return root


def _check_depth(root: etree._Element) -> None:
    level = [root]
    for _ in range(_DEEPEST):
        level = [child for element in level for child in element]
        if not level:
            return
    raise XmlError(Message("the XML nests deeper than {depth} elements", depth=_DEEPEST))


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace; empty for what is no element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the direct children of any of these local names, all of them where none is named."""
    for child in element:
        if isinstance(child.tag, str) and (not names or local_name(child) in names):
            yield child


def text_of(element: etree._Element | None) -> str:
    """Return the text right in an element, without blanks around it; empty for None."""
    return (element.text or "").strip() if element is not None else ""
