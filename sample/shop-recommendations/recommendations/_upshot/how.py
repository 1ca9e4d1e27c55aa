# pyright: basic
"""How a decorated function's call is started and ended. Neither raises: only what the function itself raises leaves it."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Callable, Optional

from opentelemetry import context as contexts
from opentelemetry.context import Context

from .call import Call
from .trouble import failed


class How:
    """``start`` gets the function's arguments, ``succeed`` the call and the result."""

    __slots__ = ("_name", "_start", "_succeed")

    def __init__(self, name: str, start: Callable[..., Any], succeed: Callable[[Any, Any], object]) -> None:
        self._name = name
        self._start = start
        self._succeed = succeed

    def begin(self, args: Any, named: Any) -> Call:
        try:
            call = self._start(*args, **named)
            if isinstance(call, Call):
                return call
            failed(self._name, TypeError("start answered with something else than a started call"))
        except Exception as error:
            failed(self._name, error)
        return Call()._idle(None)

    def end(self, call: Call, result: Any) -> None:
        if call._is_over:
            return
        try:
            self._succeed(call, result)
        except Exception as error:
            # It did succeed; only what it had to say of it is missing.
            failed(self._name, error)
            call._end("success", {}, ())


class Inside:
    """The span of a call as the current one for a part of the work: a step of a generator, the entry of a context manager. What the work
    itself made current by then is current again in the next part. An error that leaves the part ends the call."""

    __slots__ = ("_call", "_context", "_token")

    def __init__(self, call: Call) -> None:
        self._call = call
        self._context: Optional[Context] = call._inside
        self._token: Any = None

    def __enter__(self) -> None:
        if self._context is not None:
            self._token = contexts.attach(self._context)

    def __exit__(self, kind: Optional[type[BaseException]], error: Optional[BaseException], traceback: Optional[TracebackType]) -> None:
        if self._token is not None:
            self._context = contexts.get_current()
            contexts.detach(self._token)
            self._token = None
        if error is not None and not isinstance(error, (StopIteration, StopAsyncIteration)):
            self._call._leave(error)
