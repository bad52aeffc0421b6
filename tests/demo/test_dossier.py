"""The demonstration dossier carries every claim, every source and every value, and says what disagrees."""

from __future__ import annotations

from datetime import UTC, datetime

import lagebild as lb
from lagebild.demo.dossier import demo_dossier
from lagebild.demo.envelopes import ENVELOPES
from lagebild.demo.platforms import demo_platforms
from lagebild.model.platforms import PlatformField

SOURCES = (
    "today.az 188916", "dogruhaber 628873", "worldtribune 2006", "vpk.name 102557", "hurriyet 59359", "zbiam.pl 80759",
    "trt.global 7232352", "rid.it 4955", "bazaartimes", "caspiannews", "trend.az 3688905", "kursiv 2023-07-31",
    "rferl 32639593", "shephardmedia", "turan.az 777130", "menafn 1108817014", "pravda.com.ua 7528226", "meduza", "ipeclub.co",
)  # fmt: skip
VALUE_SOURCES = (
    "trt.global/deutsch 7663871", "national-pride.org 2010", "flightglobal 104827", "kierunekkaukaz.pl 2022-05-16", "kierunekkaukaz.pl",
    "timesaerospace.aero", "rid.it 4955", "fbdza.eu 2024", "hartpunkt.de", "webtekno.com", "c4defence 2020-08-12",
    "hurriyetdailynews 166175", "airinternational", "urdupoint 1337902", "zbiam.pl 80759", "uavglobal.com/pterodactyl",
    "uavglobal.com", "uasvision 2012-11-15", "noticiabrasil 20150610", "news.myantrade.com", "elaph 2012",
    "dnevnik.hr 2025-12-19", "trend.az 3688905",
)  # fmt: skip
GRADES = {
    "artikel-01": "B2", "artikel-02": "B2", "artikel-03": "B3", "artikel-04": "B2", "artikel-05": "B2", "artikel-06": "C3",
    "artikel-07": "C4", "artikel-08": "C3", "artikel-09": "C4", "artikel-10": "B2", "artikel-11": "C4", "artikel-12": "B2",
    "artikel-13": "D4",
}  # fmt: skip


def test_every_claim_of_the_article_has_its_grade_and_date() -> None:
    reports = demo_dossier().reports.set_index("id")
    claims = reports[reports.index.str.startswith("artikel-")]
    assert (claims["reliability"] + claims["credibility"]).to_dict() == GRADES
    dates = claims[["date", "date_precision"]].apply(tuple, axis=1).to_dict()
    assert dates["artikel-02"] == ("2019", "before")
    assert dates["artikel-07"] == ("2024", "planned")
    assert dates["artikel-06"] == ("2023-11", "month")
    assert (claims["date"] == "").sum() == 4, "four are undated"
    assert claims["place_precision"].isin(["", "city", "country"]).all(), "never finer than the article"


def test_every_source_has_a_report_and_a_relation() -> None:
    dossier = demo_dossier()
    for source in SOURCES:
        found = dossier.reports[dossier.reports["source"].str.startswith(source)]
        assert len(found) == 1, source
        assert (dossier.relations["from"] == found["id"].iloc[0]).any(), source
    assert len(dossier) == len(GRADES) + len(SOURCES)


def test_how_the_claims_stand() -> None:
    table = lb.standing(demo_dossier()).set_index("id")
    assert table.loc[list(GRADES), "standing"].to_dict() == {
        "artikel-01": "confirmed", "artikel-02": "confirmed", "artikel-03": "open", "artikel-04": "confirmed",
        "artikel-05": "confirmed", "artikel-06": "open", "artikel-07": "plan confirmed", "artikel-08": "open",
        "artikel-09": "superseded", "artikel-10": "confirmed", "artikel-11": "contradicted", "artikel-12": "confirmed",
        "artikel-13": "contradicted",
    }  # fmt: skip
    assert table.loc["artikel-09", "superseded_by"] == "pravda-ua; meduza"
    assert table.loc["artikel-13", "contradicted_by"] == "trend-az"
    assert {table.loc[name, "standing"] for name in ("trt-global", "rid-it", "bazaartimes", "caspiannews")} == {
        "contradicted"
    }


def test_everything_is_said_in_both_languages() -> None:
    dossier = demo_dossier()
    for one in dossier:
        assert one.titled("en") != one.title
        assert one.worded("en") != one.text
    assert dossier.actor("zenit").name_in("en") == "Uralsk plant Zenit"


def test_there_is_something_to_replay() -> None:
    dossier = demo_dossier()
    known = [
        len(dossier.as_of(datetime(year, month, 1, tzinfo=UTC)))
        for year, month in ((2024, 1), (2024, 2), (2024, 3), (2025, 1), (2026, 1))
    ]
    assert known[0] == 0
    assert known[1] == 13
    assert known == sorted(known)
    assert known[-1] == len(dossier)
    before = lb.standing(dossier.as_of(datetime(2025, 1, 1, tzinfo=UTC))).set_index("id")
    assert before.loc["artikel-09", "standing"] == "plan confirmed", "the plant still stood"


def test_every_value_of_every_type_has_its_source() -> None:
    types = demo_platforms()
    frame = types.frame
    assert [one.key for one in types] == list(ENVELOPES), "the keys that the flights name"
    assert set(frame.loc[frame["found"], "source"]) == set(VALUE_SOURCES)
    missing = frame[~frame["found"]].groupby("platform")["field"].agg(sorted).to_dict()
    assert missing == {
        "anka-s": ["max_speed"],
        "bayraktar-akinci": ["cruise_speed", "holdings", "link_range", "max_speed", "mtow"],
        "bayraktar-tb2": ["holdings"],
        "orlan-10": ["ceiling", "cruise_speed"],
        "wing-loong-1": ["cruise_speed", "link_range"],
    }


def test_no_generated_flight_may_leave_what_is_published() -> None:
    """The generator's bounds are values of the catalogue."""
    types = demo_platforms()
    for key, envelope in ENVELOPES.items():
        published = [value.si[0] for value in types.of_key(key).of_field(PlatformField.ENDURANCE)]
        assert min(published) == envelope.endurance.value


def test_the_picture_keeps_them(tmp_path_factory: object) -> None:
    picture = lb.Picture("x", dossier=demo_dossier(), platforms=demo_platforms())
    assert "Dossier(32 reports" in repr(picture)
