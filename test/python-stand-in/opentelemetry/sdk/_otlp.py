"""OTLP as JSON, and the way it leaves."""

from __future__ import annotations

import json
import os
import sys
import threading
import urllib.error
import urllib.request
from typing import Any, Callable, Dict, List, Mapping, Optional


def value(item: Any) -> Dict[str, Any]:
    if isinstance(item, bool):
        return {"boolValue": item}
    if isinstance(item, int):
        return {"intValue": str(item)}
    if isinstance(item, float):
        return {"doubleValue": item}
    if isinstance(item, str):
        # The plain text of a str enum too.
        return {"stringValue": str.__str__(item)}
    if isinstance(item, Mapping):
        return {"kvlistValue": {"values": attributes(item)}}
    return {"arrayValue": {"values": [value(each) for each in item]}}


def attributes(items: Optional[Mapping[str, Any]]) -> List[Dict[str, Any]]:
    return [{"key": key, "value": value(item)} for key, item in (items or {}).items()]


class Scope:
    def __init__(self, name: str, version: Optional[str], schema_url: Optional[str], items: Optional[Mapping[str, Any]]) -> None:
        self.json = {"name": name, "version": version or "", "attributes": attributes(items)}
        self.schema_url = schema_url or ""


class Exporter:
    """One of OTLP's three paths."""

    path = ""

    def __init__(self, endpoint: Optional[str] = None) -> None:
        base = os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318").rstrip("/")
        self._endpoint = endpoint or f"{base}/v1/{self.path}"

    def send(self, body: Dict[str, Any]) -> bool:
        request = urllib.request.Request(self._endpoint, json.dumps(body).encode(), {"Content-Type": "application/json"}, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError) as error:
            print(f"OTLP export to {self._endpoint} failed: {error}", file=sys.stderr)
            return False


class Timer:
    """Calls again and again from a thread of its own; once more at the end."""

    def __init__(self, seconds: float, call: Callable[[], None]) -> None:
        self._seconds, self._call, self._stop = seconds, call, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.wait(self._seconds):
            self._call()

    def shutdown(self) -> None:
        self._stop.set()
        self._thread.join()
        self._call()
