"""An application may set up telemetry before or after it imports what emits it; each order in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

SET_UP = """
from opentelemetry import _logs, metrics, trace
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs import export
from opentelemetry.sdk._logs.export import SimpleLogRecordProcessor
InMemoryLogRecordExporter = getattr(export, "InMemoryLogRecordExporter", None) or export.InMemoryLogExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
spans, logs, reader = InMemorySpanExporter(), InMemoryLogRecordExporter(), InMemoryMetricReader()
tracers, loggers = TracerProvider(), LoggerProvider()
tracers.add_span_processor(SimpleSpanProcessor(spans))
loggers.add_log_record_processor(SimpleLogRecordProcessor(logs))
trace.set_tracer_provider(tracers)
metrics.set_meter_provider(MeterProvider(metric_readers=[reader]))
_logs.set_logger_provider(loggers)
"""
EMIT = """
tea.Cups.add(kind=tea.Kind.GREEN)
tea.Closed.write(from_="Uji")
with tea.Pour.start() as call: call.succeed()
"""
TELL = """
import json
scopes = [s for r in reader.get_metrics_data().resource_metrics for s in r.scope_metrics]
print(json.dumps({"spans": [s.name for s in spans.get_finished_spans()], "events": [l.log_record.event_name for l in logs.get_finished_logs()],
    "signals": [s.scope.attributes["upshot.signals"].count("@") for s in scopes], "metrics": sorted(m.name for s in scopes for m in s.metrics)}))
"""
ORDERS = {
    "SDK first": [SET_UP, "import tea", EMIT],
    "SDK last": ["import tea", SET_UP, EMIT],
    "SDK after a first use": ["import tea", EMIT, SET_UP, EMIT],
}


def run(*parts, **environment):
    ended = subprocess.run(
        [sys.executable, "-c", "\n".join(parts)], capture_output=True, text=True, env={**os.environ, **environment}, timeout=120
    )
    assert ended.returncode == 0, ended.stderr
    return ended


@pytest.mark.parametrize("order", ORDERS)
def test_everything_arrives_with_its_contract_in_any_order(order):
    said = json.loads(run(*ORDERS[order], TELL).stdout)
    assert said == {"spans": ["tea.pour"], "events": ["tea.closed"], "signals": [8], "metrics": ["tea.cups"]}


def test_what_is_observed_before_the_sdk_is_set_up_is_read():
    said = run("import tea; tea.Guests.observe(lambda: 4)", SET_UP, TELL).stdout
    assert json.loads(said)["metrics"] == ["tea.guests"]


def test_without_an_sdk_nothing_happens_and_nothing_is_said():
    ended = run("import tea", EMIT, "tea.Guests.observe(lambda: 4)")
    assert (ended.stdout, ended.stderr) == ("", "")


def test_a_disabled_sdk_is_taken_for_none():
    said = json.loads(
        run(
            "import tea",
            SET_UP,
            EMIT,
            "import json; print(json.dumps([len(spans.get_finished_spans()), tea._cups_counter.live]))",
            OTEL_SDK_DISABLED="true",
        ).stdout
    )
    assert said == [0, False]


def test_an_api_without_the_variables_that_are_looked_at_works_all_the_same():
    hide = """
import opentelemetry.trace as t, opentelemetry.metrics._internal as m, opentelemetry._logs._internal as l, builtins
real = builtins.hasattr
builtins.hasattr = lambda thing, name: name not in ("_TRACER_PROVIDER", "_METER_PROVIDER", "_LOGGER_PROVIDER") and real(thing, name)
import tea
builtins.hasattr = real
"""
    said = json.loads(run(hide, EMIT, SET_UP, EMIT, TELL).stdout)
    assert said == {"spans": ["tea.pour"], "events": ["tea.closed"], "signals": [8], "metrics": ["tea.cups"]}


def test_an_api_that_is_too_old_says_so_when_it_is_imported():
    old = """
from opentelemetry import _logs
_logs.Logger.emit = lambda self, record: None
try:
    import tea
except ImportError as error:
    print(error)
"""
    assert "opentelemetry-api 1.38" in run(old).stdout
