"""Feeds over real sockets: they connect, die, come back, and nothing is made up in between."""

import json
import socket
import time

import numpy as np
import pytest

import lagebild as lb
from lagebild.errors import ValidationError
from lagebild.live.connection import pause_after
from lagebild.live.feed_address import feed_address
from lagebild.live.feed_state import FeedPhase
from lagebild.live.observations import Observations
from lagebild.live.receiver import Receiver
from tests.builders import make_tracks
from tests.live.adsb import callsign_message, place_message, velocity_message
from tests.live.feeds import sbs
from tests.live.sources import LineServer, dump1090, free_port, wait_for, web_server


class Listening:
    """A receiver that gathers."""

    def __init__(self, *addresses):
        self.receiver = Receiver([feed_address(address) for address in addresses], version="1.0")
        self.parts = []

    def __enter__(self):
        self.receiver.start()
        return self

    def __exit__(self, *_):
        self.receiver.stop()

    @property
    def found(self):
        self.parts += self.receiver.take()
        return Observations.joined([part for _, part in self.parts])

    def until(self, count):
        return wait_for(lambda: self.found if len(self.found) >= count else None)

    @property
    def state(self):
        (state,) = self.receiver.states
        return state

    def phase(self, phase):
        return wait_for(lambda: self.state if self.state.phase is phase else None)


def now_text(ahead=0.0):
    moment = time.gmtime(time.time() + ahead)
    return time.strftime("%Y/%m/%d,%H:%M:%S.000", moment)


def test_a_feed_dies_is_shown_and_comes_back():
    server = LineServer()
    with Listening(f"sbs://127.0.0.1:{server.port}") as listening:
        server.say(sbs(3, "3C6589", now_text(), lat=48, lon=11).encode() + b"MSG,3,cut o")
        assert listening.until(1).key.tolist() == ["3c6589"]
        assert listening.phase(FeedPhase.LIVE).reason == ""
        server.hang_up()
        dead = listening.phase(FeedPhase.DEAD)
        assert dead.reason == "the other side has closed the connection"
        assert dead.next_try - dead.since == pytest.approx(1.0, abs=0.25)
        # what the new connection says is not the end of what the old one had begun to say
        server.say(sbs(3, "400001", now_text(), lat=50, lon=1).encode())
        assert listening.until(2).key.tolist() == ["3c6589", "400001"]
        state = listening.phase(FeedPhase.LIVE)
        assert (state.connections, state.messages, state.garbage) == (2, 2, 0)
        assert state.rate == pytest.approx(0.2)
    server.close()


def test_nobody_there_is_tried_with_growing_pauses():
    pauses = [pause_after(failures, 0.5) for failures in range(1, 9)]
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    assert pause_after(10_000, 1.0) == pytest.approx(72)
    with Listening(f"sbs://127.0.0.1:{free_port()}") as listening:
        state = listening.phase(FeedPhase.DEAD)
        assert state.reason == "nobody answers at this port"
        assert state.heard is None


def test_a_name_that_nobody_has():
    with Listening("sbs://nobody.invalid:1") as listening:
        assert listening.phase(FeedPhase.DEAD).reason == "there is no host of this name"


def test_two_feeds_keep_apart_and_a_dead_one_leaves_the_other_alone():
    one, other = LineServer(), LineServer()
    with Listening(f"sbs://127.0.0.1:{one.port}", f"sbs://127.0.0.1:{other.port}") as listening:
        one.say(sbs(3, "3C6589", now_text(), lat=48, lon=11).encode())
        other.say(sbs(3, "3C6589", now_text(), lat=48, lon=11).encode())
        listening.until(2)
        assert sorted(number for number, _ in listening.parts) == [0, 1]
        one.hang_up()
        wait_for(lambda: listening.receiver.states[0].phase is FeedPhase.DEAD)
        other.say(sbs(3, "3C6589", now_text(), lat=48, lon=11).encode())
        listening.until(3)
        assert listening.receiver.states[1].phase is FeedPhase.LIVE
    one.close()
    other.close()


def test_a_clock_that_is_an_hour_ahead_is_shown_and_corrected():
    server = LineServer()
    with Listening(f"sbs://127.0.0.1:{server.port}") as listening:
        for _ in range(5):
            server.say(sbs(3, "3C6589", now_text(3_600), lat=48, lon=11).encode())
        found = listening.until(5)
        assert listening.state.clock_offset == pytest.approx(-3_600, abs=2)
        assert np.abs(found.time - time.time()).max() < 10
    server.close()


def test_datagrams():
    port = free_port(socket.SOCK_DGRAM)
    event = (
        '<event uid="U1" type="a-u-A" time="{}" how="m-g"><point lat="48" lon="11" hae="900" ce="9" le="9"/></event>'
    )
    with Listening(f"cot+udp://127.0.0.1:{port}") as listening, socket.socket(type=socket.SOCK_DGRAM) as sender:
        wait_for(lambda: listening.state.connections)
        for data in (event.format(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())).encode(), b"\x00rubbish"):
            sender.sendto(data, ("127.0.0.1", port))
        assert listening.until(1).key.tolist() == ["cot:U1"]
        state = wait_for(lambda: (listening.found, listening.state)[1] if listening.state.garbage else None)
        assert (state.phase, state.messages, state.garbage) == (FeedPhase.LIVE, 1, 1)


def test_a_port_that_is_taken():
    with socket.socket(type=socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        with Listening(f"cot+udp://127.0.0.1:{taken.getsockname()[1]}") as listening:
            assert listening.phase(FeedPhase.DEAD).reason == "Address already in use"


def test_asking_a_web_server():
    answers = []

    def answer(request):
        answers.append((request.path, request.headers.get("Authorization")))
        if len(answers) == 2:
            return 503, b""
        body = {"now": time.time(), "aircraft": [{"hex": "3c6589", "lat": 48, "lon": 11, "seen_pos": 0.2}]}
        return 200, json.dumps(body).encode()

    with (
        web_server(answer) as port,
        Listening(f"readsb+http://who:secret@127.0.0.1:{port}/data/aircraft.json") as listening,
    ):
        listening.until(1)
        assert answers[0] == ("/data/aircraft.json", "Basic d2hvOnNlY3JldA==")
        dead = listening.phase(FeedPhase.DEAD)
        assert dead.reason == "the server answers 503 Service Unavailable"
        assert "secret" not in dead.name
        listening.until(2)
        assert listening.phase(FeedPhase.LIVE).messages == 2


def test_an_aprs_server_is_greeted():
    server = LineServer()
    with Listening(f"ogn://127.0.0.1:{server.port}") as listening:
        wait_for(lambda: server.clients)
        assert server.clients[0].recv(200) == b"user N0CALL pass -1 vers lagebild 1.0\r\n"
        assert listening.receiver.states
    server.close()


def test_a_real_receiver_tells_the_same_by_both_its_outputs():
    pytest.importorskip("rs1090")
    sent = []
    for step in range(20):
        where = (11.5 + step * 0.002, 48.25 + step * 0.001)
        sent.append((where, place_message("3C6589", *where, 12_000 + 25 * step, odd=step % 2)))
    others = [callsign_message("3C6589", "DLH1A"), velocity_message("3C6589", 300, -200, 640)]
    with (
        dump1090() as (raw, lines, frames),
        Listening(f"sbs://127.0.0.1:{lines}", f"beast://127.0.0.1:{frames}") as listening,
        socket.create_connection(("127.0.0.1", raw)) as radio,
    ):
        wait_for(lambda: all(state.connections for state in listening.receiver.states))
        time.sleep(0.3)  # dump1090 takes new clients now and then
        for message in [message for _, message in sent] + others:
            radio.sendall(f"*{message};\n".encode())
            time.sleep(0.02)
        wait_for(lambda: len(listening.found) and _last(listening, 0) and _last(listening, 1))
        for feed in (0, 1):
            found = Observations.joined([part for number, part in listening.parts if number == feed])
            assert set(found.key) == {"3c6589"}
            located = found.take(found.located)
            assert located.numbers[-1, :2] == pytest.approx(sent[-1][0], abs=2e-4)
            assert located.numbers[-1, 2] == pytest.approx((12_000 + 25 * 19) * 0.3048)
            assert "DLH1A" in found.column("callsign")
            speed = found.column("ground_speed")
            assert speed[~np.isnan(speed)][-1] == pytest.approx(np.hypot(300, 200) * 1852 / 3600, abs=0.5)
            assert len(located) >= 17
        assert all(state.garbage == 0 for state in listening.receiver.states)


def _last(listening, feed):
    """Whether a feed has told the speed, which was sent last."""
    found = [part for number, part in listening.parts if number == feed]
    return found and not np.isnan(Observations.joined(found).column("ground_speed")).all()


def test_a_replay_tells_everything_in_its_order(tmp_path):
    tracks = make_tracks(count=3, fixes=50)
    path = tmp_path / "flights.parquet"
    lb.write_tracks(tracks, path)
    with Listening(f"replay:{path}?speed=2000") as listening:
        assert listening.receiver.is_replay
        found = listening.until(tracks.fixes)
        assert (np.diff(found.time) >= 0).all()
        ended = listening.phase(FeedPhase.ENDED)
        assert ended.messages == tracks.fixes == len(found)
        assert sorted(found.time) == sorted(tracks.frame["time"].astype("int64") / 1e9)
        assert listening.receiver.clock.now() == found.time[-1]  # behind it nothing goes on


def test_a_replay_tells_nothing_before_its_time(tmp_path):
    path = tmp_path / "flights.parquet"
    lb.write_tracks(make_tracks(count=2, fixes=50), path)
    with Listening(f"replay:{path}") as listening:
        first = listening.until(1)
        assert (first.time <= listening.receiver.clock.now()).all()
        assert len(first) < 10


def test_feeds_that_do_not_go_together(tmp_path):
    path = tmp_path / "flights.parquet"
    lb.write_tracks(make_tracks(count=1), path)
    with pytest.raises(ValidationError, match="a replay and a feed of now cannot be mixed"):
        Receiver([feed_address(f"replay:{path}"), feed_address("sbs://h")])
    with pytest.raises(ValidationError, match="the feed sbs://h:30003 is given twice"):
        Receiver([feed_address("sbs://h"), feed_address("sbs://h:30003")])
    other = tmp_path / "other.parquet"
    other.write_bytes(path.read_bytes())
    both = Receiver([feed_address(f"replay:{path}"), feed_address(f"replay:{other}?speed=2")])
    with pytest.raises(ValidationError, match="replays of one picture have one speed, not 1, 2"):
        both.start()
