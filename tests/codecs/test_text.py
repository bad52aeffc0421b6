from lagebild.codecs.text import decode_text, looks_like_text, split_lines


def test_utf8_loses_its_mark():
    assert decode_text("\ufeffHöhe".encode()) == ("Höhe", "utf-8")


def test_cp1252_is_the_fallback():
    assert decode_text("Höhe".encode("cp1252")) == ("Höhe", "cp1252")


def test_bytes_that_no_encoding_knows_do_not_fail():
    assert "\ufffd" in decode_text(b"a\x81\xff").text


def test_lines_end_as_on_any_system():
    assert split_lines("a\r\nb\rc\nd\x0ce\n") == ["a", "b", "c", "d\x0ce"]


def test_binary_is_no_text():
    assert looks_like_text("Grüße\r\n\t".encode())
    assert not looks_like_text(b"\x89PNG\r\n\x1a\n\0\0")
