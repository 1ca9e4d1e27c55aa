"""Recommendations: in which order the storefront shows a list of products.

python3 main.py [--port 4706]
"""

from __future__ import annotations

import argparse
import os
import queue
import sys
import threading
from typing import Any

import flask
import recommendations
import upshot
import werkzeug.serving
from flags import PERSONAL, is_on, shares
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from scores import Scores

VERSION = os.environ.get("SHOP_VERSION", "1.3")

# Before this release scores were read one by one.
ALL_AT_ONCE = VERSION not in ("1.0", "1.1", "1.2")
LONGEST_LIST = 1000


def create_app() -> flask.Flask:
    app = flask.Flask(__name__)
    scores = Scores(ALL_AT_ONCE)
    share = shares(os.environ.get("SHOP_FLAGS", ""))[PERSONAL]
    upshot.observe("shown-lists", scores.shown)

    @app.post("/rankings")
    def rank() -> Any:
        asked = flask.request.get_json(silent=True)
        products = asked.get("products") if isinstance(asked, dict) else None
        if not isinstance(products, list) or not 0 < len(products) <= LONGEST_LIST or not all(type(p) is int for p in products):
            return {"title": f"A ranking takes products: one to {LONGEST_LIST} numbers."}, 400
        visitor = flask.request.headers.get("X-Shop-Visitor", "")
        with recommendations.Rank.start(products=len(products)) as ranking:
            personal = is_on(share, visitor)
            found = scores.of(products, visitor if personal else "")
            ordered = sorted(products, key=lambda product: (-found[product], product))
            ranking.succeed(strategy=recommendations.Strategy.PERSONAL if personal else recommendations.Strategy.POPULAR)
        try:
            scores.shown.put_nowait(ordered)
        except queue.Full:
            pass  # What is not learned now is learned from the next visitor.
        return {"products": ordered}

    @app.get("/health")
    def health() -> Any:
        return {"state": "up"}

    instrumentor: Any = FlaskInstrumentor()
    instrumentor.instrument_app(app, excluded_urls="health")
    return app


class Quiet(werkzeug.serving.WSGIRequestHandler):
    # A connection for each request would be most of what a request takes.
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


def main() -> None:
    parser = argparse.ArgumentParser(description="Puts lists of products in order.")
    parser.add_argument("--port", type=int, default=4706)
    upshot.init(
        service="recommendations",
        version=VERSION,
        environment=os.environ.get("SHOP_ENVIRONMENT", "development"),
        instance=os.environ.get("SHOP_INSTANCE"),
        attributes={"service.namespace": "shop"},
    )
    server = werkzeug.serving.make_server("127.0.0.1", parser.parse_args().port, create_app(), threaded=True, request_handler=Quiet)
    print(f"recommendations {VERSION} listens on http://127.0.0.1:{server.server_port}", flush=True)
    if os.environ.get("SHOP_EXIT_WITH_STDIN") in ("1", "true"):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdin.buffer.read()
        server.shutdown()
    else:
        server.serve_forever()


if __name__ == "__main__":
    main()
