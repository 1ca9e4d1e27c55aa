# pyright: basic
"""Context managers made by contextlib are measured from their entry to their exit. Other objects that happen to be context managers (files,
connections, locks) are results like any other."""

from __future__ import annotations

import contextlib
import functools
from types import TracebackType
from typing import Any, Callable, Optional

from .call import Call
from .how import How

# From Python 3.10 on those of asynccontextmanager decorate functions too.
_ASYNC: Any = getattr(contextlib, "AsyncContextDecorator", getattr(contextlib, "_AsyncGeneratorContextManager", ()))


def rest(how: How, call: Call, result: Any, again: Callable[[], Any]) -> Any:
    """``again`` calls the decorated function once more, as contextlib does for each call of what its result decorates."""
    if isinstance(result, contextlib.ContextDecorator) and isinstance(result, contextlib.AbstractContextManager):
        return _Manager(how, call, result, again)
    if isinstance(result, _ASYNC) and isinstance(result, contextlib.AbstractAsyncContextManager):
        return _AsyncManager(how, call, result, again)
    return None


class _Manager:
    def __init__(self, how: How, call: Call, inner: Any, again: Callable[[], Any]) -> None:
        self._how = how
        self._call = call
        self._inner = inner
        self._again = again
        self._entered: Any = None

    def __enter__(self) -> Any:
        self._call._attach()
        try:
            self._entered = self._inner.__enter__()
            return self._entered
        except BaseException as error:
            self._call.__exit__(type(error), error, None)
            raise

    def __exit__(self, kind: Optional[type[BaseException]], error: Optional[BaseException], traceback: Optional[TracebackType]) -> Any:
        try:
            swallowed = self._inner.__exit__(kind, error, traceback)
        except BaseException as raised:
            self._call.__exit__(type(raised), raised, None)
            raise
        _leave(self._how, self._call, self._entered, error, swallowed)
        return swallowed

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def run(*args: Any, **named: Any) -> Any:
            with self._again():
                return function(*args, **named)

        return run

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _AsyncManager:
    def __init__(self, how: How, call: Call, inner: Any, again: Callable[[], Any]) -> None:
        self._how = how
        self._call = call
        self._inner = inner
        self._again = again
        self._entered: Any = None

    async def __aenter__(self) -> Any:
        self._call._attach()
        try:
            self._entered = await self._inner.__aenter__()
            return self._entered
        except BaseException as error:
            self._call.__exit__(type(error), error, None)
            raise

    async def __aexit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], traceback: Optional[TracebackType]
    ) -> Any:
        try:
            swallowed = await self._inner.__aexit__(kind, error, traceback)
        except BaseException as raised:
            self._call.__exit__(type(raised), raised, None)
            raise
        _leave(self._how, self._call, self._entered, error, swallowed)
        return swallowed

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        async def run(*args: Any, **named: Any) -> Any:
            async with self._again():
                return await function(*args, **named)

        return run

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def _leave(how: How, call: Call, entered: Any, error: Optional[BaseException], swallowed: Any) -> None:
    if error is None or swallowed:
        how.end(call, entered)
    call.__exit__(None if error is None else type(error), error, None)
