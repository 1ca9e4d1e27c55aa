"""What Python itself is busy with, forked workers, flags, logs and health."""

from __future__ import annotations

import json
import uuid

import pytest
from sink import attributes

SLOW = {"OTEL_METRIC_EXPORT_INTERVAL": "200"}


def test_a_planted_block_is_a_lag_of_the_loop_and_a_planted_collection_a_pause(run, sink):
    run(
        """
import upshot, gc, asyncio, time
upshot.init()
async def main():
    await asyncio.sleep(0.25); time.sleep(0.15); await asyncio.sleep(0.25)
asyncio.run(main())
nodes = []
for _ in range(200_000):
    node = []; node.append(node); nodes.append(node)
del nodes, node
gc.collect()
time.sleep(0.6)
"""
    )
    lags = sink.points("asyncio.eventloop.lag")
    assert max(point.max for _, _, point in lags) >= 0.05
    pauses = [(found["cpython.gc.generation"], point) for _, found, point in sink.points("cpython.gc.pause")]
    assert any(generation == 2 and point.count >= 1 and point.max > 0.001 for generation, point in pauses)
    for name in ("process.thread.count", "process.cpu.time", "process.memory.usage", "cpython.gc.collections"):
        assert sink.points(name), name


def test_depths_of_queues_are_read(run, sink):
    run(
        """
import upshot, queue, asyncio, threading, concurrent.futures
upshot.init()
jobs, more = queue.Queue(), queue.Queue()
for i in range(3): jobs.put(i)
more.put(1)
tasks = asyncio.Queue(); tasks.put_nowait(1)
pool = concurrent.futures.ThreadPoolExecutor(1)
hold = threading.Event()
for i in range(5): pool.submit(hold.wait)
upshot.observe("jobs", jobs); upshot.observe("jobs", more); upshot.observe("tasks", tasks); upshot.observe("pool", pool); upshot.observe("own", lambda: 7)
upshot.observe("broken", lambda: 1 / 0)
gone = queue.Queue(); gone.put(1); upshot.observe("gone", gone); del gone
from opentelemetry import metrics
import time; time.sleep(0.1)
metrics.get_meter_provider().force_flush()
hold.set()
try: upshot.observe("text", "no queue")
except TypeError as error: print(error)
"""
    )
    first = {}
    for _, found, point in sink.points("upshot.queue.depth"):
        first.setdefault(found["upshot.queue.name"], point.as_int)
    assert first == {"jobs": 4, "tasks": 1, "pool": 4, "own": 7}


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="There is no fork here.")
def test_forked_workers_count_for_themselves(run, sink):
    run(
        """
import os, sys, time, threading, tea, upshot
telemetry = upshot.init(tea)
for i in range(10): tea.Cups.add(kind=tea.Kind.GREEN)
pids = []
for worker in range(3):
    pid = os.fork()
    if pid == 0:
        for i in range(100):
            tea.Cups.add(kind=tea.Kind.GREEN)
            with tea.Pour.start() as call: call.succeed()
        assert any(thread.name == "upshot-runtime" for thread in threading.enumerate())
        telemetry.shutdown()
        os._exit(0)
    pids.append(pid)
for pid in pids: assert os.waitpid(pid, 0)[1] == 0
""",
        "-W",
        "ignore::DeprecationWarning",
        "app.py",
    )
    counted = {}
    for resource, _, point in sink.points("tea.cups"):
        counted[resource["service.instance.id"]] = max(counted.get(resource["service.instance.id"], 0), point.as_int)
    assert sorted(counted.values()) == [10, 100, 100, 100]
    assert {resource["service.instance.id"] for resource, _, _ in sink.spans()} <= set(counted)
    assert len(sink.spans()) == 300


def test_an_evaluation_of_a_flag_is_an_event_and_marks_the_span(run, sink):
    run(
        """
import upshot
upshot.init()
from opentelemetry import trace
with trace.get_tracer("x").start_as_current_span("request"):
    upshot.evaluated("quick-pay", True, provider="ours", reason="SPLIT")
upshot.evaluated(None, object(), reason=5)
"""
    )
    [(_, _, span)] = sink.spans()
    [log] = [log for _, _, log in sink.logs() if attributes(log).get("feature_flag.key") == "quick-pay"]
    expected = {
        "feature_flag.key": "quick-pay",
        "feature_flag.result.variant": "true",
        "feature_flag.provider.name": "ours",
        "feature_flag.result.reason": "split",
    }
    assert (log.event_name, attributes(log), log.span_id) == ("feature_flag.evaluation", expected, span.span_id)
    assert attributes(span) == {"feature_flag.key": "quick-pay", "feature_flag.result.variant": "true"}
    assert attributes(span.events[0]) == expected


def test_what_openfeature_knows_is_told(run, sink):
    run(
        """
import upshot
from upshot.flags import tell
from types import SimpleNamespace as Of
upshot.init()
tell(Of(flag_key="a", provider_metadata=Of(name="flagd")), Of(variant="blue", reason=Of(value="TARGETING_MATCH"), value="x", flag_metadata={"version": 3}, error_code=None))
tell(Of(flag_key="b", default_value=1), Of(variant=None, reason="ERROR", value="ada@example.com", flag_metadata=None, error_code=Of(value="TYPE_MISMATCH")))
"""
    )
    said = {attributes(log)["feature_flag.key"]: attributes(log) for _, _, log in sink.logs()}
    assert said["a"] == {
        "feature_flag.key": "a",
        "feature_flag.result.variant": "blue",
        "feature_flag.provider.name": "flagd",
        "feature_flag.result.reason": "targeting_match",
        "feature_flag.version": "3",
    }
    assert said["b"] == {"feature_flag.key": "b", "feature_flag.result.reason": "error", "error.type": "type_mismatch"}


def test_log_records_carry_their_trace_and_their_structure(run, sink):
    run(
        """
import upshot, logging, structlog
upshot.init()
logging.getLogger().setLevel(logging.INFO)
structlog.configure(processors=[structlog.stdlib.add_log_level, upshot.structlog_processor, structlog.stdlib.render_to_log_kwargs], logger_factory=structlog.stdlib.LoggerFactory(), wrapper_class=structlog.stdlib.BoundLogger)
from opentelemetry import trace
with trace.get_tracer("x").start_as_current_span("request"):
    logging.getLogger("shop").warning("order %s placed", 7, extra={"order": {"id": 7, "items": ["a", "b"], "paid": True}, "odd": [1, "x", None]})
    structlog.get_logger("shop").info("shipped", order_id=7, nested={"k": {"d": 1}})
    try: 1 / 0
    except ZeroDivisionError: logging.getLogger("shop").exception("failed")
logging.getLogger("shop").info("bad %d", "format")
""",
        quiet=False,
    )
    [(_, _, span)] = sink.spans()
    placed, shipped, failed, bad = [log for _, _, log in sink.logs()]
    assert all((log.trace_id, log.span_id) == (span.trace_id, span.span_id) for log in (placed, shipped, failed))
    found = attributes(placed)
    assert (placed.body.string_value, placed.severity_text, placed.severity_number) == ("order 7 placed", "WARNING", 13)
    assert (found["order.id"], found["order.items"], found["order.paid"], json.loads(found["odd"])) == (7, ["a", "b"], True, [1, "x", None])
    assert (shipped.body.string_value, attributes(shipped)["order_id"], attributes(shipped)["nested.k.d"]) == ("shipped", 7, 1)
    assert attributes(failed)["exception.type"] == "ZeroDivisionError" and "1 / 0" in attributes(failed)["exception.stacktrace"]
    assert bad.body.string_value == "bad %d"


def test_odd_values_cost_neither_their_line_nor_those_beside_it(run, sink):
    run(
        """
import upshot, logging, uuid, decimal, os, structlog
upshot.init(redaction_key="a text")
logging.getLogger().setLevel(logging.INFO)
class Mute:
    def __str__(self): raise RuntimeError("no text")
    __repr__ = __str__
log = logging.getLogger("shop")
log.info("before")
log.info("file %s", os.fsdecode(b"caf\\xe9"), extra={"path": os.fsdecode(b"\\xff"), "paths": [os.fsdecode(b"\\xff")], "huge": 1 << 70, "huges": [1 << 70], "id": uuid.UUID(int=7), "price": decimal.Decimal("4.50"), "mute": Mute(), "deep": {"a": {"b": {"c": {"d": {"e": 1}}}}}, "set": {1}})
log.info(Mute())
try: raise ValueError(Mute())
except ValueError: log.exception("failed")
log.info({"event": "shipped", "order": {"id": 7}})
from opentelemetry import trace
with trace.get_tracer("x").start_as_current_span("caf\\udce9") as span: span.add_event("\\udce9")
""",
        quiet=False,
    )
    logs = [log for _, _, log in sink.logs()]
    assert [log.body.string_value for log in logs] == ["before", "file caf\ufffd", "a Mute that has no text", "failed", "shipped"]
    found = attributes(logs[1])
    assert (found["path"], found["huge"], found["id"], found["price"]) == ("\ufffd", str(1 << 70), str(uuid.UUID(int=7)), "4.50")
    assert (found["paths"], json.loads(found["huges"]), found["set"]) == (["\ufffd"], [1 << 70], "{1}")
    assert found["mute"] == "a Mute that has no text" and json.loads(found["deep.a.b.c.d"]) == {"e": 1}
    assert (attributes(logs[3])["exception.type"], attributes(logs[4])["order.id"]) == ("ValueError", 7)
    [(_, _, span)] = sink.spans()
    assert (span.name, [event.name for event in span.events]) == ("caf\ufffd", ["\ufffd"])


HEALTH = """
import json, tea, upshot
telemetry = upshot.init(tea)
def application(environ, start_response):
    start_response("404 Not Found", []); return [b"no"]
app = upshot.health.wsgi(application)
def get(path):
    said = []
    body = b"".join(app({{"PATH_INFO": path, "REQUEST_METHOD": "GET"}}, lambda status, headers: said.append(status)))
    return said[0], body
assert get("/")[0] == "404 Not Found"
with tea.Pour.start() as call: call.succeed()
tea.Serve.start(kind="oolong", cups=1, is_hot=True).succeed()
telemetry.flush()
status, body = get("/health/telemetry")
assert status == "200 OK"
print(body.decode())
import asyncio
sent = []
async def answer():
    async def send(message): sent.append(message)
    async def inner(scope, receive, send): sent.append("inner")
    asgi = upshot.health.asgi(inner)
    await asgi({{"type": "http", "path": "/health/telemetry", "method": "GET"}}, None, send)
    await asgi({{"type": "http", "path": "/", "method": "GET"}}, None, send)
asyncio.run(answer())
assert json.loads(sent[1]["body"])["status"] == json.loads(body)["status"] and sent[2] == "inner"
""".replace("{{", "{").replace("}}", "}")


def test_health_says_that_telemetry_leaves(run):
    said = json.loads(run(HEALTH, quiet=False))
    assert (said["status"], said["reasons"]) == ("healthy", [])
    assert said["traces"]["taken"] == said["traces"]["exported"] == 2
    assert {entry["name"] for entry in said["operations"]} == {"span.tea.pour@1", "span.tea.serve@1"}
    assert said["leftOut"] == [{"name": "tea.kind", "why": "the plan wants a value of Kind, and a str was given", "count": 1}]
    assert {"signal": "span.tea.hidden", "stage": "off", "share": 0.1, "emitted": False} in said["rollout"]


def test_health_says_that_telemetry_does_not_leave(run, sink):
    sink.code = 400
    said = json.loads(run(HEALTH, quiet=False))
    assert said["status"] == "degraded"
    assert any("export of traces failed" in reason and "OTEL_EXPORTER_OTLP_ENDPOINT" in reason for reason in said["reasons"])
    assert said["traces"]["failed"] == 2
