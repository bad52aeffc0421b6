"""Tracks of KML and KMZ, in small files written here after the KML reference and Google's extension."""

import zipfile

import numpy as np
import pandas as pd
import pytest

import lagebild as lb
from lagebild.errors import FileFormatError
from lagebild.readers import kml_files
from lagebild.readers.recognise import Kind, recognise
from tests.builders import make_airspaces, make_tracks
from tests.readers.helpers import reasons, text_reader
from tests.readers.mutations import COUNT, survives_mutations

HEAD = (
    '<?xml version="1.0"?>\n<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">\n'
)
POLYGON = (
    "<Placemark><name>Zone</name><Polygon><outerBoundaryIs><LinearRing><coordinates>8,47 9,47 9,48 8,47"
    "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
)


def document(*parts, head=HEAD):
    return f"{head}<Document><name>all</name>\n{''.join(parts)}</Document></kml>\n"


def track(count=3, mode="absolute", second=0, extra="", inner=None):
    whens = "".join(f"<when>2026-05-12T08:00:{second + n:02d}Z</when>\n" for n in range(count))
    coords = "".join(f"<gx:coord>{8 + n / 10} 47.5 {500 + n}</gx:coord>\n" for n in range(count))
    body = f"{whens}{coords}" if inner is None else inner
    return f"<gx:Track><altitudeMode>{mode}</altitudeMode>\n{body}{extra}</gx:Track>\n"


def placemark(inner, name="<name>HB-ABC</name>"):
    return f"<Placemark>{name}{inner}</Placemark>\n"


def stamped(second, altitude=",700", name="", mode="absolute"):
    return placemark(
        f"<TimeStamp><when>2026-05-12T08:00:{second:02d}Z</when></TimeStamp>"
        f"<Point><altitudeMode>{mode}</altitudeMode><coordinates> 8.{second},47{altitude} </coordinates></Point>",
        name,
    )


@pytest.fixture
def read(tmp_path):
    return text_reader(tmp_path, "flight.txt")


def test_a_track(read):
    angles = "".join(f"<gx:angles>{90 + n} 0 0</gx:angles>" for n in range(3))
    tracks = read(document(placemark(track(extra=angles))))
    assert tracks.ids == ["HB-ABC"]
    assert tracks.frame["altitude_amsl"].tolist() == [500.0, 501.0, 502.0]
    assert tracks.frame["longitude"].tolist() == [8.0, 8.1, 8.2]
    assert tracks.frame["heading"].tolist() == [90.0, 91.0, 92.0]
    assert tracks.frame["time"].iloc[2] == pd.Timestamp("2026-05-12T08:00:02Z")
    assert "track_angle" not in tracks.frame


def test_several_parts_are_one_track(read):
    parts = f"<gx:MultiTrack><gx:interpolate>0</gx:interpolate>{track()}{track(second=10)}</gx:MultiTrack>"
    tracks = read(document(placemark(parts), "<Folder>", placemark(track(2), ""), "</Folder>"))
    assert tracks.ids == ["HB-ABC", "flight_2"]
    assert np.diff(tracks.offsets).tolist() == [6, 2]


def test_places_with_commas(read):
    frame = read(document(placemark(track().replace(" 47.5 ", ", 47.5,")))).frame
    assert frame["altitude_amsl"].tolist() == [500.0, 501.0, 502.0]
    assert frame["latitude"].tolist() == [47.5] * 3


@pytest.mark.parametrize(
    ("mode", "column"), [("relativeToGround", "height_above_ground"), ("clampToGround", "altitude_not_used")]
)
def test_other_altitudes_are_never_above_sea_level(read, mode, column):
    tracks = read(document(placemark(track(mode=mode))))
    assert tracks.height_columns == []
    assert tracks.frame[column].tolist() == [500.0, 501.0, 502.0]
    assert "altitudeMode" in reasons(tracks)
    flat = read(document(placemark(track(mode=mode).replace(" 47.5 50", " 47.5 0.0"))))
    assert ("altitude_not_used" in flat.frame) == (mode == "clampToGround")
    assert flat.height_columns == []


def test_arrays_of_extended_data(read):
    def array(name, *values):
        inside = "".join(f"<gx:value>{value}</gx:value>" for value in values)
        return f'<gx:SimpleArrayData name="{name}">{inside}</gx:SimpleArrayData>'

    arrays = (
        array("heart", 86, "", 88) + array("short", 1) + array("callsign", "A", "B", "C") + array("code", "07", 1, 2)
    )
    extra = f'<ExtendedData><SchemaData schemaUrl="#s">{arrays}</SchemaData></ExtendedData>'
    tracks = read(document(placemark(track(extra=extra))))
    assert tracks.frame["heart"].fillna(-1).tolist() == [86.0, -1.0, 88.0]
    assert tracks.frame["callsign_"].tolist() == ["A", "B", "C"]
    assert tracks.frame["code"].tolist() == ["07", "1", "2"]
    assert "short" not in tracks.frame
    assert "'short' has 1 values for 3 fixes" in reasons(tracks)


def test_times_and_places_that_do_not_fit_are_never_paired(read):
    lost = track(inner="<when>2026-05-12T08:00:00Z</when><when>2026-05-12T08:00:01Z</when><gx:coord>8 47 1</gx:coord>")
    tracks = read(document(placemark(lost), placemark(track(), "<name>B</name>")))
    assert (tracks.report.records, tracks.report.kept, tracks.report.quarantined) == (5, 3, 2)
    assert "2 times and 1 places" in reasons(tracks, "quarantined")
    assert tracks.report.issues.query("severity == 'quarantined'")["text"].iloc[0].count("8 47 1") == 1


def test_single_values_that_are_wrong(read):
    text = document(placemark(track(8)))
    text = text.replace("08:00:01Z", "08").replace("8.2 47.5 502", "8.2").replace("8.3 47.5 503", "x 47.5 503")
    text = text.replace("<gx:coord>8.4 47.5 504</gx:coord>", "<gx:coord/>").replace("47.5 505", "97.5 505")
    text = text.replace("47.5 506", "47.5 high")
    tracks = read(text)
    report = tracks.report
    assert (report.records, report.kept, report.repaired, report.quarantined) == (8, 2, 1, 5)
    assert tracks.frame["altitude_amsl"].fillna(-1).tolist() == [500.0, -1.0, 507.0]


def test_points_with_time_stamps(read):
    tracks = read(
        document("<Folder><name>Walk</name>", stamped(2, name="<name>two</name>"), stamped(1), "</Folder>", POLYGON)
    )
    assert tracks.ids == ["Walk"]
    assert tracks.frame["longitude"].tolist() == [8.1, 8.2]
    assert tracks.frame["altitude_amsl"].tolist() == [700.0, 700.0]
    assert tracks.frame["name"].tolist()[1] == "two"
    assert "1 placemarks are no tracks" in reasons(tracks)
    assert "one folder" in reasons(tracks)


def test_network_links_are_told_and_not_followed(read, tmp_path):
    (tmp_path / "other.kml").write_text(document(placemark(track())), encoding="utf-8")
    link = f"<NetworkLink><Link><href>{tmp_path}/other.kml</href></Link></NetworkLink>"
    tracks = read(document(link, placemark(track(), "<name>here</name>")))
    assert tracks.ids == ["here"]
    assert "1 network links were not followed" in reasons(tracks)
    with pytest.raises(FileFormatError, match=r"no gx:Track.*network links"):
        read(document(link))


def test_a_missing_namespace_of_gx_costs_nothing(read):
    tracks = read(document(placemark(track()), head='<kml xmlns="http://earth.google.com/kml/2.1">'))
    assert tracks.report.kept == 3


def test_damage_costs_its_placemark_only(read):
    text = document(
        placemark(track()), placemark(track(second=10), "<name>B</name>"), placemark(track(second=20), "<name>C</name>")
    )
    tracks = read(text.replace("<when>2026-05-12T08:00:11Z</when>", "<when>2026-05-12T08:00:11Z</wen>"))
    assert tracks.ids == ["C", "HB-ABC"]
    assert tracks.report.quarantined == 3
    assert "damaged" in reasons(tracks, "quarantined")


def test_document_types_are_refused(read):
    doctype = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    text = document(placemark(track(), "<name>&x;&a;</name>")).replace('<?xml version="1.0"?>', doctype)
    with pytest.raises(FileFormatError, match="DOCTYPE"):
        read(text)


def pack(path, *members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members:
            archive.writestr(name, text)
    return path


class TestArchives:
    def test_the_main_document_counts(self, tmp_path):
        other, main = (
            document(placemark(track(), "<name>other</name>")),
            document(placemark(track(), "<name>main</name>")),
        )
        path = pack(tmp_path / "a.png", ("files/x.png", b"\x89PNG"), ("a.kml", other), ("doc.kml", main))
        tracks = lb.read_tracks(path)
        assert tracks.ids == ["main"]
        assert "1 more KML documents" in reasons(tracks)
        assert lb.read_tracks(pack(tmp_path / "b", ("z/a.KML", other))).ids == ["other"]

    @pytest.mark.parametrize("name", ["../doc.kml", "/etc/doc.kml", "C:/doc.kml", "a\\..\\..\\doc.kml"])
    def test_paths_out_of_the_archive_are_refused(self, tmp_path, name):
        path = pack(tmp_path / "a.kmz", (name, document(placemark(track()))))
        with pytest.raises(FileFormatError, match="outside of itself"):
            lb.read_tracks(path)

    def test_bombs_are_refused(self, tmp_path, monkeypatch):
        monkeypatch.setattr(kml_files, "_LARGEST", 1_000_000)
        path = pack(tmp_path / "a.kmz", ("doc.kml", document(placemark(track()), " " * 3_000_000)))
        assert path.stat().st_size < 10_000
        with pytest.raises(FileFormatError, match="unpacks to more than 1000000 bytes"):
            lb.read_tracks(path)

    def test_damage_is_one_sentence(self, tmp_path):
        path = pack(tmp_path / "a.kmz", ("doc.kml", document(placemark(track(50)))))
        data = bytearray(path.read_bytes())
        data[60:70] = bytes(10)
        path.write_bytes(data)
        with pytest.raises(FileFormatError):
            lb.read_tracks(path)
        assert str(recognise(pack(tmp_path / "b", ("doc.kml", document(placemark(track())))))) == "KML (tracks)"
        with pytest.raises(FileFormatError, match="zip archive of something else"):
            recognise(pack(tmp_path / "c", ("doc.txt", "no")))


def test_a_file_of_both_kinds_is_what_is_asked_for(tmp_path):
    path = tmp_path / "both.jpg"
    path.write_text(document(POLYGON, placemark(track())), encoding="utf-8")
    assert recognise(path, Kind.TRACKS).kind is Kind.TRACKS
    assert recognise(path, Kind.AIRSPACES).kind is Kind.AIRSPACES
    assert lb.read_tracks(path).ids == ["HB-ABC"]
    assert lb.read_airspaces(path).frame["name"].tolist() == ["Zone"]
    path.write_text(document(POLYGON), encoding="utf-8")
    assert recognise(path).kind is Kind.AIRSPACES
    with pytest.raises(FileFormatError, match="holds airspaces"):
        lb.read_tracks(path)
    path.write_text(document(placemark(track())), encoding="utf-8")
    assert recognise(path).kind is Kind.TRACKS
    with pytest.raises(FileFormatError, match="no placemark with a polygon"):
        lb.read_airspaces(path)


def test_survives_mutations(tmp_path):
    foreign = document(placemark(track(5)), stamped(1), stamped(2), POLYGON)
    assert survives_mutations(lb.read_tracks, foreign.encode(), tmp_path / "m") > 20
    lb.write_tracks(make_tracks(2, 5), tmp_path / "own.kml")
    assert survives_mutations(lb.read_tracks, (tmp_path / "own.kml").read_bytes(), tmp_path / "m", seed=2) > 20
    lb.write_tracks(make_tracks(2, 5), tmp_path / "own.kmz")
    survives_mutations(
        lb.read_tracks, (tmp_path / "own.kmz").read_bytes(), tmp_path / "m", seed=3, count=(COUNT + 2) // 3
    )


def test_what_is_written_is_what_google_describes(tmp_path):
    """Times first, then as many places, longitude before latitude, above mean sea level."""
    tracks = make_tracks(1, 4)
    lb.write_tracks(tracks, tmp_path / "a.kml")
    text = (tmp_path / "a.kml").read_text()
    assert text.count("<when>") == text.count("<gx:coord>") == 4
    assert text.rindex("<when>") < text.index("<gx:coord>")
    assert "<altitudeMode>absolute</altitudeMode>" in text
    row = tracks.frame.iloc[0]
    assert f"<gx:coord>{row['longitude']} {row['latitude']} {row['altitude_amsl']}</gx:coord>" in text
    lb.write_airspaces(make_airspaces(), tmp_path / "b.kml")
    assert str(recognise(tmp_path / "b.kml")) == "KML (airspaces)"
