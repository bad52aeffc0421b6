"""GPX 1.0 and 1.1, in small files written here after the schemas; gpxpy is the independent answer."""

import gzip

import gpxpy
import numpy as np
import pandas as pd
import pytest

import lagebild as lb
from lagebild.codecs.gpx import parse_gpx
from lagebild.errors import FileFormatError
from lagebild.readers.recognise import recognise
from tests.builders import make_tracks
from tests.readers.helpers import reasons, text_reader
from tests.readers.mutations import survives_mutations

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!-- by hand -->\n<gpx version="1.1" creator="x" '
    'xmlns="http://www.topografix.com/GPX/1/1" xmlns:t="http://www.garmin.com/xmlschemas/TrackPointExtension/v2">\n'
)


def point(second=0, inner="<ele>421.5</ele>", longitude="8.25", latitude="47.5", time=None):
    moment = f"<time>2026-05-12T08:00:{second:02d}Z</time>" if time is None else time
    return f'<trkpt lat="{latitude}" lon="{longitude}">{inner}{moment}</trkpt>\n'


def document(*points, name="<name>Morning  flight</name>", before="", head=HEAD):
    return f"{head}{before}<trk>{name}<trkseg>\n{''.join(points)}</trkseg></trk>\n</gpx>\n"


@pytest.fixture
def read(tmp_path):
    return text_reader(tmp_path, "flight.csv")


def test_heights_are_above_mean_sea_level(read):
    tracks = read(document(point(), point(1, "")))
    assert tracks.ids == ["Morning flight"]
    assert tracks.report.format == "GPX"
    assert tracks.height_columns == ["altitude_amsl"]
    first, second = tracks.frame["altitude_amsl"]
    assert first == 421.5
    assert np.isnan(second)
    assert tracks.frame["time"].iloc[0] == pd.Timestamp("2026-05-12T08:00:00Z")


def test_speed_and_course_of_both_versions(read):
    old = read(
        document(
            point(inner="<course>270</course><speed>12.5</speed>"),
            head='<gpx version="1.0" xmlns="http://www.topografix.com/GPX/1/0">',
        )
    )
    garmin = (
        "<extensions><t:TrackPointExtension><t:speed>12.5</t:speed><t:course>270</t:course><t:hr>90</t:hr>"
        "</t:TrackPointExtension></extensions>"
    )
    new = read(document(point(inner=garmin), point(1, "<hdop>1.5</hdop><fix>3d</fix>")))
    for tracks in (old, new):
        row = tracks.frame.iloc[0]
        assert (row["ground_speed"], row["track_angle"]) == (12.5, 270.0)
    assert new.frame["hr"].tolist()[0] == 90.0
    assert new.frame["hdop"].tolist()[1] == 1.5
    assert new.frame["fix"].tolist()[1] == "3d"


def test_columns_of_others_never_pass_for_ours(read):
    inner = (
        "<extensions><x><callsign>0123</callsign><altitude_pressure>5</altitude_pressure><c>007</c></x></extensions>"
    )
    frame = read(document(point(inner=inner))).frame
    assert "callsign" not in frame
    assert "altitude_pressure" not in frame
    assert frame["callsign_"].tolist() == ["0123"]
    assert frame["altitude_pressure_"].tolist() == [5.0]
    assert frame["c"].tolist() == ["007"]


def test_what_cannot_be_a_fix_is_left_out(read):
    tracks = read(
        document(
            point(), point(1, time=""), point(2, time="<time>2026</time>"), point(3, longitude="x"), point(4, latitude="91"),
            point(5, longitude="nan"), point(6, time="<time/>"), point(7, time="<time>2026-13-01T00:00:00Z</time>"),
            '<trkpt lat="1"><time>2026-05-12T08:01:00Z</time></trkpt>', point(8, "<ele>high</ele>"), point(9, "<ele>inf</ele>"),
        )
    )  # fmt: skip
    report = tracks.report
    assert (report.records, report.kept, report.repaired, report.quarantined) == (11, 1, 2, 8)
    left = report.issues.query("severity == 'quarantined'")
    assert sorted(left["line"]) == [6, 7, 8, 9, 10, 11, 12, 13]
    assert "time is missing" in reasons(tracks, "quarantined")
    assert "the time '2026' is no moment" in reasons(tracks, "quarantined")
    assert "longitude 'x' is no number" in reasons(tracks, "quarantined")
    assert left["text"].str.contains("<trkpt|<ns0:trkpt").all()
    assert tracks.frame["altitude_amsl"].isna().tolist() == [False, True, True]


def test_segments_stay_one_track_and_names_differ(read):
    text = document(point(), "</trkseg><trkseg>", point(1)).replace(
        "</gpx>",
        f"<trk><name>Morning flight</name><trkseg>{point(3)}</trkseg></trk><trk><trkseg>{point(4)}</trkseg></trk></gpx>",
    )
    tracks = read(text)
    assert tracks.ids == ["Morning flight", "Morning flight#2", "flight_3"]
    assert np.diff(tracks.offsets).tolist() == [2, 1, 1]


def test_waypoints_and_routes_are_told(read):
    before = '<wpt lat="1" lon="2"/><wpt lat="1" lon="2"/><rte><rtept lat="1" lon="2"/></rte>'
    tracks = read(document(point(), before=before))
    assert "2 waypoints" in reasons(tracks)
    assert "1 routes" in reasons(tracks)
    assert tracks.report.records == 1


def test_zones_of_time(read):
    moments = ("2026-05-12T10:00:00+02:00", "2026-05-12T08:00:01", "2026-05-12T08:00:02.123456789Z")
    tracks = read(document(*(point(time=f"<time>{moment}</time>") for moment in moments)))
    start = pd.Timestamp("2026-05-12T08:00:00Z").value
    assert (tracks.frame["time"].astype("int64") - start).tolist() == [0, 10**9, 2_123_456_789]
    assert "1 times have no zone" in reasons(tracks)


def test_a_truncated_file_keeps_what_is_whole(read):
    text = document(*(point(second) for second in range(10)))
    tracks = read(text[: text.index("08:00:06") + 3])
    assert tracks.report.kept == 6
    assert tracks.report.quarantined == 1
    assert "damaged" in reasons(tracks)


def test_a_prefix_without_namespace_costs_nothing(read):
    tracks = read(document(point(inner="<extensions><zz:hr>90</zz:hr></extensions>"), point(1)))
    assert tracks.report.kept == 2
    assert tracks.frame["hr"].tolist()[0] == 90.0


@pytest.mark.parametrize(
    "doctype",
    ['<!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>', '<!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/a.dtd">'],
)
def test_document_types_are_refused(read, doctype):
    text = document(point()).replace("<!-- by hand -->", doctype)
    with pytest.raises(FileFormatError, match="DOCTYPE"):
        read(text)


def test_entities_that_nobody_defined_are_never_looked_up(read):
    text = document(point(inner="<ele>&file;</ele>"), point(1))
    assert read(text).report.kept == 1


def test_nothing_to_read_is_one_sentence(read):
    with pytest.raises(FileFormatError, match=r"holds no fixes.*1 waypoints"):
        read(HEAD + '<wpt lat="1" lon="2"/></gpx>')
    with pytest.raises(FileFormatError, match="time is missing"):
        read(document(point(time="")))


def test_recognised_by_content(tmp_path):
    path = tmp_path / "holiday.png"
    path.write_text(document(point()), encoding="utf-8")
    assert str(recognise(path)) == "GPX (tracks)"
    path.write_bytes(gzip.compress(document(point()).encode("utf-16")))
    assert str(recognise(path)) == "GPX (tracks)"
    assert lb.read_tracks(path).fixes == 1
    path.write_text("<html><gpx/></html>", encoding="utf-8")
    with pytest.raises(FileFormatError, match="of no format"):
        recognise(path)


def test_against_gpxpy(read):
    rng = np.random.default_rng(3)
    gpx = gpxpy.gpx.GPX()
    track = gpxpy.gpx.GPXTrack(name="A")
    gpx.tracks.append(track)
    for part in range(3):
        segment = gpxpy.gpx.GPXTrackSegment()
        track.segments.append(segment)
        for number in range(40):
            moment = pd.Timestamp("2026-05-12T08:00Z") + pd.Timedelta(seconds=part * 100 + number)
            segment.points.append(
                gpxpy.gpx.GPXTrackPoint(rng.uniform(-90, 90), rng.uniform(-180, 180), rng.uniform(0, 3e3), moment.to_pydatetime())
            )  # fmt: skip
    frame = read(gpx.to_xml()).frame
    points = [point for segment in gpxpy.parse(gpx.to_xml()).tracks[0].segments for point in segment.points]
    assert len(points) == 120
    assert frame["latitude"].tolist() == [point.latitude for point in points]
    assert frame["longitude"].tolist() == [point.longitude for point in points]
    assert frame["altitude_amsl"].tolist() == [point.elevation for point in points]
    assert frame["time"].tolist() == [pd.Timestamp(point.time) for point in points]


def test_gpxpy_reads_what_is_written(tmp_path):
    tracks = make_tracks(2, 20)
    assert lb.write_tracks(tracks, tmp_path / "a.gpx") == []
    read = gpxpy.parse((tmp_path / "a.gpx").read_text())
    assert [track.name for track in read.tracks] == tracks.ids
    points = [point for track in read.tracks for segment in track.segments for point in segment.points]
    assert [point.elevation for point in points] == tracks.frame["altitude_amsl"].tolist()
    assert [point.longitude for point in points] == tracks.frame["longitude"].tolist()
    assert [pd.Timestamp(point.time) for point in points] == tracks.frame["time"].tolist()


def test_survives_mutations(tmp_path):
    foreign = document(*(point(n, "<ele>1</ele><extensions><t:hr>9</t:hr></extensions>") for n in range(8)))
    assert survives_mutations(lb.read_tracks, foreign.encode(), tmp_path / "m") > 20
    lb.write_tracks(make_tracks(2, 6), tmp_path / "own.gpx")
    assert survives_mutations(lb.read_tracks, (tmp_path / "own.gpx").read_bytes(), tmp_path / "m", seed=2) > 20


def test_a_whole_document_reads_as_a_damaged_one_with_the_same_points():
    """The one is read in pieces, the other, whose end is missing, as far as it goes."""
    tracks = "".join(
        f"<trk><name>{name}</name><trkseg>\n{''.join(point(s, latitude=str(n)) for s in range(50))}</trkseg></trk>\n"
        for n, name in enumerate("abc")
    )
    text = f"{HEAD}<trk><name>empty</name></trk>{tracks}<wpt lat='1' lon='2'><trkpt lat='3' lon='4'/></wpt>\n\n</gpx>"
    whole, damaged = parse_gpx(text.encode()), parse_gpx(text.removesuffix("</gpx>").encode())
    assert whole.tracks == damaged.tracks
    assert [track.name for track in whole.tracks] == ["empty", "a", "b", "c"]
    assert len(whole.points) == 150
    for number, given in enumerate(damaged.points[:-1]):
        mine = whole.with_element(number)
        assert (mine.line, mine.source) == (given.line, given.source)
        assert mine._replace(element=None) == given._replace(element=None)
