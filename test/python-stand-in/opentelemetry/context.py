"""What travels along with the work that is being done: immutable, one for each thread and task."""

from __future__ import annotations

import logging
import typing
from contextvars import ContextVar, Token


class Context(typing.Dict[str, object]):
    def __setitem__(self, key: str, value: object) -> None:
        raise ValueError


_current: ContextVar[Context] = ContextVar("current_context", default=Context())


def get_current() -> Context:
    return _current.get()


def attach(context: Context) -> Token[Context]:
    return _current.set(context)


def detach(token: Token[Context]) -> None:
    """In another task or thread than that of attach it does nothing but say so."""
    try:
        _current.reset(token)
    except Exception:
        logging.getLogger(__name__).exception("Failed to detach context")


def get_value(key: str, context: typing.Optional[Context] = None) -> object:
    return (context if context is not None else get_current()).get(key)


def set_value(key: str, value: object, context: typing.Optional[Context] = None) -> Context:
    return Context({**(context if context is not None else get_current()), key: value})
