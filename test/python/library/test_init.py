"""One line sets telemetry up, and what it sends says who sends."""

from __future__ import annotations

import re

import pytest
from sink import attributes

SMALL = """
import tea, upshot
telemetry = upshot.init({arguments})
with tea.Pour.start() as call:
    call.succeed()
tea.Cups.add(kind=tea.Kind.GREEN)
tea.Closed.write(from_="Uji")
"""


def test_one_line_sends_all_three_kinds_with_one_resource(run, sink):
    run(SMALL.format(arguments="tea"))
    resources = [resource for resource, _, _ in sink.spans() + sink.metrics() + sink.logs()]
    assert sink.spans() and sink.metrics() and sink.logs()
    assert all(resource == resources[0] for resource in resources)
    import tea

    assert resources[0]["upshot.plan.digest"] == tea.PLAN_DIGEST
    assert (resources[0]["service.name"], resources[0]["service.namespace"]) == ("app", "Tea")
    assert re.fullmatch("[0-9a-f-]{36}", resources[0]["service.instance.id"])


def test_the_generated_package_is_found_without_being_named(run, sink):
    run(SMALL.format(arguments=""))
    assert sink.spans()[0][0]["service.namespace"] == "Tea"


def test_what_the_application_says_wins_over_the_environment_and_that_over_what_is_found(run, sink):
    run(
        SMALL.format(arguments='tea, version="9.9", environment="production", attributes={"team": "kettle"}'),
        OTEL_SERVICE_NAME="from-environment",
        OTEL_RESOURCE_ATTRIBUTES="service.version=1.1,deployment.environment.name=ci,region=eu",
    )
    resource = sink.spans()[0][0]
    assert resource["service.name"] == "from-environment"
    assert (resource["service.version"], resource["deployment.environment.name"]) == ("9.9", "production")
    assert (resource["region"], resource["team"]) == ("eu", "kettle")


def test_version_and_commit_come_from_the_build(run, sink):
    run(SMALL.format(arguments="tea"), UPSHOT_VERSION="1.2.3+c0ffee")
    resource = sink.spans()[0][0]
    assert (resource["service.version"], resource["vcs.ref.head.revision"]) == ("1.2.3", "c0ffee")


def test_a_second_call_changes_nothing(run, sink):
    run(SMALL.format(arguments="tea") + "assert upshot.init(tea) is telemetry")
    assert len(sink.spans()) == 1


def test_without_a_plan_there_is_telemetry_all_the_same(run, sink):
    run("import upshot\nupshot.init()\nfrom opentelemetry import trace\ntrace.get_tracer('x').start_span('y').end()")
    assert [span.name for _, _, span in sink.spans()] == ["y"]


def test_a_process_that_is_told_to_end_sends_what_it_has(run, sink):
    run(SMALL.format(arguments="tea") + "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)", expect=-15)
    assert sink.spans() and sink.metrics() and sink.logs()


def test_a_server_that_is_away_is_no_reason_to_fail(run):
    run(SMALL.format(arguments="tea"), quiet=False, OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:1", OTEL_EXPORTER_OTLP_TIMEOUT="1")


@pytest.mark.parametrize("variable", ["OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_PROTOCOL"])
def test_a_set_up_that_cannot_be_is_said_and_the_application_goes_on(run, variable):
    run(SMALL.format(arguments="tea") + "print('went on')", quiet=False, **{variable: "carrier-pigeon"})


def test_exporters_can_be_switched_off(run, sink):
    run(SMALL.format(arguments="tea"), OTEL_TRACES_EXPORTER="none", OTEL_METRICS_EXPORTER="none")
    assert not sink.spans() and not sink.metrics() and sink.logs()


def test_without_a_line_the_entry_points_do_it(run, sink):
    code = """
import tea
with tea.Pour.start() as call:
    call.succeed()
import logging
logging.getLogger("kettle").warning("hot")
"""
    import sys

    run(code, "-c", "from opentelemetry.instrumentation.auto_instrumentation import run; run()", sys.executable, "app.py", quiet=False)
    [(resource, _, span)] = sink.spans()
    assert (span.name, resource["service.namespace"]) == ("tea.pour", "Tea")
    assert attributes(span)["upshot.outcome"] == "success"
    assert [log.body.string_value for _, _, log in sink.logs()] == ["hot"]
