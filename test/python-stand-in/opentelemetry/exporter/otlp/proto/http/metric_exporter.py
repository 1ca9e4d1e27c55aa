from opentelemetry.sdk import _otlp


class OTLPMetricExporter(_otlp.Exporter):
    path = "metrics"
