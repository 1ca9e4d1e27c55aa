"""Which signals are on: as the plan says, or a server that makes sense."""

from __future__ import annotations

import http.server
import json
import os
import random
import sys
import threading

import pytest
import tea
from opentelemetry import context
from tea._upshot import follow
from tea._upshot.follow import Follower
from tea._upshot.rollout import Rollout

NONSENSE = [
    None,
    5,
    "on",
    [],
    {},
    {"title": "Not found"},
    {"signals": None},
    {"signals": []},
    {"signals": "nonsense"},
    {"signals": {"span.tea.hidden": "on"}},
    {"signals": {"span.tea.hidden": {}}},
    {"signals": {"span.tea.hidden": {"stage": "yes"}}},
    {"signals": {"span.tea.hidden": {"stage": ["on"]}}},
    {"signals": {"span.tea.experiment": {"stage": "canary", "share": "all"}}},
    {"signals": {"span.tea.experiment": {"stage": "canary", "share": 50}}},
    {"signals": {"span.tea.experiment": {"stage": "canary", "share": float("nan")}}},
    {"signals": {"span.tea.experiment": {"stage": "canary", "share": True}}},
]


@pytest.fixture
def rollout():
    return Rollout({"span.tea.hidden": ("off", 0.1), "span.tea.pour": ("on", 0.1), "span.tea.experiment": ("canary", 0.5)})


@pytest.mark.parametrize("answer", NONSENSE, ids=str)
def test_nonsense_changes_nothing(rollout, answer):
    assert rollout.apply({"signals": {"span.tea.hidden": {"stage": "on"}, "span.tea.pour": {"stage": "off", "share": 0}}})
    before = rollout.stages()
    assert not rollout.apply(answer)
    assert rollout.stages() == before
    assert rollout.is_on("span.tea.hidden") and not rollout.is_on("span.tea.pour")


def test_what_a_server_does_not_name_is_as_the_plan_says(rollout):
    rollout.apply({"signals": {"span.tea.hidden": {"stage": "on"}, "span.unknown": {"stage": "on"}}})
    assert rollout.apply({"signals": {}})
    assert not rollout.is_on("span.tea.hidden") and rollout.is_on("span.tea.pour") and not rollout.is_on("span.unknown")


def test_a_canary_stays_one_while_the_share_grows(rollout):
    rollout.use_instance("instance-7")
    was = False
    for percent in range(0, 101, 5):
        rollout.apply({"signals": {"span.tea.experiment": {"stage": "canary", "share": percent / 100}}})
        assert rollout.is_on("span.tea.experiment") >= was
        was = rollout.is_on("span.tea.experiment")
    assert was


class Answers(http.server.BaseHTTPRequestHandler):
    body, code, tag, elsewhere, seen = b"{}", 200, "", "", []

    def do_GET(self):
        Answers.seen.append(dict(self.headers))
        code = 304 if Answers.tag and self.headers["If-None-Match"] == Answers.tag else Answers.code
        self.send_response(code)
        if Answers.tag:
            self.send_header("ETag", Answers.tag)
        if Answers.elsewhere:
            self.send_header("Location", Answers.elsewhere)
        self.end_headers()
        if code != 304:
            self.wfile.write(Answers.body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    serving = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    Answers.body, Answers.code, Answers.tag, Answers.elsewhere, Answers.seen = b"{}", 200, "", "", []
    yield f"http://127.0.0.1:{serving.server_port}/"
    serving.shutdown()
    serving.server_close()


def follower(rollout, address, **more):
    return Follower(rollout.apply, address, **{**dict(seconds=30, headers={}, chance=random.Random(1)), **more})


ON = json.dumps({"signals": {"span.tea.hidden": {"stage": "on"}}}).encode()


def test_an_answer_is_taken_once_and_then_asked_for_by_its_tag(rollout, server):
    asking = follower(rollout, server, headers={"Authorization": "Bearer x"})
    Answers.body, Answers.tag = ON, '"1"'
    assert asking.ask() and rollout.is_on("span.tea.hidden")
    assert asking.ask()
    assert [seen.get("If-None-Match") for seen in Answers.seen] == [None, '"1"']
    assert Answers.seen[0]["Authorization"] == "Bearer x"


@pytest.mark.parametrize(
    ("code", "body"),
    [
        (500, ON),
        (404, ON),
        (200, b"<html>"),
        (200, b""),
        (200, b'{"title":"x"}'),
        (200, b"[" * 100_000),
        (200, b'{"signals":{"a":"' + b"x" * (1 << 20) + b'"}}'),
        (200, b"\xff\xfe"),
    ],
    ids=range(8),
)
def test_an_answer_that_makes_no_sense_changes_nothing_and_is_no_success(rollout, server, code, body):
    Answers.code, Answers.body = code, body
    before = rollout.stages()
    assert not follower(rollout, server).ask()
    assert rollout.stages() == before


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_nobody_is_followed_elsewhere_with_the_token(rollout, server, code):
    Answers.code, Answers.body, Answers.elsewhere = code, ON, f"{server}elsewhere"
    assert not follower(rollout, server, headers={"Authorization": "Bearer x"}).ask()
    assert len(Answers.seen) == 1 and not rollout.is_on("span.tea.hidden")


def test_an_answer_that_drips_is_given_up(monkeypatch):
    times = iter(range(0, 1000, 4))
    monkeypatch.setattr(follow.time, "monotonic", lambda: next(times))

    class Dripping:
        def read1(self, most):
            return b" "

    assert follow._read(Dripping()) is None


def test_asking_leaves_no_spans():
    seen = []
    over = threading.Event()

    def apply(_):
        return False

    class Watched(Follower):
        def ask(self):
            seen.append(context.get_value("suppress_instrumentation"))
            self.stop()
            over.set()
            return True

    Watched(apply, "http://127.0.0.1:1", 30, {}, random.Random(1)).start()
    assert over.wait(10) and seen == [True]


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "nonsense", "http://", "ftp://x", "http://[::1"])
def test_a_server_that_cannot_be_asked_does_no_harm(rollout, address):
    assert not follower(rollout, address).ask()


def test_the_pause_doubles_up_to_ten_minutes_and_is_never_the_same_for_all(rollout):
    asking = follower(rollout, "http://127.0.0.1:1")
    pauses = []
    for failures in range(12):
        asking._failures = failures
        pauses.append(asking.pause())
        due = min(30 * 2**failures, 600)
        assert due * 0.8 <= pauses[-1] <= due * 1.2
    assert len(set(pauses)) == len(pauses)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="There is no fork here.")
def test_a_forked_process_asks_on(server):
    Answers.body = ON
    stop = tea.follow_rollout(server, seconds=0.05)
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        alive = any(thread.name == "upshot-rollout" for thread in threading.enumerate())
        os.write(write, b"1" if alive else b"0")
        os._exit(0)
    os.waitpid(pid, 0)
    stop()
    tea.apply_rollout({"signals": {}})
    assert os.read(read, 1) == b"1"
    sys.stdout.flush()
