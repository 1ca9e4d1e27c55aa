"""Applications run as processes of their own, with the library and its entry points on their path, and send to a receiver of the test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sink import Sink

PROJECT = Path(__file__).resolve().parents[3] / "python"


def entry_points():
    """Those of pyproject.toml, as an installation writes them."""
    groups, group = {}, None
    for line in (PROJECT / "pyproject.toml").read_text().splitlines():
        if line.startswith("["):
            group = line.strip("[]").rpartition("entry-points.")[2] if "entry-points." in line else None
        elif group and "=" in line:
            groups.setdefault(group, []).append(line.replace('"', ""))
    return "\n".join(f"[{name}]\n" + "\n".join(lines) for name, lines in groups.items())


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """A folder as site-packages would have it."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "upshot").symlink_to(PROJECT / "upshot")
    info = folder / "upshot-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: upshot\nVersion: 0.1.0\n")
    (info / "entry_points.txt").write_text(entry_points())
    return folder


@pytest.fixture
def sink():
    receiver = Sink()
    yield receiver
    receiver.close()


@pytest.fixture
def run(installed, sink, tmp_path):
    """Runs an application to its end; it must end well and quietly."""

    def start(code, *before, quiet=True, expect=0, **environment):
        (tmp_path / "app.py").write_text(code)
        command = [sys.executable, *(before or ("app.py",))]
        ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=120, env=variables(environment))
        assert ended.returncode == expect, ended.stdout + ended.stderr
        if quiet:
            assert ended.stderr == "", ended.stderr
        return ended.stdout

    def variables(more):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "UPSHOT_"))}
        path = os.pathsep.join([str(installed), os.environ.get("PYTHONPATH", "")])
        return {**kept, "PYTHONPATH": path, "OTEL_EXPORTER_OTLP_ENDPOINT": sink.address, **more}

    start.variables = variables
    return start
