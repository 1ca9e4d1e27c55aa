"""Starts packing (Python) and shipping (Node.js), asks for some quotes, and stops both: what a check of their telemetry runs.

python3 deliver.py COMPILED_SHIPPING
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import List

SAMPLES = Path(os.environ["SAMPLES"])


def start(*command: str) -> "tuple[subprocess.Popen[str], str]":
    environment = {**os.environ, "SHOP_EXIT_WITH_STDIN": "1"}
    service = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
    assert service.stdout is not None
    return service, service.stdout.readline().strip().split(" listens on ")[1]


def ask(url: str, order: object) -> int:
    request = urllib.request.Request(f"{url}/quotes", json.dumps(order).encode(), {"Content-Type": "application/json"}, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


packing, packing_url = start(sys.executable, str(SAMPLES / "shop-python" / "main.py"), "--port", "0")
shipping, shipping_url = start("node", sys.argv[1], "--port", "0", "--packing", packing_url)
answers: List[int] = []
for items, country in ((1, "at"), (5, "de"), (50, "fr"), (500, "at")):
    answers.append(ask(shipping_url, {"id": f"order-{items}", "items": items, "country": country}))
answers.append(ask(shipping_url, {"id": 1}))
for service in (shipping, packing):
    assert service.stdin is not None
    service.stdin.close()
    assert service.wait(timeout=30) == 0
assert answers == [200, 200, 200, 502, 400], answers
