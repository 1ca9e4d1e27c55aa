# pyright: basic
"""The decorator: what a function does is measured, whatever kind of function it is."""

from __future__ import annotations

import functools
import inspect
from typing import Any, Callable, TypeVar, cast

from . import awaited, generators, managers
from .call import Call
from .how import How

# The most common results need no closer look.
_FINISHED = frozenset((type(None), bool, int, float, str, bytes, list, tuple, dict, set))

F = TypeVar("F", bound=Callable[..., Any])


def traced(name: str, start: Callable[..., Any], succeed: Callable[[Any, Any], object]) -> Callable[[F], F]:
    how = How(name, start, succeed)

    def decorate(function: F) -> F:
        if isinstance(function, (staticmethod, classmethod)):
            method: Any = function
            return cast(F, type(method)(decorate(method.__func__)))
        if isinstance(function, type) or not callable(function):
            raise TypeError(f"traced decorates functions, and {function!r} is none: decorate its methods.")
        if inspect.iscoroutinefunction(function) or awaited.is_generator_based(function):
            return cast(F, awaited.coroutine_function(how, function))
        if inspect.isasyncgenfunction(function):
            return cast(F, generators.asynchronous(how, function))
        if inspect.isgeneratorfunction(function):
            return cast(F, generators.synchronous(how, function))
        return cast(F, _function(how, function))

    return decorate


def _function(how: How, function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def run(*args: Any, **named: Any) -> Any:
        call = how.begin(args, named)
        call._attach()
        try:
            result = function(*args, **named)
            # What is still to be done when the function has answered is part of it.
            rest = None if type(result) in _FINISHED else _rest(how, call, result, lambda: run(*args, **named))
            if rest is None:
                how.end(call, result)
                return result
            return rest
        except BaseException as error:
            call._leave(error)
            raise
        finally:
            call._detach()

    return run


def _rest(how: How, call: Call, result: Any, again: Callable[[], Any]) -> Any:
    """What stands for a result that is not finished; None: it is finished."""
    return generators.rest(how, call, result) or managers.rest(how, call, result, again) or awaited.rest(how, call, result)
