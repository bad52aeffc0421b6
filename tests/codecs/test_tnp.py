"""Tim Newport-Peace's files: texts after the description of January 2006 (soaringweb.org/TP/sua.html)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.codecs.tnp import looks_like_tnp, parse_tnp
from lagebild.codecs.tnp_values import TnpError, parse_arc, parse_place, parse_width

SQUARE = "POINT=N470000 E0080000\nPOINT=N471000 E0080000\nPOINT=N471000 E0081000\n"


def areas(text):
    return parse_tnp(text.encode()).areas


@pytest.mark.parametrize(
    ("text", "latitude", "longitude"),
    [
        ("N513000 W0010000", 51.5, -1.0),
        ("s003030e1800000", -0.508333333, 180.0),
        ("N524033.5 W0014359.25", 52.675972222, -1.733125),
    ],
)
def test_places(text, latitude, longitude):
    place = parse_place(text)
    assert place.latitude == pytest.approx(latitude, abs=1e-9)
    assert place.longitude == pytest.approx(longitude, abs=1e-9)


@given(st.integers(0, 89), st.integers(0, 59), st.integers(0, 59), st.sampled_from("NS"))
def test_every_whole_second(degrees, minutes, seconds, letter):
    place = parse_place(f"{letter}{degrees:02d}{minutes:02d}{seconds:02d} E0000000")
    assert abs(place.latitude) == pytest.approx(degrees + minutes / 60 + seconds / 3600)
    assert place.latitude <= 0 if letter == "S" else place.latitude >= 0


@pytest.mark.parametrize(
    ("text", "said"),
    [("N5130 W00100", "is no place"), ("N513000", "is no place"), ("N516000 W0010000", "less than 60"), ("N513000 W0014494", "less than 60"),
     ("N910000 W0010000", "latitude must lie"), ("N510000 W1900000", "longitude must lie"), ("", "is no place"), ("N" + "9" * 5000, "is no place")],
)  # fmt: skip
def test_what_is_no_place(text, said):
    with pytest.raises(TnpError, match=said) as caught:
        parse_place(text)
    assert len(str(caught.value)) < 200


def test_arcs():
    arc = parse_arc("RADIUS=34.95 CENTRE=N523333 E0131603 TO=N522052 E0122236", has_end=True)
    assert arc.radius == 34.95
    assert arc.centre.latitude == pytest.approx(52 + 33 / 60 + 33 / 3600)
    assert arc.to.longitude == pytest.approx(12 + 22 / 60 + 36 / 3600)
    assert parse_arc("radius = 5 center=N523333 E0131603", has_end=False).to is None
    for text in ("RADIUS=5", "CENTRE=N523333 E0131603", "RADIUS=x CENTRE=N523333 E0131603", ""):
        with pytest.raises(TnpError):
            parse_arc(text, has_end=False)
    with pytest.raises(TnpError, match="TO= is missing"):
        parse_arc("RADIUS=5 CENTRE=N523333 E0131603", has_end=True)
    for text in ("", "-5", "1e5", "5 NM"):
        with pytest.raises(TnpError, match="is no number"):
            parse_width(text)


def test_what_lasts_and_what_does_not():
    first, second, third = areas(
        f"INCLUDE=YES\nTYPE=CTA/CTR\nCLASS=D\nRADIO=118.5\n#\nTITLE=A\nBASE=SFC\nTOPS=FL65\n{SQUARE}#\nTITLE=B\n{SQUARE}"
        f"TYPE=DANGER\nTITLE=C\nBASE=1000\n{SQUARE}END\n"
    )
    assert [area.value("TITLE") for area in (first, second, third)] == ["A", "B", "C"]
    assert (first.value("BASE"), first.value("TOPS")) == ("SFC", "FL65")
    assert (second.value("CLASS"), second.value("TYPE"), second.value("RADIO")) == ("D", "CTA/CTR", "118.5")
    assert (second.value("BASE"), second.value("TOPS")) == ("", "")
    assert (third.value("CLASS"), third.value("TYPE"), third.value("BASE")) == ("", "DANGER", "1000")
    assert second.text == "TYPE=CTA/CTR\nCLASS=D\nRADIO=118.5\nTITLE=B\n" + SQUARE.strip()
    assert [record.line for record in third.shapes] == [20, 21, 22]


def test_a_class_beside_its_type_stays_in_either_order():
    (one,) = areas(f"TITLE=A\nCLASS=C\nTYPE=CTA/CTR\n{SQUARE}")
    assert (one.value("CLASS"), one.value("TYPE")) == ("C", "CTA/CTR")
    _, two = areas(f"TITLE=A\nTYPE=R\n{SQUARE}CLASS=C\nTYPE=CTA/CTR\nTITLE=B\n{SQUARE}")
    assert (two.value("CLASS"), two.value("TYPE")) == ("C", "CTA/CTR")


def test_several_limits_under_one_title():
    low, high = areas(
        f"TITLE=A\nBASE=SFC\nTOPS=2500ALT\n{SQUARE}BASE=2500ALT\nTOPS=FL195\nCIRCLE RADIUS=5 CENTRE=N470000 E0080000\n"
    )
    assert (low.value("BASE"), low.value("TOPS"), len(low.shapes)) == ("SFC", "2500ALT", 3)
    assert (high.value("TITLE"), high.value("BASE"), high.value("TOPS"), len(high.shapes)) == (
        "A",
        "2500ALT",
        "FL195",
        1,
    )


def test_limits_after_the_shapes():
    first, second = areas(f"TITLE=A\n{SQUARE}BASE=SFC\nTOPS=FL65\nTITLE=B\n{SQUARE}BASE=FL65\n")
    assert (first.value("BASE"), first.value("TOPS")) == ("SFC", "FL65")
    assert (second.value("BASE"), second.value("TOPS")) == ("FL65", "")


def test_limits_before_the_titles():
    text = f"TYPE=R\nBASE=SFC\nTOPS=FL65\nTITLE=A\n{SQUARE}TYPE=P\nBASE=FL65\nTOPS=FL95\nTITLE=B\n{SQUARE}"
    first, second = areas(text)
    assert (first.value("BASE"), first.value("TOPS"), first.value("TYPE")) == ("SFC", "FL65", "R")
    assert (second.value("BASE"), second.value("TOPS"), second.value("TYPE")) == ("FL65", "FL95", "P")


def test_limits_of_nobody_are_stray():
    file = parse_tnp(f"TITLE=A\nBASE=SFC\nBASE=FL10\n{SQUARE}BASE=FL65\nTITLE=B\n{SQUARE}HELLO\n".encode())
    assert [record.text for record in file.stray] == ["BASE=FL10", "BASE=FL65"]
    assert file.areas[0].value("BASE") == "SFC"
    assert file.areas[1].value("BASE") == ""
    assert [record.value for record in file.areas[1].others] == ["HELLO"]


def test_airways_go_on():
    first, second = areas(
        "TYPE=AIRWAYS\nWIDTH=5\nTITLE=A1\nBASE=FL55\nTOPS=FL245\nAWY=N470000 E0080000\nAWY=N480000 E0080000\nBASE=FL75\nAWY=N490000 E0080000\n"
    )
    assert first.value("WIDTH") == second.value("WIDTH") == "5"
    assert [record.value for record in second.shapes] == ["N480000 E0080000", "N490000 E0080000"]
    assert (second.value("BASE"), second.value("TOPS")) == ("FL75", "FL245")


def test_what_is_not_included():
    flags = [area.is_included for area in areas(f"INCLUDE=NO\nTITLE=A\n{SQUARE}INCLUDE=YES\nTITLE=B\n{SQUARE}")]
    assert flags == [False, True]


def test_nothing_holds_beyond_the_end():
    _, second = areas(f"TYPE=R\nTITLE=A\n{SQUARE}END\nTITLE=B\n{SQUARE}END")
    assert second.value("TYPE") == ""


def test_encodings_and_recognition():
    assert parse_tnp(f"TITLE=Zürich\n{SQUARE}".encode("cp1252")).areas[0].value("TITLE") == "Zürich"
    assert looks_like_tnp(f"# hello\nINCLUDE=YES\nTITLE=A\n{SQUARE}")
    assert not looks_like_tnp("TITLE=A\nPOINT=5\n")
    assert not looks_like_tnp("AC R\nAN A\nDC 5\n")


@given(st.lists(st.sampled_from(["TITLE=A", "BASE=SFC", "TOPS=FL1", "TYPE=R", "CLASS=C", "POINT=N470000 E0080000", "AWY=N470000 E0080000",
                                 "WIDTH=3", "INCLUDE=NO", "INCLUDE=YES", "END", "#x", "", "nonsense", "CIRCLE RADIUS=5"]), max_size=25))  # fmt: skip
def test_no_shape_is_lost(lines):
    file = parse_tnp("\n".join(lines).encode())
    shapes = {record.line for area in file.areas for record in area.shapes}
    assert shapes == {n for n, line in enumerate(lines, start=1) if line.startswith(("POINT", "AWY", "CIRCLE"))}
    limits = {record.line for area in file.areas for key, record in area.attributes.items() if key in ("BASE", "TOPS")}
    told = {n for n, line in enumerate(lines, start=1) if line.startswith(("BASE", "TOPS"))}
    assert limits | {record.line for record in file.stray} >= told
