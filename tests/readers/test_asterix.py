"""Messages are put together by hand after EUROCONTROL-SPEC-0149-4 (CAT048), -12 (CAT021), -9 (CAT062), -2b (CAT034)."""

import math
import struct
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Transformer

import lagebild as lb
from lagebild.errors import FileFormatError
from lagebild.readers.asterix import read_asterix
from lagebild.readers.format import Site, TrackOptions
from lagebild.readers.radar_geometry import from_polar
from lagebild.readers.recognise import recognise
from tests.codecs.test_pcap import ethernet, ipv4, pcap, udp
from tests.readers.mutations import survives_mutations

pytest.importorskip("asterix.base")

DAY = date(2016, 5, 5)
SITE = Site(longitude=8.5, latitude=47.5, height_ellipsoid=500.0)
ADDRESS = "3c660c"


def six_bits(text):
    alphabet = {**{chr(64 + n): n for n in range(1, 27)}, " ": 32, **{str(n): 48 + n for n in range(10)}}
    word = 0
    for sign in text.ljust(8):
        word = word << 6 | alphabet[sign]
    return word.to_bytes(6, "big")


def block(category, *records):
    body = b"".join(records)
    return struct.pack(">BH", category, 3 + len(body)) + body


def tod(second):
    return round(second * 128).to_bytes(3, "big")


def record(present, **items):
    """Put a record together: `present` lists the items of each FSPEC octet's seven places, in order."""
    bits = [name in items for name in present]
    octets = [bits[at : at + 7] for at in range(0, len(bits), 7)]
    while len(octets) > 1 and not any(octets[-1]):
        octets.pop()
    fspec = bytes(
        sum(bit << (7 - place) for place, bit in enumerate(octet)) | (number < len(octets) - 1)
        for number, octet in enumerate(octets)
    )
    return fspec + b"".join(items[name] for name in present if name in items)


UAP048 = ["i010", "i140", "i020", "i040", "i070", "i090", "i130", "i220", "i240", "i250", "i161", "i042", "i200", "i170",
          "i210", "i030", "i080", "i100", "i110", "i120", "i230"]  # fmt: skip
UAP021 = ["i010", "i040", "i161", "i015", "i071", "i130", "i131", "i072", "i150", "i151", "i080", "i073", "i074", "i075",
          "i076", "i140", "i090", "i210", "i070", "i230", "i145", "i152", "i200", "i155", "i157", "i160", "i165", "i077", "i170"]  # fmt: skip
UAP062 = ["i010", "spare", "i015", "i070", "i105", "i100", "i185", "i210", "i060", "i245", "i380", "i040", "i080", "i290",
          "i200", "i295", "i136", "i130", "i135", "i220"]  # fmt: skip
UAP034 = ["i010", "i000", "i030", "i020", "i041", "i050", "i060", "i070", "i100", "i110", "i120"]


def plot(second=36_000.0, *, slant=100.0, azimuth=90.0, level=350.0, number=7, source=b"\x19\x0c", **more):
    """Write a CAT048 record; slant range in NM, azimuth in degrees."""
    items = {
        "i010": source,
        "i140": tod(second),
        "i020": b"\xa0",
        "i040": struct.pack(">HH", round(slant * 256), round(azimuth / 360 * 65_536)),
        "i070": struct.pack(">H", 0o4377),
        "i090": struct.pack(">H", round(level * 4) & 0x3FFF),
        "i220": bytes.fromhex(ADDRESS),
        "i240": six_bits("DLH64AB"),
        "i161": struct.pack(">H", number),
        "i200": struct.pack(">HH", round(0.125 * 16_384), 0x4000),
        "i230": b"\x20\xf5",
        **more,
    }
    return record(UAP048, **{name: value for name, value in items.items() if value is not None})


def service(source=b"\x19\x0c", site=SITE):
    unit = 180 / 2**23
    place = struct.pack(">h", round(site.height_ellipsoid)) + b"".join(
        round(value / unit).to_bytes(3, "big", signed=True) for value in (site.latitude, site.longitude)
    )
    return record(UAP034, i010=source, i000=b"\x01", i030=tod(36_000), i120=place)


@pytest.fixture
def read(tmp_path):
    def read(*blocks, site=None, day=DAY, name="radar.png"):
        path = tmp_path / name
        path.write_bytes(b"".join(blocks))
        return lb.read_tracks(path, site=site, day=day)

    return read


def reasons(tracks, severity="quarantined"):
    return tracks.report.issues.query("severity == @severity")["reason"].tolist()


def slant(site, longitude, latitude, height):
    """Return range and azimuth (metres, degrees) at which a radar sees a place, in Earth-centred coordinates."""
    to_xyz = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
    radar = np.array(to_xyz.transform(site.longitude, site.latitude, site.height_ellipsoid))
    target = np.array(to_xyz.transform(longitude, latitude, height))
    lon, lat = math.radians(site.longitude), math.radians(site.latitude)
    east = np.array([-math.sin(lon), math.cos(lon), 0])
    north = np.array([-math.sin(lat) * math.cos(lon), -math.sin(lat) * math.sin(lon), math.cos(lat)])
    way = target - radar
    return float(np.linalg.norm(way)), math.degrees(math.atan2(way @ east, way @ north)) % 360


@given(
    st.floats(-70, 70), st.floats(-3.5, 3.5), st.floats(-3.5, 3.5), st.floats(0, 14_000), st.floats(0, 3_000)
)  # fmt: skip
def test_polar_places_against_earth_centred_coordinates(latitude, north, east, height, site_height):
    site = Site(longitude=20.0, latitude=latitude, height_ellipsoid=site_height)
    target = (20.0 + east / math.cos(math.radians(latitude)), latitude + north)
    distance, azimuth = slant(site, *target, height)
    found = from_polar(site, np.array([distance]), np.array([azimuth]), np.array([height]))
    _, _, miss = Geod(ellps="WGS84").inv(*target, found.longitude[0], found.latitude[0])
    assert miss < (20 if distance < 250_000 else 120)


def test_a_radar_that_tells_its_site(read):
    longitude, latitude, height = 9.2, 47.9, 350 * 30.48
    distance, azimuth = slant(SITE, longitude, latitude, height)
    tracks = read(block(34, service()), block(48, plot(slant=distance / 1852, azimuth=azimuth)))
    row = tracks.frame.iloc[0]
    _, _, miss = Geod(ellps="WGS84").inv(longitude, latitude, row["longitude"], row["latitude"])
    assert miss < 20  # steps of 1/256 NM and 0.0055 degrees, and the site's of 2.4 m
    assert row["time"] == pd.Timestamp("2016-05-05T10:00:00Z")
    assert row["altitude_pressure"] == 10_668.0
    assert (row["icao24"], row["callsign"], row["squawk"]) == (ADDRESS, "DLH64AB", "4377")
    assert row["ground_speed"] == pytest.approx(0.125 * 1852)
    assert row["track_angle"] == 90.0
    assert not row["on_ground"]
    assert (row["track_id"], row["source"], row["track_number"]) == ("25/12 7", "25/12", 7)


def test_slant_range_is_corrected(read):
    """An aircraft at FL350 seen 8 NM away is 5.6 NM away along the ground."""
    site = Site(longitude=8.5, latitude=47.5)
    frame = read(block(48, plot(slant=8.0)), site=site).frame
    _, _, along = Geod(ellps="WGS84").inv(8.5, 47.5, frame["longitude"].iloc[0], frame["latitude"].iloc[0])
    assert along == pytest.approx(math.sqrt((8 * 1852) ** 2 - 10_668**2), rel=2e-3)
    overhead = read(block(48, plot(slant=5.0)), site=site).frame
    assert (overhead["longitude"].iloc[0], overhead["latitude"].iloc[0]) == pytest.approx((8.5, 47.5))


def test_a_plot_without_height(read):
    site = Site(longitude=8.5, latitude=47.5)
    primary = plot(slant=8.0, i090=None)
    tracks = read(block(48, primary), site=site)
    assert np.isnan(tracks.frame.get("altitude_pressure", pd.Series([np.nan])).iloc[0])
    assert "1 plots have no height" in reasons(tracks, "note")[0]
    _, _, along = Geod(ellps="WGS84").inv(8.5, 47.5, *tracks.frame[["longitude", "latitude"]].iloc[0])
    assert along == pytest.approx(8 * 1852)
    by_tracker = read(block(48, plot(slant=8.0, i090=None, i042=struct.pack(">hh", 3 * 128, -4 * 128))), site=site)
    _, _, along = Geod(ellps="WGS84").inv(8.5, 47.5, *by_tracker.frame[["longitude", "latitude"]].iloc[0])
    assert along == pytest.approx(5 * 1852)
    assert reasons(by_tracker, "note") == []
    measured = read(block(48, plot(slant=8.0, i090=None, i110=struct.pack(">H", 1000))), site=site)
    assert measured.frame["altitude_amsl"].tolist() == [7620.0]


def test_doubtful_codes_are_unknown(read):
    good = plot(36_000)
    garbled = plot(
        36_004, i090=struct.pack(">H", 0x4000 | 1400), i070=struct.pack(">H", 0x4000 | 0o4377), i240=bytes(6)
    )
    unvalidated = plot(36_008, i090=struct.pack(">H", 0x8000 | 1400), i220=bytes(3))
    below = plot(36_012, level=-10)
    frame = read(block(48, good, garbled, unvalidated, below), site=SITE).frame
    assert frame["altitude_pressure"].tolist() == pytest.approx([10_668, np.nan, np.nan, -304.8], nan_ok=True)
    assert frame["squawk"].isna().tolist() == [False, True, False, False]
    assert frame["callsign"].isna().tolist() == [False, True, False, False]
    assert frame["icao24"].isna().tolist() == [False, False, True, False]


def test_options_that_are_needed_are_named(read):
    with pytest.raises(FileFormatError, match=r"radar\.png \(ASTERIX\) .* \(I034/120\): .* option site"):
        read(block(48, plot()))
    with pytest.raises(FileFormatError, match=r"time of the day only: .* option day"):
        read(block(48, plot()), site=SITE, day=None)


def test_one_site_serves_one_radar(read):
    plots = block(48, plot(), plot(source=b"\x19\x0d"), plot(source=b"\x19\x0e"))
    tracks = read(block(34, service()), plots, site=SITE)
    assert tracks.ids == ["25/12 7"]
    assert [reason[:12] for reason in reasons(tracks)] == ["radar 25/13 ", "radar 25/14 "]
    assert "serves one radar, not 2" in reasons(tracks)[0]
    assert len(read(block(34, service()), block(48, plot(), plot(source=b"\x19\x0d")), site=SITE)) == 2


def test_midnight(read):
    plots = [plot(second) for second in (86_390, 86_399, 5, 86_399.5, 12)]
    times = read(block(48, *plots), site=SITE).frame["time"]
    assert times.dt.strftime("%dT%H%M%S").tolist() == ["05T235950", "05T235959", "05T235959", "06T000005", "06T000012"]


def test_captured_packets_tell_the_day(read):
    midnight = 1_700_006_400  # 2023-11-15T00:00:00Z
    packets = [ethernet(ipv4(udp(block(34, service()) + block(48, plot(second))))) for second in (86_399.0, 1.0)]
    data = bytearray(pcap(*packets))
    struct.pack_into("<I", data, 24, midnight + 2)
    struct.pack_into("<I", data, 24 + 16 + len(packets[0]), midnight - 3)
    times = read(bytes(data), day=None).frame["time"]
    assert times.dt.strftime("%Y%m%dT%H%M%S").tolist() == ["20231114T235959", "20231115T000001"]
    assert read(bytes(data), day=DAY).frame["time"].dt.day.tolist() == [5, 6]


def test_what_else_is_in_a_capture(read):
    good = ethernet(ipv4(udp(block(48, plot()) + block(2, b"\x80\x19\x0c"))))
    bad = ethernet(ipv4(udp(block(48, plot(36_010))[:-1])))
    data = pcap(good, ethernet(ipv4(udp(b"DNS or so"))), ethernet(ipv4(fragment=0x2000)), bad)
    tracks = read(data, site=SITE, day=None)
    assert (tracks.report.records, tracks.report.kept, tracks.report.quarantined) == (2, 1, 1)
    assert reasons(tracks) == [
        "at byte " + str(len(data) - len(block(48, plot())) + 1) + " no whole data block follows; the rest was not read"
    ]
    assert "1 packets are fragments of datagrams and were not read" in reasons(tracks, "note")
    assert "1 data blocks of category 2 were not read" in reasons(tracks, "note")
    with pytest.raises(FileFormatError, match="no target reports"):
        read(pcap(ethernet(ipv4())))


def test_a_number_is_used_again(read):
    other = bytes.fromhex("4ca1fa")
    plots = [
        plot(36_000),
        plot(36_010, i220=None),
        plot(36_020, i220=other),
        plot(37_000, i220=other),
        plot(37_000, number=8),
    ]
    tracks = read(block(48, *plots), site=SITE)
    assert tracks.ids == ["25/12 7", "25/12 7#2", "25/12 7#3", "25/12 8"]
    assert len(tracks["25/12 7"].frame) == 2
    unnumbered = read(block(48, plot(i161=None), plot(36_010, i161=None)), site=SITE)
    assert unnumbered.ids == ["25/12 3c660c"]
    nameless = plot(36_020, i161=None, i220=None, i240=None)
    tracks = read(block(48, plot(), nameless), site=SITE)
    assert "which flight" in reasons(tracks)[0]


def test_records_that_cannot_be_fixes(read):
    plots = [plot(), plot(36_001, i140=None), plot(36_002, i040=None), plot(36_003, i010=None), plot(90_000.0)]
    broken = block(48, plot(36_005), plot(36_006)[:-20])
    tracks = read(block(48, *plots), broken, site=SITE)
    assert (tracks.report.records, tracks.report.kept, tracks.report.quarantined) == (7, 2, 5)
    issues = tracks.report.issues.query("severity == 'quarantined'").sort_values("record")
    assert issues["record"].tolist() == [2, 3, 4, 5, 7]
    words = [
        "time is missing",
        "tells no place (I048/040",
        "does not tell its source",
        "90000.000 s is no time",
        "the record ends within item",
    ]
    assert all(word in reason for word, reason in zip(words, issues["reason"], strict=True))
    assert issues["text"].iloc[0] == plots[1].hex()


ADSB = {
    "i010": b"\x19\x0c", "i040": b"\x01\x00", "i161": b"\x00\x07", "i073": tod(36_000.5), "i071": tod(36_000),
    "i130": round(47.5 / (180 / 2**23)).to_bytes(3, "big") + round(8.5 / (180 / 2**23)).to_bytes(3, "big"),
    "i080": bytes.fromhex(ADDRESS), "i140": struct.pack(">h", 1600), "i145": struct.pack(">h", 1000), "i070": struct.pack(">H", 0o7000),
    "i160": struct.pack(">HH", 2048, 0x8000), "i155": struct.pack(">H", 0x7FFF & -64), "i170": six_bits("AFR12"), "i090": b"\x01\x12",
}  # fmt: skip


def test_ads_b(read):
    fine = struct.pack(">ii", round(47.123456789 / (180 / 2**30)), round(-8.5 / (180 / 2**30)))
    second = {
        **ADSB,
        "i131": fine,
        "i071": tod(36_001),
        "i140": b"\x7f\xff",
        "i040": b"\x41\x40",
        "i160": b"\x80\x00\x00\x00",
    }
    third = {name: value for name, value in ADSB.items() if name not in ("i071", "i140")} | {"i073": tod(36_002.5)}
    frame = read(block(21, *(record(UAP021, **items) for items in (ADSB, second, third)))).frame
    assert frame["time"].dt.strftime("%H%M%S.%f").tolist() == ["100000.000000", "100001.000000", "100002.500000"]
    assert frame["latitude"].tolist() == pytest.approx([47.5, 47.123456789, 47.5], abs=1.1e-5)
    assert frame["latitude"].iloc[1] == pytest.approx(47.123456789, abs=1e-7)
    assert frame["longitude"].tolist() == pytest.approx([8.5, -8.5, 8.5], abs=1.1e-5)
    assert frame["altitude_pressure"].tolist() == [7620.0] * 3
    assert frame["height_ellipsoid"].tolist() == pytest.approx([3048.0, np.nan, np.nan], nan_ok=True)
    assert frame["ground_speed"].tolist() == pytest.approx([231.5, np.nan, 231.5], nan_ok=True)
    assert frame["track_angle"].iloc[0] == 180.0
    assert frame["vertical_rate"].iloc[0] == pytest.approx(-400 * 0.3048 / 60)
    assert frame["horizontal_accuracy"].iloc[0] == 30.0
    assert frame["callsign"].iloc[0] == "AFR12"
    assert frame["squawk"].iloc[0] == "7000"
    assert frame["on_ground"].tolist() == [False, True, False]
    assert frame["icao24"].isna().tolist() == [False, True, False]
    assert set(frame["track_id"].astype(str)) == {"25/12 7"}


SYSTEM = {
    "i010": b"\x19\x0c", "i070": tod(36_000), "i040": b"\x01\x00", "i080": b"\x00", "i060": struct.pack(">H", 0o1234),
    "i105": struct.pack(">ii", round(-33.5 / (180 / 2**25)), round(151.25 / (180 / 2**25))), "i136": struct.pack(">h", 1420),
    "i130": struct.pack(">h", 1760), "i185": struct.pack(">hh", -400, 400), "i220": struct.pack(">h", 160),
    "i380": b"\xc0" + bytes.fromhex(ADDRESS) + six_bits("QFA1"), "i135": struct.pack(">H", 1000), "i245": b"\x00" + six_bits("VHABC"),
}  # fmt: skip


def test_system_tracks(read):
    second = {name: value for name, value in SYSTEM.items() if name not in ("i136", "i380")} | {
        "i070": tod(36_004),
        "i080": b"\x01\x80",
    }
    third = {**second, "i070": tod(36_008), "i135": struct.pack(">H", 0x8000 | 1000), "i080": b"\x00"}
    nowhere = {name: value for name, value in SYSTEM.items() if name != "i105"} | {"i100": bytes(6)}
    tracks = read(block(62, *(record(UAP062, **items) for items in (SYSTEM, second, third, nowhere))))
    frame = tracks.frame
    assert (frame["latitude"].iloc[0], frame["longitude"].iloc[0]) == pytest.approx((-33.5, 151.25), abs=3e-6)
    assert frame["altitude_pressure"].tolist() == pytest.approx([10_820.4, 7620.0, np.nan], nan_ok=True)
    assert frame["height_ellipsoid"].iloc[0] == pytest.approx(11_000 * 0.3048)
    assert frame["ground_speed"].iloc[0] == pytest.approx(math.hypot(100, 100))
    assert frame["track_angle"].iloc[0] == 315.0
    assert frame["vertical_rate"].iloc[0] == pytest.approx(1000 * 0.3048 / 60)
    assert frame["callsign"].tolist() == ["QFA1", "VHABC", "VHABC"]
    assert frame["squawk"].tolist() == ["1234"] * 3
    assert frame["icao24"].iloc[0] == ADDRESS
    assert frame["simulated"].tolist() == [False, True, False]
    assert "1 fixes are simulated, as their records say" in reasons(tracks, "note")
    assert reasons(tracks) == ["the record tells no place (I062/105)"]
    assert tracks.ids == ["25/12 256"]


def test_two_categories_in_one_file(read):
    tracks = read(block(21, record(UAP021, **ADSB)), block(62, record(UAP062, **SYSTEM)))
    assert tracks.ids == ["21 25/12 7", "62 25/12 256"]


def test_the_real_capture(shared_data):
    tracks = lb.read_tracks(shared_data / "tracks/asterix-cat034-048.pcap")
    assert (tracks.report.records, tracks.report.kept, tracks.report.quarantined) == (128, 19, 109)
    assert (tracks.frame["source"] == "25/12").all()
    assert (
        tracks.frame["time"].between(pd.Timestamp("2016-05-05T07:35:54Z"), pd.Timestamp("2016-05-05T07:35:58Z")).all()
    )
    only_repetitions = [reason for reason in reasons(tracks) if "option site" not in reason]
    assert len(only_repetitions) == 19
    assert all("exact repetition" in reason for reason in only_repetitions)


def test_the_real_capture_against_another_decoder(shared_data):
    """Values of libasterix' own objects, placed by another way: through the tangent plane's Earth-centred axes."""
    base, generated = pytest.importorskip("asterix.base"), pytest.importorskip("asterix.generated")
    data = (shared_data / "tracks/asterix-cat034-048.pcap").read_bytes()
    frame = lb.read_tracks(shared_data / "tracks/asterix-cat034-048.pcap").frame.set_index("track_number")
    at, checked = 24, set()
    site = Site(longitude=0x0BAAA2 * 180 / 2**23, latitude=0x1EFBDD * 180 / 2**23, height_ellipsoid=0x030C)
    while at < len(data):
        size = struct.unpack_from("<I", data, at + 8)[0]
        udp_length = struct.unpack_from(">H", data, at + 16 + 38)[0]
        payload = data[at + 16 + 42 : at + 16 + 34 + udp_length]
        at += 16 + size
        for part in base.RawDatablock.parse(base.Bits.from_bytes(payload)):
            if part.get_category() != 48:
                continue
            for found in generated.Cat_048_1_31.cv_uap.parse(part.get_raw_records()):
                item = lambda name: found.get_item(name)  # noqa: B023, E731
                if item("010").as_uint() != 0x190C:
                    continue
                row = frame.loc[item("161").variation.get_item("TRN").as_uint()]
                value = lambda name, sub, unit: item(name).variation.get_item(sub).variation.content.as_quantity(unit)  # noqa: B023, E731
                distance, azimuth = slant(site, row["longitude"], row["latitude"], row["altitude_pressure"])
                assert distance == pytest.approx(value("040", "RHO", "NM") * 1852, abs=15)
                assert azimuth == pytest.approx(value("040", "THETA", "°"), abs=0.01)
                assert row["altitude_pressure"] == pytest.approx(value("090", "FL", "FL") * 30.48, abs=1e-4)
                assert row["ground_speed"] == pytest.approx(value("200", "GSP", "NM/s") * 1852, rel=1e-6)
                assert row["track_angle"] == pytest.approx(value("200", "HDG", "°"), rel=1e-6)
                assert row["squawk"] == item("070").variation.get_item("MODE3A").variation.content.as_string()
                assert row["icao24"] == f"{item('220').as_uint():06x}"
                checked.add(row["track_id"])
    assert len(checked) == 19


def test_recognised_by_content(tmp_path, shared_data):
    path = tmp_path / "holiday.jpg"
    path.write_bytes((shared_data / "tracks/asterix-cat034-048.pcap").read_bytes())
    assert recognise(path).name == "ASTERIX in captured packets"
    path.write_bytes(block(34, service()) + block(48, plot()) * 3)
    assert recognise(path).name == "ASTERIX"
    path.write_bytes(b"000 a text that begins with the octet of category 48\n")
    with pytest.raises(FileFormatError, match="no format"):
        recognise(path)


def test_mutated_captures(tmp_path, shared_data):
    data = (shared_data / "tracks/asterix-cat034-048.pcap").read_bytes()
    assert survives_mutations(lb.read_tracks, data, tmp_path / "a") > 0


def test_mutated_blocks(tmp_path):
    data = block(34, service()) + b"".join(block(48, plot(36_000 + n)) for n in range(4))
    data += block(21, record(UAP021, **ADSB)) + block(62, record(UAP062, **SYSTEM))

    def read(path):
        return lb.read_tracks(path, site=SITE, day=DAY)

    assert survives_mutations(read, data, tmp_path / "a") > 0


def test_every_truncation(tmp_path):
    data = block(34, service()) + block(48, plot(), plot(36_010)) + block(21, record(UAP021, **ADSB))
    path = tmp_path / "a"
    for end in range(40, len(data)):
        path.write_bytes(data[:end])
        try:
            read_asterix(path, TrackOptions(day=DAY))
        except FileFormatError as error:
            assert "\n" not in str(error)  # noqa: PT017
