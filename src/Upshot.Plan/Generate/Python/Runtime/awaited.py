# pyright: basic
"""Coroutines and whatever else can be awaited are measured until they are done."""

from __future__ import annotations

import asyncio
import concurrent.futures
import functools
import inspect
from collections.abc import Awaitable, Coroutine, Generator
from typing import Any, Callable, Union

from .call import Call
from .how import How

_FUTURES = (asyncio.Future, concurrent.futures.Future)


def coroutine_function(how: How, function: Callable[..., Coroutine[Any, Any, Any]]) -> Callable[..., Coroutine[Any, Any, Any]]:
    @functools.wraps(function)
    async def run(*args: Any, **named: Any) -> Any:
        with how.begin(args, named) as call:
            result = await function(*args, **named)
            how.end(call, result)
            return result

    return run


def is_generator_based(function: Callable[..., Any]) -> bool:
    """A coroutine function of types.coroutine: a generator function to all else, whose generators are awaited."""
    return bool(getattr(getattr(function, "__code__", None), "co_flags", 0) & inspect.CO_ITERABLE_COROUTINE)


def rest(how: How, call: Call, result: Any) -> Any:
    """What a plain function answered with, if it can be awaited."""
    if isinstance(result, _FUTURES):
        # It runs whether or not anybody awaits it, and stays what it is.
        result.add_done_callback(lambda future: _done(how, call, future))
        return result
    if inspect.iscoroutine(result):
        return _finish(how, call, result)
    if inspect.isawaitable(result):
        return _Awaited(how, call, result)
    return None


async def _finish(how: How, call: Call, awaitable: Awaitable[Any]) -> Any:
    with call:
        result = await awaitable
        how.end(call, result)
        return result


def _done(how: How, call: Call, future: Union[asyncio.Future[Any], concurrent.futures.Future[Any]]) -> None:
    if future.cancelled():
        call._end("abandoned", {}, ())
        return
    error = future.exception()
    if error is None:
        how.end(call, future.result())
    else:
        call._leave(error)


class _Awaited:
    """Something of a library that can be awaited, and that may be more besides: an asynchronous context manager, say."""

    def __init__(self, how: How, call: Call, inner: Any) -> None:
        self._how = how
        self._call = call
        self._inner = inner

    def __await__(self) -> Generator[Any, Any, Any]:
        return _finish(self._how, self._call, self._inner).__await__()

    async def __aenter__(self) -> Any:
        self._call._attach()
        try:
            return await self._inner.__aenter__()
        except BaseException as error:
            self._call.__exit__(type(error), error, None)
            raise

    async def __aexit__(self, kind: Any, error: Any, traceback: Any) -> Any:
        try:
            return await self._inner.__aexit__(kind, error, traceback)
        finally:
            self._call._detach()
            if error is None:
                self._how.end(self._call, None)
            else:
                self._call._leave(error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)
