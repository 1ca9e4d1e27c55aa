"""What the plan of Delivery says, as the library upshot reads it. Written by `upshot generate`; do not edit it."""

from __future__ import annotations

from typing import Any as _Any
from typing import Dict as _Dict

PLAN_DIGEST = "29bfe4ecf08b"
SCHEMA_URL = "https://upshot.dev/schemas/delivery/29bfe4ecf08b"

PLAN: _Dict[str, _Any] = {
    "format": 1,
    "product": "Delivery",
    "digest": PLAN_DIGEST,
    "scope": "delivery",
    "schema_url": SCHEMA_URL,
    # Probability with which a trace is kept.
    "sampling": 1,
    # Spans on a journey: without them a promise cannot be judged.
    "critical": ["span.delivery.ask_packing", "span.delivery.pack"],
    # Each signal: kind, name, contract, stage in the plan, share of the processes that emit it while it is a canary.
    "signals": {
        "event.delivery.packing_refused": {"kind": "event", "name": "delivery.packing_refused", "contract": "event.delivery.packing_refused@1", "stage": "on", "share": 0.1},
        "event.delivery.quoted": {"kind": "event", "name": "delivery.quoted", "contract": "event.delivery.quoted@1", "stage": "on", "share": 0.1},
        "metric.delivery.boxes": {"kind": "metric", "name": "delivery.boxes", "contract": "metric.delivery.boxes@1", "stage": "on", "share": 0.1},
        "metric.delivery.pack.duration": {"kind": "metric", "name": "delivery.pack.duration", "contract": "metric.delivery.pack.duration@1", "stage": "on", "share": 0.1},
        "metric.delivery.quote.duration": {"kind": "metric", "name": "delivery.quote.duration", "contract": "metric.delivery.quote.duration@1", "stage": "on", "share": 0.1},
        "metric.delivery.quote.price": {"kind": "metric", "name": "delivery.quote.price", "contract": "metric.delivery.quote.price@1", "stage": "on", "share": 0.1},
        "span.delivery.ask_packing": {"kind": "span", "name": "delivery.ask_packing", "contract": "span.delivery.ask_packing@1", "stage": "on", "share": 0.1},
        "span.delivery.pack": {"kind": "span", "name": "delivery.pack", "contract": "span.delivery.pack@1", "stage": "on", "share": 0.1},
        "span.delivery.quote": {"kind": "span", "name": "delivery.quote", "contract": "span.delivery.quote@1", "stage": "on", "share": 0.1},
    },
    # What becomes of personal and secret values, whoever sets them.
    "redact": {
        "delivery.order.id": "hash",
    },
    # Attributes that the plan declares and that may be shown.
    "shown": ["delivery.box", "delivery.country", "delivery.items"],
}
