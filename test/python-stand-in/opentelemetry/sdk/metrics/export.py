from __future__ import annotations

from opentelemetry.sdk import _otlp
from opentelemetry.sdk.metrics import MetricReader


class PeriodicExportingMetricReader(MetricReader):
    def __init__(self, exporter: _otlp.Exporter, export_interval_millis: float = 60000) -> None:
        self._exporter = exporter
        self._timer = _otlp.Timer(export_interval_millis / 1000, self._export)

    def _export(self) -> None:
        self.force_flush()

    def force_flush(self, timeout_millis: float = 10000) -> bool:
        meters = [(meter, [i.json() for i in meter.instruments if i.is_used]) for meter in self.provider.meters]
        scopes = [{"scope": meter.scope.json, "schemaUrl": meter.scope.schema_url, "metrics": metrics} for meter, metrics in meters if metrics]
        resource = {"attributes": _otlp.attributes(self.provider.resource.attributes)}
        return not scopes or self._exporter.send({"resourceMetrics": [{"resource": resource, "scopeMetrics": scopes}]})

    def shutdown(self) -> None:
        self._timer.shutdown()
