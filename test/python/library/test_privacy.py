"""What libraries set is redacted by the plan's classes; a Flask and a FastAPI service without other code leak nothing."""

from __future__ import annotations

import pytest
from sink import attributes
from upshot.plans import Plan
from upshot.redaction import Redaction

FLASK = """
import upshot
upshot.init()
from flask import Flask
from opentelemetry.instrumentation.flask import FlaskInstrumentor
app = Flask("shop")
FlaskInstrumentor().instrument_app(app)

@app.get("/items/<number>")
def item(number):
    return "x"

client = app.test_client()
client.get("/items/7?mail=ada@example.com&page=2", environ_base={"REMOTE_ADDR": "203.0.113.9"}, headers={"X-Forwarded-For": "203.0.113.10"})
"""

FASTAPI = """
import upshot
upshot.init()
from fastapi import FastAPI
from fastapi.testclient import TestClient
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
app = FastAPI()
FastAPIInstrumentor.instrument_app(app)

@app.get("/items/{number}")
def item(number: int):
    return number

TestClient(app, client=("203.0.113.9", 4711)).get("/items/7?mail=ada@example.com&page=2", headers={"X-Forwarded-For": "203.0.113.10"})
"""


def native(name):
    try:
        __import__(name)
        return True
    except ImportError:
        return False


@pytest.mark.parametrize(
    "code",
    [
        FLASK,
        pytest.param(
            FASTAPI,
            marks=pytest.mark.skipif(not native("fastapi"), reason="FastAPI needs a native part that is built for another Python."),
        ),
    ],
    ids=["Flask", "FastAPI"],
)
def test_a_service_without_other_code_leaks_nothing(run, sink, code):
    run(code, quiet=False)
    [(_, _, span)] = [found for found in sink.spans() if found[2].kind == 2]
    found = attributes(span)
    said = repr([attributes(span) for _, _, span in sink.spans()]) + repr(sink.metrics())
    assert "203.0.113" not in said and "ada@" not in said
    # The names of today's conventions, and what is worth knowing stays.
    assert (found["http.request.method"], found["http.response.status_code"]) == ("GET", 200)
    assert found["http.route"].startswith("/items/")
    assert found.get("url.query", "mail=***&page=***") == "mail=***&page=***"


def plan(redact=None, shown=()):
    return Plan(None, "Tea", "d", "tea", 1.0, (), {}, redact or {}, frozenset(shown))


@pytest.mark.parametrize(
    ("name", "given", "left"),
    [
        ("url.full", "https://ada:secret@shop.example/a?mail=a@b.c#x", "https://shop.example/a?mail=***#x"),
        ("url.full", "https://shop.example/a", "https://shop.example/a"),
        ("url.query", "a=1&b&c=2", "a=***&b&c=***"),
        ("http.target", "/a?b=c", "/a?b=***"),
        ("url.full", 5, 5),
        ("url.path", "/a?b=c", "/a?b=c"),
    ],
)
def test_which_parameters_there_were_stays_and_what_they_held_does_not(name, given, left):
    assert Redaction([]).of({name: given}) == {name: left}


def test_the_plan_has_the_last_word():
    redaction = Redaction([plan({"user.id": "hash", "note": "mask", "token": "drop"}, shown=["client.address", "url.query"])], b"k")
    left = redaction.of(
        {"user.id": "u1", "note": "x", "token": "t", "client.address": "10.0.0.1", "url.query": "a=1", "user.email": "a@b.c", "n": 1}
    )
    assert set(left) == {"user.id", "note", "client.address", "url.query", "n"}
    assert (left["note"], left["client.address"], left["url.query"], left["n"]) == ("***", "10.0.0.1", "a=1", 1)
    assert len(left["user.id"]) == 32 and left["user.id"] != "u1"


def test_a_hash_is_that_of_generated_code(monkeypatch):
    import tea

    tea.configure(redaction_key=b"test key")
    into = {}
    from tea._upshot.privacy import put_hash

    put_hash(into, "x", "ada@example.com")
    assert Redaction([plan({"x": "hash"})], b"test key").of({"x": "ada@example.com"}) == into


def test_what_generated_code_has_redacted_is_not_redacted_again():
    assert Redaction([plan({"x": "hash"})], b"k").of({"x": "a" * 32}, scope="tea") == {"x": "a" * 32}


def test_the_peer_of_a_client_is_a_machine():
    assert Redaction([]).of({"network.peer.address": "10.0.0.1"}, of_called=True) == {"network.peer.address": "10.0.0.1"}
    assert Redaction([]).of({"network.peer.address": "10.0.0.1"}) == {}
