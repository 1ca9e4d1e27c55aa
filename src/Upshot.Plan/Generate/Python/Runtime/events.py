# pyright: basic
"""Events are log records with a name."""

from __future__ import annotations

import time
from typing import Any, Optional

from opentelemetry._logs import SeverityNumber
from opentelemetry.context import Context

from .scope import Event
from .thrown import tell
from .trouble import failed

_INFO = SeverityNumber.INFO
_ERROR = SeverityNumber.ERROR


def write(
    event: Event, body: str, attributes: dict[str, Any], is_failure: bool, inside: Optional[Context], error: Optional[BaseException]
) -> bool:
    """Whether it was written, and the error told."""
    try:
        if error is not None:
            tell(error, attributes, event.exceptions)
        event.emit(
            timestamp=time.time_ns(),
            context=inside,
            severity_number=_ERROR if is_failure else _INFO,
            severity_text="ERROR" if is_failure else "INFO",
            body=body,
            attributes=attributes,
            event_name=event.name,
        )
        return True
    except Exception as trouble:
        failed(event.signal, trouble)
        return False
