"""What the plan of Recommendations says, as the library upshot reads it. Written by `upshot generate`; do not edit it."""

from __future__ import annotations

from typing import Any as _Any
from typing import Dict as _Dict

PLAN_DIGEST = "eda19f7e75cb"
SCHEMA_URL = "https://upshot.dev/schemas/recommendations/eda19f7e75cb"

PLAN: _Dict[str, _Any] = {
    "format": 1,
    "product": "Recommendations",
    "digest": PLAN_DIGEST,
    "scope": "recommendations",
    "schema_url": SCHEMA_URL,
    # Probability with which a trace is kept.
    "sampling": 1,
    # Spans on a journey: without them a promise cannot be judged.
    "critical": ["span.recommendations.rank"],
    # Each signal: kind, name, contract, stage in the plan, share of the processes that emit it while it is a canary.
    "signals": {
        "metric.recommendations.learned": {"kind": "metric", "name": "recommendations.learned", "contract": "metric.recommendations.learned@1", "stage": "on", "share": 0.1},
        "metric.recommendations.rank.duration": {"kind": "metric", "name": "recommendations.rank.duration", "contract": "metric.recommendations.rank.duration@1", "stage": "on", "share": 0.1},
        "span.recommendations.rank": {"kind": "span", "name": "recommendations.rank", "contract": "span.recommendations.rank@1", "stage": "on", "share": 0.1},
    },
    # What becomes of personal and secret values, whoever sets them.
    "redact": {

    },
    # Attributes that the plan declares and that may be shown.
    "shown": ["recommendations.products", "recommendations.strategy"],
}
