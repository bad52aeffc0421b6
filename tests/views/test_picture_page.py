"""The picture as one HTML file: everything on it, nothing from outside, every text a text."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

import lagebild as lb
from lagebild.demo.dossier import demo_dossier
from lagebild.demo.platforms import demo_platforms
from lagebild.errors import ValidationError, WriteError
from lagebild.model.standing import standing
from lagebild.views.formats import Formats
from lagebild.views.picture_page import page_html
from tests.builders import HOSTILE, make_picture, make_tracks
from tests.dossiers import report, small_dossier

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


def page(picture: lb.Picture, **options: str) -> str:
    return page_html(picture, Formats(**options), made_at=NOW)  # type: ignore[arg-type]


def demo() -> lb.Picture:
    base = make_picture()
    return lb.Picture(
        "Lage", tracks=base.tracks, airspaces=base.airspaces, dossier=demo_dossier(), platforms=demo_platforms(),
        banner="SYNTHETISCH",
    )  # fmt: skip


class Reader(HTMLParser):
    """Which elements, addresses and names there are."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: set[str] = set()
        self.targets: set[str] = set()
        self.addresses: set[str] = set()
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.handlers += [name] if name.startswith("on") else []
            if name == "id":
                assert value not in self.names, "each name once"
                self.names.add(value or "")
            if name in ("href", "src"):
                (self.targets if (value or "").startswith("#") else self.addresses).add(value or "")


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    return reader


def test_every_report_stands_there_with_source_grade_and_what_others_say() -> None:
    picture = demo()
    plain = html.unescape(re.sub("<[^>]+>", " ", page(picture)))
    rows = picture.dossier.reports
    for row in rows.to_dict("records"):
        assert row["title"] in plain
        assert row["source"] in plain
        assert row["text"] in plain
    words = standing(picture.dossier)["standing"].value_counts()
    assert f"{words['contradicted']} widersprochen" in plain
    relations = picture.dossier.relations
    assert (
        page(picture).count("<dt>widersprochen von<")
        == relations.loc[relations["kind"] == "contradicts", "to"].nunique()
    )
    table = page(picture).split("id='contradictions'")[1].split("</section>")[0]
    assert table.count("<tr>") - 1 == (relations["kind"] == "contradicts").sum()


def test_every_published_value_and_what_nobody_found() -> None:
    types = page(demo()).split("id='types'")[1].split("</section>")[0]
    plain = html.unescape(types)
    for one in demo_platforms():
        assert one.name in plain
        for value in one.values:
            assert value.source.name in plain
    frame = demo_platforms().frame
    assert types.count("nicht gefunden") == (~frame["found"]).sum() > 0


def test_links_lead_somewhere_and_nothing_is_loaded() -> None:
    found = read(page(demo()))
    assert {target.removeprefix("#") for target in found.targets} <= found.names
    assert not {"script", "link", "iframe", "object", "embed", "form"} & set(found.tags)
    assert all(address.startswith(("https://", "http://", "data:image/")) for address in found.addresses)
    assert found.handlers == []
    assert "default-src 'none'" in page(demo())


def test_texts_of_others_stay_texts() -> None:
    sneaky = report(
        "x", title="'><script>alert(1)</script>", text=HOSTILE, source=lb.Source(name=HOSTILE, link="https://a.b/'><b>")
    )
    dossier = small_dossier().with_report(sneaky)
    types = lb.Platforms.of([lb.Platform(key="x", name=HOSTILE, note="</table>")])
    picture = lb.Picture(HOSTILE, tracks=make_tracks(), dossier=dossier, platforms=types, notes="</body>")
    found = read(page(picture))
    assert not {"script", "img"} & set(found.tags)
    assert found.tags.count("b") == read(page(lb.Picture("x", tracks=make_tracks(), dossier=small_dossier().with_report(report("x", title="y", text="z")), platforms=types))).tags.count("b")  # fmt: skip
    assert found.handlers == []


def test_synthetic_data_is_marked_and_layers_say_where_they_are_from() -> None:
    assert "class='marking' role='note'>SYNTHETISCH" in page(demo())
    assert "class='marking'" not in page(lb.Picture("Lage", tracks=make_tracks()))
    layers = page(make_picture()).split("id='layers'")[1]
    for layer in make_picture().layers:
        assert html.escape(layer.name or layer.id) in layers


def test_two_languages_and_units() -> None:
    english = page(demo(), language="en")
    assert "<html lang='en'>" in english
    for word in ("Contradictions", "not found", "Aircraft types", "Layers and their sources"):
        assert word in english
        assert word not in page(demo())
    assert "Widersprüche" in page(demo())
    titles = [one.titled("en") for one in demo_dossier()]
    assert all(html.escape(title) in english for title in titles)


def test_a_snapshot_says_its_moment_and_a_bare_picture_has_little() -> None:
    frozen = make_picture().snapshot()
    assert "Lage zum Zeitpunkt" in page(frozen)
    bare = page(lb.Picture("Leer", tracks=make_tracks()))
    assert "id='reports'" not in bare
    assert "#reports" not in bare
    assert page(demo()) == page(demo()), "equal pictures, equal pages"


def test_it_is_written_whole_and_only_where_asked(tmp_path: Path) -> None:
    target = tmp_path / "lage.html"
    demo().page(target)
    assert target.stat().st_size < 3_000_000
    with pytest.raises(WriteError, match="exists already"):
        lb.write_page(demo(), target)
    lb.write_page(demo(), target, overwrite=True, language="en")
    assert "lang='en'" in target.read_text("utf-8")
    with pytest.raises(ValidationError, match=r"written to \.html"):
        lb.write_page(demo(), tmp_path / "lage.pdf")
    with pytest.raises(ValidationError, match="made of a picture"):
        lb.write_page("Lage", target)  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="language"):
        lb.write_page(demo(), tmp_path / "x.html", language="fr")
