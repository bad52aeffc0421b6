"""openAIP: files written here after the schema of the Core API (api.core.openaip.net, airspaces)."""

import gzip
import json

import numpy as np
import pytest
import shapely

import lagebild as lb
from lagebild.errors import FileFormatError
from lagebild.model.activation import ActivationKind
from lagebild.readers.openaip import read_openaip
from lagebild.readers.recognise import recognise
from tests.readers.mutations import survives_mutations

RING = [[8.0, 47.0], [8.1, 47.0], [8.1, 47.1], [8.0, 47.0]]


def level(value, unit, datum):
    return {"value": value, "unit": unit, "referenceDatum": datum}


def item(**given):
    return {
        "_id": "62614a3b", "name": "CTR ONE", "type": 4, "icaoClass": 3, "activity": 0, "onDemand": False,
        "onRequest": False, "byNotam": False, "specialAgreement": False, "country": "DE",
        "geometry": {"type": "Polygon", "coordinates": [RING]},
        "upperLimit": level(2500, 1, 1), "lowerLimit": level(0, 1, 0), **given,
    }  # fmt: skip


def hours(days=range(7), start="00:00", end="00:00", **given):
    usual = {"byNotam": False, "sunrise": False, "sunset": False, "publicHolidaysExcluded": False}
    periods = [{"dayOfWeek": day, "startTime": start, "endTime": end, **usual, **given} for day in days]
    return {"operatingHours": periods}


@pytest.fixture
def read(tmp_path):
    def reading(*items):
        path = tmp_path / "a.igc"
        path.write_text(json.dumps({"limit": 1000, "totalCount": len(items), "items": list(items)}), encoding="utf-8")
        assert recognise(path).name == "openAIP"
        return lb.read_airspaces(path)

    return reading


def row_of(airspaces):
    assert len(airspaces) == 1
    return airspaces.frame.iloc[0]


def test_a_plain_airspace(read):
    row = row_of(read(item(frequencies=[{"value": "118.300", "name": "TOWER"}], remarks="Achtung")))
    assert (row["airspace_id"], row["name"], row["type"], row["icao_class"]) == ("62614a3b", "CTR ONE", "CTR", "D")
    assert (str(row["lower"]), str(row["upper"])) == ("GND", "2500 ft AMSL")
    assert row["upper"].levels[0].value == 762.0
    assert row["country"] == "DE"
    assert row["text"] == "frequency: 118.300 TOWER\nAchtung"
    assert shapely.get_coordinates(row["geometry"]).tolist() == RING
    assert row["activation"].kind is ActivationKind.UNKNOWN
    assert json.loads(row["source_record"])["_id"] == "62614a3b"


@pytest.mark.parametrize(
    ("limit", "metres", "reference"),
    [(level(100, 6, 2), 3048.0, "pressure"), (level(1000, 0, 1), 1000.0, "amsl"), (level(1000, 1, 0), 304.8, "agl"),
     (level(3000, 1, 2), 914.4, "pressure"), (level(95, 6, 1), 2895.6, "pressure")],
)  # fmt: skip
def test_limits(read, limit, metres, reference):
    upper = row_of(read(item(upperLimit=limit)))["upper"]
    assert [(found.value, str(found.reference)) for found in upper.levels] == [(metres, reference)]


@pytest.mark.parametrize(
    "limit", [level(5, 2, 1), level(5, 1, 7), level("x", 1, 1), {"value": 5}, None, {}, level(5, True, 1)]
)
def test_limits_of_unknown_codes_are_unknown(read, limit):
    airspaces = read(item(upperLimit=limit))
    assert not row_of(airspaces)["upper"].is_known
    assert "upper limit" in airspaces.report.issues["reason"].iloc[0]


def test_compound_limits(read):
    row = row_of(
        read(
            item(
                lowerLimit=level(1000, 1, 0),
                lowerLimitMin=level(3500, 1, 1),
                upperLimit=level(100, 6, 2),
                upperLimitMax=level(9500, 1, 1),
            )
        )
    )
    assert (row["lower"].join, [found.value for found in row["lower"].levels]) == ("max", [304.8, 1066.8])
    assert (row["upper"].join, [found.value for found in row["upper"].levels]) == ("min", [3048.0, 2895.6])


@pytest.mark.parametrize(
    ("kind", "icao_class", "expected"),
    [(1, 8, ("R", None)), (0, 2, ("C", "C")), (0, 8, ("OTHER", None)), (7, 2, ("TMA", "C")), (36, 3, ("MCTR", "D")), (99, 8, ("99", None))],
)  # fmt: skip
def test_types_and_classes(read, kind, icao_class, expected):
    airspaces = read(item(type=kind, icaoClass=icao_class))
    row = row_of(airspaces)
    assert (row["type"], None if row.isna()["icao_class"] else row["icao_class"]) == expected


@pytest.mark.parametrize(
    ("given", "kind"),
    [({"byNotam": True}, "notam"), ({"hoursOfOperation": hours(byNotam=True)}, "notam"),
     ({"hoursOfOperation": hours()}, "always"), ({"hoursOfOperation": hours(range(5), "07:00", "16:00")}, "weekly"),
     ({"hoursOfOperation": hours(sunrise=True, sunset=True)}, "weekly"),
     ({"activeFrom": "2026-07-16T08:00:00Z", "activeUntil": "2026-07-16T10:00:00Z"}, "periods"),
     ({"hoursOfOperation": hours(publicHolidaysExcluded=True)}, "unknown"), ({"onRequest": True}, "unknown"),
     ({"hoursOfOperation": hours(remarks="LOCAL TIME")}, "unknown"), ({"hoursOfOperation": hours([7])}, "unknown"),
     ({"hoursOfOperation": hours(start=None)}, "unknown"), ({"hoursOfOperation": {**hours(), "remarks": "HX"}}, "unknown")],
)  # fmt: skip
def test_activation(read, given, kind):
    airspaces = read(item(**given))
    activation = row_of(airspaces)["activation"]
    assert str(activation.kind) == kind
    if kind == "unknown":
        assert "its times cannot be kept" in airspaces.report.issues["reason"].iloc[0]


def test_weekly_hours_are_kept_exactly(read):
    activation = row_of(read(item(hoursOfOperation=hours([0, 4], "07:00", "16:30"))))["activation"]
    assert [(rule.weekdays, rule.start.minutes, rule.end.minutes) for rule in activation.rules] == [
        ((0,), 420, 990),
        ((4,), 420, 990),
    ]


def test_a_bad_item_costs_only_itself(read):
    point = {"type": "Point", "coordinates": [8, 47]}
    airspaces = read(
        item(), item(geometry=point), 5, item(geometry={"type": "Polygon", "coordinates": [[[8, 47]] * 4]})
    )
    report = airspaces.report
    assert (report.records, report.kept, report.quarantined) == (4, 1, 3)
    assert report.issues["record"].tolist() == [1, 2, 3]
    assert "Point" in report.issues["reason"].iloc[0]


def test_exports_are_arrays_or_geojson(tmp_path):
    given = item(geometry={"type": "MultiPolygon", "coordinates": [[RING], [(np.array(RING) + 1).tolist()]]})
    geometry = given.pop("geometry")
    feature = {"type": "Feature", "properties": given, "geometry": geometry}
    for number, whole in enumerate(
        [[{**given, "geometry": geometry}], {"type": "FeatureCollection", "features": [feature]}]
    ):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(gzip.compress(json.dumps(whole).encode()))
        airspaces = lb.read_airspaces(path)
        assert airspaces.report.format == "openAIP"
        row = row_of(airspaces)
        assert (row["type"], row["geometry"].geom_type) == ("CTR", "MultiPolygon")


def test_what_is_no_list_is_one_sentence(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"items": 5, "icaoClass": 1, "referenceDatum": 1}', encoding="utf-8")
    with pytest.raises(FileFormatError, match="cannot be read as openAIP: it has no list of airspaces"):
        lb.read_airspaces(path)


def test_mutated(tmp_path):
    items = [item(hoursOfOperation=hours(range(5), "07:00", "16:00")), item(upperLimitMax=level(1, 6, 2), byNotam=True)]
    data = json.dumps({"items": items}).encode()
    assert survives_mutations(read_openaip, data, tmp_path / "a") > 10
