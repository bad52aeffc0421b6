"""The airspaces of a height profile: colours of the map, names that do not overlap, nothing untold."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import lagebild as lb
from lagebild.views.airspace_families import family_colour
from lagebild.views.formats import Formats
from lagebild.views.section_bands import Box, names_at, place_labels
from lagebild.views.section_figure import section_figure
from tests.builders import make_terrain, make_tracks
from tests.views.test_section_view import picture, section

LETTER, LINE, WIDTH = 6.2, 15.0, 900.0


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    left, right = sorted(draw(st.tuples(st.floats(0, WIDTH), st.floats(0, WIDTH))))
    bottom, top = sorted(draw(st.tuples(st.floats(0, 200), st.floats(0, 200))))
    return Box(text=draw(st.text("abc", min_size=1, max_size=60)), left=left, right=right, top=top, bottom=bottom)


@given(st.lists(boxes(), max_size=30))
def test_names_stand_within_the_plot_and_never_over_each_other(wanted: list[Box]) -> None:
    places = place_labels(wanted)
    for number, (text, left, top) in enumerate(places):
        assert 0 <= left <= WIDTH - LETTER * len(text) + 1e-9
        for other, other_left, other_top in places[:number]:
            beside = left >= other_left + LETTER * len(other) - 1e-9 or other_left >= left + LETTER * len(text) - 1e-9
            assert beside or abs(top - other_top) >= LINE - 1e-9
    if wanted:
        assert places  # the widest band always finds a place


def test_of_two_bands_at_one_place_both_are_named_where_both_have_room() -> None:
    upper, lower = (Box(text=name, left=0, right=WIDTH, top=190, bottom=20) for name in ("upper", "lower"))
    (_, first, top), (_, second, also) = place_labels([upper, lower])
    assert top == also == 190
    assert second == 0 < first
    wide = [Box(text="name" * 30, left=0, right=WIDTH, top=190, bottom=20) for _ in range(3)]
    assert [top for _, _, top in place_labels(wide)] == [190, 190 - LINE, 190 - 2 * LINE]


def test_bands_have_the_colours_of_the_map() -> None:
    found = section()
    for theme in ("light", "dark"):
        drawn = section_figure(found, Formats(), theme=theme).figure
        colours = {one.glyph.fill_color for one in drawn.renderers if hasattr(one.glyph, "fill_color")}
        assert family_colour("control-zone", theme) in colours
    assert set(found.airspace_type.values) >= {"CTR"}


def test_what_has_no_room_is_told_under_the_cursor() -> None:
    frame = picture().airspaces.frame.iloc[[0]]
    frame = frame.loc[frame.index.repeat(60)].assign(
        airspace_id=[f"z{n}" for n in range(60)], name=[f"Zone {n}" for n in range(60)]
    )
    found = lb.cross_section(make_tracks(1), make_terrain(), lb.Airspaces.from_frame(frame), 1003.25)
    labels = next(one for one in section_figure(found, Formats()).figure.center if one.name == "airspaces")
    assert 0 < len(labels.source.data["text"]) < 60
    names = names_at(found, np.arange(found.sizes["distance"]))
    assert len(names) == found.sizes["distance"]
    inside = [text for text in names if text != "–"]
    assert inside
    assert all(text.count("Zone") == 60 for text in inside)
    assert names_at(lb.cross_section(make_tracks(1), None), np.array([0])) == ["–"]
