"""The stream over HTTP: the first answer at once, the next one when there is something new."""

import gzip
import threading
import time
import urllib.error
import urllib.request

import pytest

from lagebild.errors import ValidationError
from lagebild.journal.entry import EntryKind, NewEntry
from lagebild.journal.journal import Journal
from lagebild.live.feed_address import feed_address
from lagebild.service.live_service import LiveService
from lagebild.views.columns import unpack
from tests.live.sources import LineServer, wait_for
from tests.service.test_live_service import picture, report
from tests.serving import served


@pytest.fixture
def source():
    server = LineServer()
    yield server
    server.close()


@pytest.fixture
def live(source, tmp_path):
    with Journal(tmp_path, "test") as journal:
        service = LiveService(picture(), journal, [feed_address(f"sbs://127.0.0.1:{source.port}")])
        service.start()
        yield service
        service.stop()


def ask(address, **question):
    query = "&".join(f"{name}={value}" for name, value in question.items())
    with urllib.request.urlopen(f"{address}lagebild-live/test?{query}", timeout=30) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        return unpack(gzip.decompress(answer.read()))


def test_an_answer_comes_when_there_is_something_new(source, live):
    with served(picture(), live=live) as address:
        source.say(report("3C6589", 10.9))
        wait_for(lambda: live.recent.last)
        meta, columns = ask(address, after=0)
        assert meta["whole"]
        assert len(columns["slot"]) == 1
        begun, found = time.monotonic(), []
        asking = threading.Thread(target=lambda: found.append(ask(address, after=meta["last"], epoch=meta["epoch"])))
        asking.start()
        time.sleep(1.2)
        assert not found  # nothing is new
        source.say(report("3C6589", 10.95, ahead=0.5))
        asking.join(10)
        assert time.monotonic() - begun < 5
        (answered,) = found
        assert not answered[0]["whole"]
        assert len(answered[1]["slot"]) == 1
        # a page of a server that was started anew is told everything
        assert ask(address, after=5, epoch="another")[0]["whole"]


def test_the_log_is_saved_as_table_and_as_document(live):
    live.desk.enter(NewEntry(EntryKind.NOTE, "Schichtbeginn", "Müller"))
    with served(picture(), live=live) as address:
        with urllib.request.urlopen(f"{address}lagebild-log/test.csv?words=schicht", timeout=10) as answer:
            assert "attachment" in answer.headers["Content-Disposition"]
            assert answer.read().decode("utf-8-sig").count("\n") == 2
        with urllib.request.urlopen(f"{address}lagebild-log/test.pdf?kind=note&lang=en", timeout=30) as answer:
            assert answer.headers["Content-Type"] == "application/pdf"
            assert answer.read().startswith(b"%PDF")
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{address}lagebild-log/test.pdf?kind=lies", timeout=10)
        refused.value.close()
        assert refused.value.code == 400


def test_supervisors_ask_the_page_s_server_as_well(source, live):
    with served(picture(), live=live) as address:
        wait_for(lambda: source.clients)
        with urllib.request.urlopen(f"{address}health", timeout=10) as answer:
            assert b'"ok":true' in answer.read()
        with urllib.request.urlopen(f"{address}metrics", timeout=10) as answer:
            assert b"lagebild_" in answer.read()


@pytest.mark.parametrize(("path", "status"), [("test?after=x", 400), ("other?after=0", 404)])
def test_other_questions_are_refused(live, path, status):
    with served(picture(), live=live) as address:
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{address}lagebild-live/{path}", timeout=10)
        refused.value.close()
        assert refused.value.code == status


def test_feeds_belong_to_one_picture(live):
    from lagebild.dashboard.server import make_server

    with pytest.raises(ValidationError, match="one picture"):
        make_server([picture(), picture()], live=live)
