from __future__ import annotations

import os
from typing import Any, Mapping, Optional


class Resource:
    def __init__(self, attributes: Mapping[str, Any]) -> None:
        self.attributes = attributes

    @staticmethod
    def create(attributes: Optional[Mapping[str, Any]] = None) -> Resource:
        named = {"service.name": os.environ["OTEL_SERVICE_NAME"]} if "OTEL_SERVICE_NAME" in os.environ else {}
        pairs = (pair.split("=", 1) for pair in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", "").split(",") if "=" in pair)
        return Resource({"telemetry.sdk.language": "python", "telemetry.sdk.name": "opentelemetry", **dict(pairs), **named, **(attributes or {})})
