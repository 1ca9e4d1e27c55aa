"""Evaluations of feature flags as the semantic conventions have them: the event ``feature_flag.evaluation``, and on the current span the same
as span event and attributes, by which slow or failing traces are told apart by flag."""

from __future__ import annotations

import logging
import time
from typing import Any, Optional

from opentelemetry import _logs, trace
from opentelemetry._logs import SeverityNumber

EVENT = "feature_flag.evaluation"
_log = logging.getLogger("upshot")


def evaluated(
    key: str,
    variant: object,
    *,
    provider: Optional[str] = None,
    reason: Optional[str] = None,
    version: Optional[str] = None,
    context: Optional[str] = None,
    error: Optional[str] = None,
) -> None:
    """Says that a flag was evaluated. It never raises."""
    try:
        attributes = {
            "feature_flag.key": str(key),
            "feature_flag.result.variant": _variant(variant),
            "feature_flag.provider.name": provider,
            "feature_flag.result.reason": reason.lower() if reason else None,
            "feature_flag.version": version,
            "feature_flag.context.id": context,
            "error.type": error,
        }
        known = {name: value for name, value in attributes.items() if value}
        span = trace.get_current_span()
        if span.is_recording():
            # The last flag that was evaluated names the span; all of them stand in its events.
            span.set_attributes({name: known[name] for name in ("feature_flag.key", "feature_flag.result.variant") if name in known})
            span.add_event(EVENT, known)
        _logs.get_logger_provider().get_logger("upshot.flags").emit(
            timestamp=time.time_ns(),
            severity_number=SeverityNumber.INFO,
            severity_text="INFO",
            body=f"Feature flag {key} is {known.get('feature_flag.result.variant', '')}",
            attributes=known,
            event_name=EVENT,
        )
    except Exception as trouble:
        _log.debug("The evaluation of a flag was not told: %s", trouble)


def _variant(value: object) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def openfeature_hook() -> Any:
    """A hook for OpenFeature: ``openfeature.api.add_hooks([upshot.openfeature_hook()])``."""
    from openfeature.hook import Hook  # type: ignore[import-not-found]

    class Told(Hook):  # type: ignore[misc]
        def finally_after(self, hook_context: Any, details: Any = None, hints: Any = None) -> None:
            try:
                tell(hook_context, details)
            except Exception as trouble:
                _log.debug("The evaluation of a flag was not told: %s", trouble)

    return Told()


def tell(hook_context: Any, details: Any) -> None:
    """What OpenFeature knows of an evaluation. A flag without a variant has its value, where that is no text of anybody's."""
    metadata = getattr(hook_context, "provider_metadata", None)
    value = getattr(details, "value", getattr(hook_context, "default_value", ""))
    flag: Any = getattr(details, "flag_metadata", None) or {}
    code = getattr(details, "error_code", None)
    reason = getattr(details, "reason", None)
    evaluated(
        getattr(hook_context, "flag_key", ""),
        getattr(details, "variant", None) or (value if isinstance(value, (bool, int, float)) else ""),
        provider=getattr(metadata, "name", None),
        reason=str(getattr(reason, "value", reason)) if reason else None,
        version=str(flag["version"]) if "version" in flag else None,
        context=str(flag["contextId"]) if "contextId" in flag else None,
        error=str(getattr(code, "value", code)).lower() if code else None,
    )
