"""CoT: events written here after the base schema, as TAK programs send them."""

import re

import numpy as np
import pandas as pd
import pytest

import lagebild as lb
from lagebild.codecs.cot import parse_cot
from lagebild.errors import FileFormatError
from lagebild.readers.recognise import recognise
from tests.builders import make_tracks
from tests.readers.mutations import survives_mutations


def event(
    second, *, uid="DRONE-1", kind="a-n-A-C-F-q", lat=48.0, lon=8.0, hae="500.5", ce="3.0", le="9999999", detail=None
):
    detail = '<contact callsign="ADLER 1"/><track course="90.5" speed="12.5"/>' if detail is None else detail
    time = f"2026-05-12T08:00:{second:02d}Z"
    return (
        f'<event version="2.0" uid="{uid}" type="{kind}" how="m-g" time="{time}" start="{time}" stale="{time}">'
        f'<point lat="{lat}" lon="{lon}" hae="{hae}" ce="{ce}" le="{le}"/><detail>{detail}</detail></event>'
    )


@pytest.fixture
def read(tmp_path):
    def reading(text):
        path = tmp_path / "events.dat"
        path.write_text(text, encoding="utf-8")
        assert recognise(path).name == "CoT"
        return lb.read_tracks(path)

    return reading


def test_an_event(read):
    row = read(event(5)).frame.iloc[0]
    assert row["time"] == pd.Timestamp("2026-05-12T08:00:05Z")
    assert (row["longitude"], row["latitude"], row["height_ellipsoid"]) == (8.0, 48.0, 500.5)
    assert (row["ground_speed"], row["track_angle"], row["callsign"]) == (12.5, 90.5, "ADLER 1")
    assert (row["cot_type"], row["cot_how"], row["circular_error"]) == ("a-n-A-C-F-q", "m-g", 3.0)
    assert row["cot_stale"] == "2026-05-12T08:00:05Z"
    # 9999999 is no error of ten thousand kilometres
    assert "linear_error" not in row


@pytest.mark.parametrize(
    "text",
    [
        "<events>\n" + "\n".join(map(event, range(3))) + "\n</events>",
        "\n".join('<?xml version="1.0" encoding="UTF-8"?>' + event(second) for second in range(3)),
        "".join(map(event, range(3))),
        '<?xml version="1.0"?>\n<log xmlns="urn:x"><part>' + "".join(map(event, range(3))) + "</part></log>",
    ],
)
def test_several_events_in_every_order_of_documents(read, text):
    tracks = read(text)
    assert tracks.ids == ["DRONE-1"]
    assert tracks.frame["time"].dt.second.tolist() == [0, 1, 2]
    assert tracks.report.kept == 3


def test_the_encoding_that_a_document_names_counts(tmp_path):
    path = tmp_path / "latin.cot"
    for head, tail in (("<events>", "</events>"), ("", "")):
        text = (
            f'<?xml version="1.0" encoding="ISO-8859-1"?>{head}'
            + "".join(event(second, detail='<contact callsign="BÄR"/>') for second in range(2))
            + tail
        )
        path.write_bytes(text.encode("latin-1"))
        assert lb.read_tracks(path).frame["callsign"].tolist() == ["BÄR", "BÄR"]


def test_unknown_heights_are_missing(read):
    frame = read(event(0, hae="9999999.0") + event(1)).frame
    assert np.isnan(frame["height_ellipsoid"].iloc[0])
    assert frame["height_ellipsoid"].iloc[1] == 500.5


def test_chat_is_counted_and_what_has_no_place_is_told(read):
    tracks = read(
        "<events>\n"
        + "\n".join([event(0), event(1, kind="b-t-f"), event(2, lat="north"), event(3, lon=181)])
        + "\n</events>"
    )
    report = tracks.report
    assert (report.records, report.kept, report.quarantined) == (3, 1, 2)
    assert report.issues.loc[report.issues["severity"] == "quarantined", "line"].tolist() == [4, 5]
    assert "1 events are no places" in " ".join(report.issues["reason"])


def test_documents_that_define_entities_are_refused(tmp_path):
    path = tmp_path / "bad.cot"
    path.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE event [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n' + event(0) + event(1)
    )
    with pytest.raises(FileFormatError, match="DOCTYPE"):
        lb.read_tracks(path)


def test_nothing_hostile_is_ever_written(tmp_path):
    kinds = ["a-h-A-M-F-Q", "a-s-A", "a-j-G", "a-n-A-C-F-q", "a-f-A", None, "rubbish<", "b-t-f"]
    frame = make_tracks(1, len(kinds)).frame.assign(cot_type=pd.Series(kinds, dtype="str"))
    path = tmp_path / "out.cot"
    (finding,) = lb.write_tracks(lb.Tracks.from_frame(frame), path)
    assert finding.severity == "repaired"
    assert finding.reason.startswith("5 types")
    written = re.findall(r' type="([^"]+)" how', path.read_text())
    assert written == ["a-u-A-M-F-Q", "a-u-A", "a-u-G", "a-n-A-C-F-q", "a-f-A", "a-u-A", "a-u-A", "a-u-A"]
    assert not re.search(r"a-[hsjk]", path.read_text())
    # what was repaired reads back as it was written
    assert lb.read_tracks(path).frame["cot_type"].fillna("-").tolist()[:5] == written[:5]


def test_events_for_other_programs(tmp_path):
    tracks = make_tracks(1, 3)
    path = tmp_path / "out.cot"
    assert lb.write_tracks(tracks, path) == []
    text = path.read_text()
    (first, *_) = re.findall(r"<point [^>]+>", text)
    row = tracks.frame.iloc[0]
    assert f'lat="{row["latitude"]!r}"'.replace("np.float64(", "").replace(")", "") in first
    if "height_ellipsoid" not in tracks.frame or np.isnan(row.get("height_ellipsoid", np.nan)):
        assert 'hae="9999999"' in first
    # readable without our own columns too
    foreign = tmp_path / "foreign.cot"
    foreign.write_text(re.sub(r"<lb:columns>.*?</lb:columns>|<lb:fix[^>]*/>", "", text, flags=re.DOTALL))
    assert lb.read_tracks(foreign).frame["latitude"].tolist() == tracks.frame["latitude"].tolist()


def test_mutated(tmp_path):
    text = '<?xml version="1.0"?>\n<events>\n' + "\n".join(map(event, range(20))) + "\n</events>"
    survives_mutations(lb.read_tracks, text.encode(), tmp_path / "events")


def test_a_whole_document_reads_as_a_damaged_one_with_the_same_events():
    """The one is read in pieces, the other, whose end is missing, as far as it goes."""
    text = "<events>\n" + "\n".join(event(second, uid=f"u{second % 3}") for second in range(60)) + "\n<x/>\n\n</events>"
    text = text.replace('type="a-n-A-C-F-q"', 'type="b-t-f"', 2)
    whole, damaged = parse_cot(text.encode()), parse_cot(text.removesuffix("</events>").encode())
    assert whole.tracks == damaged.tracks
    assert len(whole.points) == 58
    assert whole.notes == damaged.notes[1:]
    for number, given in enumerate(damaged.points[:-1]):
        mine = whole.with_element(number)
        assert (mine.line, mine.source) == (given.line, given.source)
        assert mine._replace(element=None) == given._replace(element=None)
