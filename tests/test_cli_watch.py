"""`lagebild watch` and `lagebild rules` as people call them."""

from __future__ import annotations

import pytest

import lagebild as lb
from lagebild.cli_watch import store_of
from lagebild.journal.journal import Journal
from lagebild.live.received_store import ReceivedStore
from lagebild.terminal import harmless
from tests.builders import make_picture, make_tracks
from tests.live.test_trial import flights, observed
from tests.test_cli import run


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "lage"
    make_picture().save(place)
    return place


def test_rules_come_and_go_and_are_in_the_log(folder, monkeypatch, capsys):
    assert run("rules", "list", folder, monkeypatch=monkeypatch) == 0
    assert capsys.readouterr().out.startswith("emergency-squawk  squawk")
    added = ("rules", "add", folder, "tief", "--kind", "low", "--below", "120", "--who", "Müller")
    assert run(*added, monkeypatch=monkeypatch) == 0
    capsys.readouterr()
    assert run("rules", "list", folder, monkeypatch=monkeypatch) == 0
    first, second = capsys.readouterr().out.splitlines()
    # the first rule does not do away with those that were in force without being told
    assert first.startswith("emergency-squawk  squawk")
    assert second.startswith("tief  low")
    assert "below=120.0" in second
    assert run("rules", "remove", folder, "emergency-squawk", monkeypatch=monkeypatch) == 0
    capsys.readouterr()
    assert run("rules", "list", folder, monkeypatch=monkeypatch) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    with Journal(folder) as journal:
        assert [entry.who for entry in journal.entries()][:2] == ["lagebild", "Müller"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["add", "x", "--kind", "low", "--below", "-1"], "below is a number above 0 (m), not -1.0"),
        (["add", "x", "--kind", "guess"], "a rule's kind is one of"),
        (["add", "x", "--kind", "airspace", "--airspace", "nowhere"], "the picture has no airspace 'nowhere'"),
        (["remove", "x"], "there is no rule 'x'"),
    ],
)
def test_mistakes_are_one_sentence(folder, monkeypatch, capsys, arguments, sentence):
    assert run("rules", arguments[0], folder, *arguments[1:], monkeypatch=monkeypatch) == 2
    assert sentence in capsys.readouterr().err


def test_a_replay_is_watched_to_its_end(folder, tmp_path, monkeypatch, capsys):
    frame = make_tracks().frame
    tracks = lb.Tracks.from_frame(
        frame.assign(**{name: frame[name] - 1_000 for name in ("altitude_amsl", "altitude_pressure")})
    )
    path = tmp_path / "flights.parquet"
    lb.write_tracks(tracks, path)
    picture = lb.open_picture(folder)
    visits = lb.crossings(tracks, picture.airspaces, picture.terrain, picture.qnh)
    visits = visits[visits["active"] != "inactive"]
    airspace = visits["airspace_id"].value_counts().index[0]
    name = picture.airspaces.frame.set_index("airspace_id")["name"][airspace]
    added = ("rules", "add", folder, "zone", "--kind", "airspace", "--airspace", airspace, "--undetermined")
    assert run(*added, monkeypatch=monkeypatch) == 0
    assert run("watch", folder, "--feed", f"replay:{path}?speed=2000", monkeypatch=monkeypatch) == 0
    out = capsys.readouterr().out
    assert "watching by these rules: 7500 / 7600 / 7700, zone" in out
    assert "has been told to its end" in out
    entered = visits.loc[visits["airspace_id"] == airspace, "track_id"].unique()
    signs = tracks.frame.drop_duplicates("track_id").set_index("track_id")["callsign"]
    told = [line for line in out.splitlines() if harmless(name) in line]
    assert all(any(signs[one] in line for line in told) for one in entered)
    assert run("journal", "verify", folder, monkeypatch=monkeypatch) == 0


def test_no_place_is_named_for_what_is_not_kept(folder, tmp_path, monkeypatch, capsys):
    place = ("--store", tmp_path / "s")
    assert run("watch", folder, "--feed", "replay:x.csv", *place, monkeypatch=monkeypatch) == 2
    assert "what is replayed is a file already; leave --store out" in capsys.readouterr().err
    assert run("watch", folder, "--feed", "sbs://h:1", "--no-store", *place, monkeypatch=monkeypatch) == 2
    assert "--no-store says so" in capsys.readouterr().err


def test_a_feed_that_is_none(folder, monkeypatch, capsys):
    assert run("watch", folder, "--feed", "radio://h", monkeypatch=monkeypatch) == 2
    assert "a feed begins with one of" in capsys.readouterr().err


def test_what_is_received_is_kept_and_rules_are_tried_on_it(folder, tmp_path, monkeypatch, capsys):
    assert run("rules", "try", folder, monkeypatch=monkeypatch) == 2
    assert "lage.received is not there: nothing was received yet" in capsys.readouterr().err
    assert store_of(folder, None) == tmp_path / "lage.received"
    store = ReceivedStore(store_of(folder, None))
    store.put([("sbs://h:30003", observed(row)) for row in flights()])
    store.close()
    asked = ("rules", "try", folder, "--since", "2026-11-24T09:00Z", "--until", "2026-11-24T12:00Z")
    assert run(*asked, monkeypatch=monkeypatch) == 0
    out = capsys.readouterr().out.splitlines()
    assert "t03 transmits 7700" in out[0]
    assert out[-1] == "1 alerts of 480 messages"
    assert run(*asked[:3], "nobody", monkeypatch=monkeypatch) == 2
    assert "there is no rule 'nobody'" in capsys.readouterr().err
    with Journal(folder) as journal:
        assert not journal.entries()
