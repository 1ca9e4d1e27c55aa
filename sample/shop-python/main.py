"""Packing: chooses the box for an order. Shipping, a service in TypeScript, asks it.

python3 main.py [--port 4705]
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
import uuid
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Optional

import delivery
from opentelemetry import propagate
from telemetry import start_telemetry

VERSION = "1.0"
SIZES = ((2, delivery.Box.LETTER), (8, delivery.Box.SMALL), (100, delivery.Box.LARGE))


class DoesNotFit(Exception):
    pass


def choose(items: int) -> delivery.Box:
    for size, box in SIZES:
        if items <= size:
            delivery.Boxes.add(box=box)
            return box
    delivery.PackingRefused.write(items=items)
    raise DoesNotFit(f"{items} packets fit into no box")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    # Head and body leave together: the second of two small packets waits for the answer to the first.
    wbufsize = -1

    def do_GET(self) -> None:
        self.answer(HTTPStatus.OK if self.path == "/health" else HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        items = self.items()
        if self.path != "/packings":
            self.answer(HTTPStatus.NOT_FOUND)
        elif items is None:
            self.answer(HTTPStatus.BAD_REQUEST, {"title": "A packing needs the number of items, at least one."})
        else:
            self.pack(items)

    def pack(self, items: int) -> None:
        caller = propagate.extract({name.lower(): value for name, value in self.headers.items()})
        with delivery.Pack.start(items=items, parent=caller) as packing:
            try:
                box = choose(items)
            except DoesNotFit as error:
                packing.fail(error, box=delivery.Box.NONE)
                self.answer(HTTPStatus.UNPROCESSABLE_ENTITY, {"title": str(error)})
            else:
                packing.succeed(box=box)
                self.answer(HTTPStatus.OK, {"box": box.value})

    def items(self) -> Optional[int]:
        try:
            items = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))["items"]
        except (ValueError, KeyError, TypeError):
            return None
        return items if isinstance(items, int) and items > 0 else None

    def answer(self, status: HTTPStatus, content: Optional[object] = None) -> None:
        body = b"" if content is None else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def stop_with_input(over: threading.Event) -> None:
    sys.stdin.buffer.read()
    over.set()


def main() -> None:
    parser = argparse.ArgumentParser(description="Chooses the box for an order.")
    parser.add_argument("--port", type=int, default=4705)
    instance = os.environ.get("SHOP_INSTANCE") or str(uuid.uuid4())
    server = ThreadingHTTPServer(("127.0.0.1", parser.parse_args().port), Handler)
    stop_telemetry = start_telemetry("packing", VERSION, instance)
    delivery.configure(instance_id=instance)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    print(f"packing {VERSION} listens on http://127.0.0.1:{server.server_port}", flush=True)

    over = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: over.set())
    if os.environ.get("SHOP_EXIT_WITH_STDIN") in ("1", "true"):
        threading.Thread(target=stop_with_input, args=(over,), daemon=True).start()
    over.wait()
    server.shutdown()
    stop_telemetry()


if __name__ == "__main__":
    main()
