"""The servers that Python services run under, with several workers each: every worker is an instance of its own, and what it did is counted once."""

from __future__ import annotations

import collections
import http.client
import importlib.util
import signal
import socket
import subprocess
import sys
import time

import pytest

APP = """
import asyncio, os, threading, time, tea, upshot
telemetry = upshot.init(tea)

def work():
    with tea.Pour.start() as call:
        call.succeed()
    tea.Cups.add(kind=tea.Kind.GREEN)
    alive = {thread.name for thread in threading.enumerate()}
    return f"{os.getpid()} {'upshot-runtime' in alive}".encode()

def wsgi(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [work()]

async def asgi(scope, receive, send):
    if scope["type"] == "lifespan":
        while (message := await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    if scope["path"] == "/block":
        await asyncio.sleep(0.2)
        time.sleep(0.15)
        await asyncio.sleep(0.2)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"connection", b"close")]})
    await send({"type": "http.response.body", "body": work()})
"""

SERVERS = {
    "gunicorn": (["-m", "gunicorn", "--workers", "2", "--no-control-socket", "--bind", "127.0.0.1:{port}", "app:wsgi"], "gunicorn"),
    "gunicorn with threads": (
        ["-m", "gunicorn", "--workers", "2", "--threads", "2", "--no-control-socket", "--bind", "127.0.0.1:{port}", "app:wsgi"],
        "gunicorn",
    ),
    "gunicorn that loads before it forks": (
        ["-m", "gunicorn", "--workers", "2", "--preload", "--no-control-socket", "--bind", "127.0.0.1:{port}", "app:wsgi"],
        "gunicorn",
    ),
    "uvicorn": (["-m", "uvicorn", "--workers", "2", "--port", "{port}", "app:asgi"], "uvicorn"),
}


@pytest.mark.parametrize("server", SERVERS)
def test_each_worker_is_an_instance_and_what_it_did_is_counted_once(run, sink, tmp_path, server):
    command, module = SERVERS[server]
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not among the packages that test/python/install-sdk.sh has laid.")
    (tmp_path / "app.py").write_text(APP)
    port = free_port()
    arguments = [part.format(port=port) for part in command]
    log = open(tmp_path / "log", "w+")
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=tmp_path, env=run.variables({"OTEL_SERVICE_NAME": "tea"}), stdout=log, stderr=log
    )
    try:
        answered = both_workers(port, process)
        if module == "uvicorn":
            answered[ask(port, "/block").split()[0]] += 1
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        log.seek(0)
        said = log.read()
    assert set(answered) == {pid for pid in answered if pid.isdigit()}, said
    spans = collections.Counter(resource["service.instance.id"] for resource, _, _ in sink.spans())
    assert sorted(spans.values()) == sorted(answered.values()), said
    cups: dict[str, int] = {}
    for resource, _, point in sink.points("tea.cups"):
        cups[resource["service.instance.id"]] = max(cups.get(resource["service.instance.id"], 0), point.as_int)
    assert cups == dict(spans), said
    assert {resource["service.name"] for resource, _, _ in sink.spans()} == {"tea"}
    threads = {resource["service.instance.id"] for resource, _, _ in sink.points("process.thread.count")}
    assert set(spans) <= threads, said
    if module == "uvicorn":
        assert max(point.max for _, _, point in sink.points("asyncio.eventloop.lag")) >= 0.05, said


PROCESSES = """
import multiprocessing, tea, upshot

def work(_):
    upshot.init(tea)
    with tea.Pour.start() as call:
        call.succeed()

if __name__ == "__main__":
    upshot.init(tea)
    processes = multiprocessing.get_context("METHOD")
    with processes.Pool(2) as pool:
        pool.map(work, range(4), chunksize=1)
    one = processes.Process(target=work, args=(0,))
    one.start()
    one.join()
    assert one.exitcode == 0
"""


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_what_a_process_of_a_pool_did_is_sent_before_it_ends(run, sink, method):
    run(PROCESSES.replace("METHOD", method))
    assert len(sink.spans()) == 5


def both_workers(port, process):
    """Asks until both have answered, and each with its threads alive."""
    answered = collections.Counter()
    end = time.monotonic() + 60
    while len(answered) < 2:
        assert time.monotonic() < end and process.poll() is None, f"not both workers have answered: {answered}"
        try:
            pid, alive = ask(port, "/").split()
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
            continue
        assert alive == "True"
        answered[pid] += 1
    return answered


def ask(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
