import pytest

from lagebild.codecs.safe_xml import XmlError, children, local_name, parse_in_pieces, parse_xml, text_of

BILLION = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>"""
FILE = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>"""
OUTSIDE = b"""<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>"""


@pytest.mark.parametrize("data", [BILLION, FILE, OUTSIDE])
def test_document_types_and_entities_are_refused(data):
    with pytest.raises(XmlError, match="DOCTYPE"):
        parse_xml(data)


@pytest.mark.parametrize("data", [b"", b"<a>", b"no", b"<a><b></a>", b"\xff\xfe\x00", b"<a>&nope;</a>"])
def test_damaged_xml_is_one_sentence(data):
    with pytest.raises(XmlError, match="damaged"):
        parse_xml(data)


def test_depth_is_limited():
    with pytest.raises(XmlError, match=r"deeper|damaged"):
        parse_xml(b"<a>" * 250 + b"</a>" * 250)
    assert parse_xml(b"<a>" * 150 + b"</a>" * 150) is not None


def test_names_and_texts():
    root = parse_xml(b"<k:kml xmlns:k='urn:k'><!-- no --><k:a> 1 </k:a><b/><k:a>2</k:a></k:kml>")
    assert local_name(root) == "kml"
    assert [text_of(a) for a in children(root, "a")] == ["1", "2"]
    assert len(list(children(root))) == 3
    assert text_of(None) == ""
    assert root[1].sourceline == 1


@pytest.mark.parametrize("data", [BILLION, FILE, OUTSIDE, b"", b"<a>", b"<a><b></a>", b"<a>&nope;</a>"])
def test_pieces_are_refused_for_the_same_reasons(data):
    with pytest.raises(XmlError) as whole:
        parse_xml(data)
    with pytest.raises(XmlError) as pieces:
        parse_in_pieces(data, "b", lambda _: True)
    assert ("DOCTYPE" in str(whole.value)) == ("DOCTYPE" in str(pieces.value))


def test_pieces_are_given_in_order_and_forgotten():
    texts = []

    def take(piece):
        texts.append(text_of(piece))
        return piece.get("mine") is None

    data = b"<r xmlns='urn:r'>" + b"".join(b"<p>%d</p>\n" % n for n in range(20_000)) + b"<p mine=''>x</p><q/></r>"
    root = parse_in_pieces(data, "p", take)
    assert texts == [*map(str, range(20_000)), "x"]
    assert [local_name(part) for part in root] == ["p", "q"]


def test_deep_pieces_are_refused():
    with pytest.raises(XmlError, match="deeper"):
        parse_in_pieces(b"<r><p>" + b"<a>" * 30 + b"</a>" * 30 + b"</p></r>", "p", lambda _: True)
