"""A receiver of OTLP over HTTP that keeps what comes, decoded."""

from __future__ import annotations

import gzip
import http.server
import threading
import time

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

KINDS = {"/v1/traces": ExportTraceServiceRequest, "/v1/metrics": ExportMetricsServiceRequest, "/v1/logs": ExportLogsServiceRequest}


def value(any_value):
    kind = any_value.WhichOneof("value")
    if kind == "array_value":
        return [value(item) for item in any_value.array_value.values]
    return None if kind is None else getattr(any_value, kind)


def attributes(of):
    return {pair.key: value(pair.value) for pair in of.attributes}


class Sink:
    def __init__(self):
        self.requests = []
        self.code = 200
        sink = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                if sink.code == 200:
                    sink.requests.append(KINDS[self.path].FromString(body))
                self.send_response(sink.code)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def _of(self, kind, group, scopes, items):
        for request in list(self.requests):
            if isinstance(request, KINDS[kind]):
                for resource in getattr(request, group):
                    for scope in getattr(resource, scopes):
                        for item in getattr(scope, items):
                            yield attributes(resource.resource), scope.scope, item

    def spans(self):
        return list(self._of("/v1/traces", "resource_spans", "scope_spans", "spans"))

    def logs(self):
        return list(self._of("/v1/logs", "resource_logs", "scope_logs", "log_records"))

    def metrics(self):
        return list(self._of("/v1/metrics", "resource_metrics", "scope_metrics", "metrics"))

    def points(self, name):
        """Data points of a metric, with their resource, the last of each series last."""
        return [
            (resource, attributes(point), point)
            for resource, _, metric in self.metrics()
            if metric.name == name
            for point in getattr(metric, metric.WhichOneof("data")).data_points
        ]

    def wait(self, until, seconds=20):
        end = time.monotonic() + seconds
        while not until():
            assert time.monotonic() < end, "What was waited for did not come."
            time.sleep(0.02)
