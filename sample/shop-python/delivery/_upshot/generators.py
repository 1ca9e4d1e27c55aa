# pyright: basic
"""Generators are measured from their first step to their last, and are the current span while they run, not while their caller does."""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncGenerator, Generator
from typing import Any, Callable

from .call import Call
from .how import How, Inside


def synchronous(how: How, function: Callable[..., Generator[Any, Any, Any]]) -> Callable[..., Generator[Any, Any, Any]]:
    @functools.wraps(function)
    def run(*args: Any, **named: Any) -> Generator[Any, Any, Any]:
        return (yield from _steps(how, how.begin(args, named), function(*args, **named)))

    return run


def asynchronous(how: How, function: Callable[..., AsyncGenerator[Any, Any]]) -> Callable[..., AsyncGenerator[Any, Any]]:
    @functools.wraps(function)
    async def run(*args: Any, **named: Any) -> AsyncGenerator[Any, Any]:
        steps = _async_steps(how, how.begin(args, named), function(*args, **named))
        # There is no "async yield from", and frameworks ask whether this is a generator function.
        step: Callable[[Any], Any] = steps.asend
        given: Any = None
        while True:
            try:
                item = await step(given)
            except StopAsyncIteration:
                return
            try:
                given = yield item
                step = steps.asend
            except GeneratorExit:
                await steps.aclose()
                raise
            except BaseException as error:
                step, given = steps.athrow, error

    return run


def rest(how: How, call: Call, result: Any) -> Any:
    """A generator that a plain function answered with."""
    if inspect.isgenerator(result) and not inspect.isawaitable(result):
        return _steps(how, call, result)
    if inspect.isasyncgen(result):
        return _async_steps(how, call, result)
    return None


def _steps(how: How, call: Call, generator: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
    inside = Inside(call)
    step: Callable[[Any], Any] = generator.send
    given: Any = None
    while True:
        try:
            with inside:
                item = step(given)
        except StopIteration as stop:
            how.end(call, stop.value)
            return stop.value
        try:
            given = yield item
            step = generator.send
        except GeneratorExit as left:
            # Whoever took the items has enough of them.
            with inside:
                generator.close()
            call._leave(left)
            raise
        except BaseException as error:
            step, given = generator.throw, error


async def _async_steps(how: How, call: Call, generator: AsyncGenerator[Any, Any]) -> AsyncGenerator[Any, Any]:
    inside = Inside(call)
    step: Callable[[Any], Any] = generator.asend
    given: Any = None
    while True:
        try:
            with inside:
                item = await step(given)
        except StopAsyncIteration:
            how.end(call, None)
            return
        try:
            given = yield item
            step = generator.asend
        except GeneratorExit as left:
            with inside:
                await generator.aclose()
            call._leave(left)
            raise
        except BaseException as error:
            step, given = generator.athrow, error
