from opentelemetry.sdk import _otlp


class OTLPLogExporter(_otlp.Exporter):
    path = "logs"
