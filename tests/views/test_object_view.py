"""An actor, a site, a type: what is known of it, its reports and flights on the map, its neighbours in a graph."""

from __future__ import annotations

import pandas as pd
import pytest

import lagebild as lb
from lagebild.dashboard.app import Dashboard
from lagebild.demo.dossier import demo_dossier
from lagebild.demo.platforms import demo_platforms
from lagebild.errors import ValidationError
from lagebild.model.dossier_objects import ObjectKey, ObjectKind, object_links
from lagebild.service.picture_service import PictureService
from lagebild.views.formats import Formats
from lagebild.views.object_facts import object_facts
from lagebild.views.object_graph import object_graph, object_neighbours
from lagebild.views.object_view import ObjectView
from tests.builders import make_picture
from tests.dossiers import report, small_dossier
from tests.views.test_coverage_view import press

ACTOR, SITE, PLATFORM = ObjectKind.ACTOR, ObjectKind.SITE, ObjectKind.PLATFORM
GERMAN = Formats(language="de")


def demo() -> lb.Picture:
    frame = make_picture().tracks.frame.copy()
    first = frame["track_id"].iloc[0]
    frame["platform"] = pd.Series("anka-s", index=frame.index, dtype="str").where(frame["track_id"] == first, "tb2")
    tracks = lb.Tracks.from_frame(frame)
    return lb.Picture("Lage", tracks=tracks, dossier=demo_dossier(), platforms=demo_platforms())


def view_of(picture: lb.Picture) -> ObjectView:
    return lb.object_view(picture.map())


def test_it_opens_with_whom_most_reports_name() -> None:
    picture = demo()
    view = view_of(picture)
    counts = {one.id: sum(one.id in r.actors for r in picture.dossier) for one in picture.dossier.actor_values}
    assert view.key is not None
    assert counts[view.key.id] == max(counts.values())
    assert list(view.choice.groups) == ["Akteure", "Standorte", "Muster"]
    assert f"{counts[view.key.id]} Meldungen" in view.facts.object


def test_facts_of_an_actor_and_of_a_site() -> None:
    picture = lb.Picture("Lage", tracks=make_picture().tracks, dossier=small_dossier())
    actor = object_facts(picture, ObjectKey(ACTOR, "a"), GERMAN)
    assert "gehört zu: &lt;img src=x" in actor
    assert "Standorte: Standort" in actor
    assert "<img" not in actor
    site = object_facts(picture, ObjectKey(SITE, "s"), GERMAN)
    assert "Ort: Stadt <small>(auf die Stadt genau)</small>" in site
    assert "Akteure: Werk" in site


def test_a_type_says_all_that_is_published_and_what_is_not() -> None:
    told = object_facts(demo(), ObjectKey(PLATFORM, "orlan-10"), GERMAN)
    orlan = demo_platforms().of_key("orlan-10")
    for value in orlan.values:
        assert value.source.name in told
    empty = object_facts(
        demo().with_platforms(lb.Platforms.of([lb.Platform(key="x", name="X")])), ObjectKey(PLATFORM, "x"), GERMAN
    )
    assert empty.count("nicht gefunden") == 8
    assert "nicht im Katalog" in object_facts(demo(), ObjectKey(PLATFORM, "mohajer-6"), GERMAN)


def test_its_reports_alone_and_all_again() -> None:
    view = view_of(demo())
    view.show(ObjectKey(PLATFORM, "orlan-10"))
    named = [one.id for one in view.map.picture.dossier if "orlan-10" in one.platforms]
    assert view.map.shown_reports is None
    press(view.only)
    assert view.map.shown_reports == named
    view.show(ObjectKey(ACTOR, "ukraine"))
    assert view.map.shown_reports == [one.id for one in view.map.picture.dossier if "ukraine" in one.actors]
    press(view.only)
    assert view.map.shown_reports is None


def test_flights_of_a_type_are_selected() -> None:
    view = view_of(demo())
    view.show(ObjectKey(PLATFORM, "anka-s"))
    assert view.flights.name == "1 Flug auswählen"
    press(view.flights)
    first = view.map.picture.tracks.ids[0]
    assert view.map.selection[["kind", "id"]].to_numpy().tolist() == [["track", first]]
    view.show(ObjectKey(ACTOR, "ukraine"))
    assert not view.flights.visible


def test_a_row_is_selected_on_the_map() -> None:
    view = view_of(demo())
    view.show(ObjectKey(PLATFORM, "orlan-10"))
    table = view._table[0]
    table.selection = [0]
    named = [one.id for one in view.map.picture.dossier if "orlan-10" in one.platforms]
    assert view.map.report == named[0]


def test_neighbours_are_those_that_links_say() -> None:
    picture = lb.Picture("Lage", dossier=small_dossier(), platforms=demo_platforms())
    table = object_neighbours(picture, ObjectKey(ACTOR, "a"))
    rows = {row["key"]: row for row in table.to_dict("records")}
    assert list(rows) == ["actor:b", "site:s", "platform:anka-s"]
    assert rows["actor:b"] == {"key": "actor:b", "reports": 0, "part_of": True, "has_part": False, "at": False}
    assert rows["site:s"]["at"]
    assert rows["platform:anka-s"]["reports"] == 1
    assert object_neighbours(picture, ObjectKey(ACTOR, "b"))["has_part"].tolist() == [True]
    assert len(object_neighbours(picture, ObjectKey(PLATFORM, "tb2"))) == 0


def test_the_graph_names_everybody_once_and_bounds_them() -> None:
    picture = demo()
    for actor in picture.dossier.actor_values:
        graph = object_graph(picture, ObjectKey(ACTOR, actor.id), GERMAN)
        keys = graph.nodes.data["key"]
        links = object_links(picture.dossier)
        mine = {
            f"{k}:{i}" for k, i, o in zip(links["to_kind"], links["to"], links["from"], strict=True) if o == actor.id
        }
        mine |= {
            f"{k}:{i}" for k, i, o in zip(links["from_kind"], links["from"], links["to"], strict=True) if o == actor.id
        }
        assert set(keys[1:]) == mine
        places = list(zip(graph.nodes.data["x"], graph.nodes.data["y"], strict=True))
        assert len(set(places)) == len(keys), "no two at one place"
    crowd = tuple(f"a{number}" for number in range(30))
    many = lb.Dossier.of([report("r", actors=crowd)], actors=[lb.Actor(id=one, name=one) for one in crowd])
    graph = object_graph(lb.Picture("x", dossier=many), ObjectKey(ACTOR, "a0"), GERMAN, theme="dark")
    assert (len(graph.nodes.data["key"]), graph.left_out) == (15, 15)


def test_a_click_on_a_neighbour_goes_there() -> None:
    view = view_of(demo())
    view.show(ObjectKey(PLATFORM, "anka-s"))
    figure = view._graph[0].object
    source = figure.renderers[-1].data_source
    source.selected.indices = [1]
    assert str(view.key) == source.data["key"][1]


def test_names_on_the_map_lead_to_their_objects() -> None:
    dashboard = Dashboard(PictureService(demo()))
    named = next(one for one in dashboard.map.picture.dossier if one.platforms and one.place and one.place.longitude)
    dashboard.map.show_report(named.id)
    rows = [row for section in dashboard.map.details["sections"] for row in section["rows"]]
    links = next(row["links"] for row in rows if row["label"] == "Muster")
    assert links[0]["id"] == named.platforms[0]
    for _ in range(2):
        dashboard.map.asked_object = {"kind": links[0]["kind"], "id": links[0]["id"]}
        assert dashboard.map.asked_object == {}
    assert dashboard.analysis is not None
    assert str(dashboard.analysis.objects.key) == f"platform:{named.platforms[0]}"
    assert dashboard.analysis.tabs.active == 1
    press(dashboard.analysis.objects.only)
    assert dashboard.analysis.timeline.filters.platforms.value == [named.platforms[0]]
    assert named.id in dashboard.analysis.timeline.shown["id"].tolist()
    assert len(dashboard.analysis.timeline.shown) < len(dashboard.map.picture.dossier)
    dashboard.map.asked_object = {"kind": "ship", "id": "x"}
    assert dashboard.map.asked_object == {}


def test_without_anybody_to_ask_names_are_plain() -> None:
    lagemap = demo().map()
    lagemap.show_report(next(one.id for one in lagemap.picture.dossier if one.place and one.place.longitude))
    rows = [row for section in lagemap.details["sections"] for row in section["rows"]]
    assert not any("links" in row for row in rows)


def test_what_it_needs_is_said() -> None:
    with pytest.raises(ValidationError, match=r"made by picture\.map\(\)"):
        lb.object_view("Karte")  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="dossier or catalogue"):
        lb.object_view(make_picture().map())


def test_in_english() -> None:
    view = lb.object_view(demo().map(language="en"))
    view.show(ObjectKey(PLATFORM, "anka-s"))
    assert list(view.choice.groups) == ["Actors", "Sites", "Aircraft types"]
    assert "Endurance" in view.facts.object
