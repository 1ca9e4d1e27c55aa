"""The name of a service that nobody has named: what was started, never the server or the test runner that runs it."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest
from upshot import resource


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["app.py"], "app"),
        (["/usr/bin/gunicorn", "-w", "4", "--bind", "127.0.0.1:8000", "kettle.main:app"], "kettle"),
        (["/usr/bin/gunicorn", "kettle:create_app()"], "kettle"),
        (["/venv/bin/uvicorn", "--port", "8000", "kettle.main:app"], "kettle"),
        (["/venv/bin/flask", "--app", "kettle.main", "run"], "kettle"),
        (["/venv/bin/celery", "--app=kettle", "worker"], "kettle"),
        (["/venv/bin/celery", "-A", "kettle.jobs", "worker"], "kettle"),
        (["/venv/bin/gunicorn"], "python"),
        (["/usr/bin/gunicorn", "-b", "localhost:8000", "kettle.main:app"], "kettle"),
        (["/usr/bin/gunicorn", "-b", "unix:kettle.sock", "kettle.main:app"], "kettle"),
        (["/venv/bin/pytest", "-q"], "python"),
        (["/venv/bin/pytest", "-p", "no:cacheprovider", "test_kettle.py::test_boils"], "python"),
        (["-c"], "python"),
    ],
)
def test_the_service_is_what_was_started(monkeypatch: pytest.MonkeyPatch, arguments: list[str], name: str) -> None:
    monkeypatch.delenv("OTEL_SERVICE_NAME", raising=False)
    monkeypatch.setitem(sys.modules, "__main__", SimpleNamespace(__spec__=None))
    monkeypatch.setattr(sys, "argv", arguments)

    assert resource.create([], {}).attributes["service.name"] == name


def test_a_test_run_is_the_product_that_is_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    import tea
    from upshot.plans import Plan

    monkeypatch.delenv("OTEL_SERVICE_NAME", raising=False)
    monkeypatch.setitem(sys.modules, "__main__", SimpleNamespace(__spec__=SimpleNamespace(name="pytest.__main__")))
    monkeypatch.setattr(sys, "argv", ["/venv/site-packages/pytest/__main__.py", "-q"])

    assert resource.create([Plan.of(tea)], {}).attributes["service.name"] == "tea"
