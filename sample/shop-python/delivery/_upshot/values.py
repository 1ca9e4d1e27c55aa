# pyright: basic
"""Values that are not of exactly the class that the plan declares. Code that was generated asks for that class itself and comes here with
the rest: subclasses and numbers of other libraries are turned into the declared type, and what is of another type is left out."""

from __future__ import annotations

import enum
import math
import operator
from datetime import timedelta
from typing import Any, Callable, Optional, cast

from .privacy import Classified
from .text import whole
from .trouble import left_out

_INFINITE = float("inf")


def put_text(into: dict[str, Any], name: str, value: object) -> None:
    _put(into, name, value, _text, "text")


def put_integer(into: dict[str, Any], name: str, value: object) -> None:
    _put(into, name, value, _integer, "a whole number of 64 bits")


def put_number(into: dict[str, Any], name: str, value: object) -> None:
    _put(into, name, value, _number, "a finite number")


def put_boolean(into: dict[str, Any], name: str, value: object) -> None:
    _put(into, name, value, _boolean, "True or False")


def put_member(into: dict[str, Any], name: str, value: object, kind: type[enum.Enum]) -> None:
    def member(given: object) -> Any:
        return kind(given).value

    _put(into, name, value, member, f"a value of {kind.__name__}")


def put_texts(into: dict[str, Any], name: str, value: Any) -> None:
    if type(value) is list or type(value) is tuple:
        items: list[Any] = list(value)
        for item in items:
            if type(item) is not str or not item.isascii():
                break
        else:
            into[name] = items
            return
    _put(into, name, value, _texts, "a list of texts")


def put_integers(into: dict[str, Any], name: str, value: object) -> None:
    _put(into, name, value, _integers, "a list of whole numbers")


def put_numbers(into: dict[str, Any], name: str, value: object) -> None:
    _put(into, name, value, _numbers, "a list of finite numbers")


def put_booleans(into: dict[str, Any], name: str, value: object) -> None:
    _put(into, name, value, _booleans, "a list of True and False")


# What an instrument records; None: nothing. ``only_up``: of counters and histograms, which take nothing below zero.


def whole_amount(name: str, value: Any, only_up: bool) -> Optional[int]:
    if type(value) is int and 0 <= value < 0x8000000000000000:
        return int(value)
    return cast(Optional[int], _counted(name, _amount(name, value, _integer, "a whole number of 64 bits"), only_up))


def amount(name: str, value: Any, only_up: bool) -> Optional[float]:
    if type(value) is float and 0.0 <= value < _INFINITE:
        return float(value)
    return cast(Optional[float], _counted(name, _amount(name, value, _number, "a finite number"), only_up))


def seconds(name: str, value: Any, only_up: bool) -> Optional[float]:
    return cast(Optional[float], _counted(name, _amount(name, value, _seconds, "a timedelta"), only_up))


def _counted(name: str, value: Any, only_up: bool) -> Any:
    if only_up and value is not None and value < 0:
        left_out(name, "it cannot be below zero")
        return None
    return value


def _put(into: dict[str, Any], name: str, value: object, convert: Callable[[Any], Any], wanted: str) -> None:
    converted = _amount(name, value, convert, wanted)
    if converted is not None:
        into[name] = converted


def _amount(name: str, value: object, convert: Callable[[Any], Any], wanted: str) -> Any:
    try:
        return convert(value)
    except Exception:
        # A value's own words are not repeated: they may be anybody's.
        found = "nothing was given" if value is None else f"a {type(value).__name__} was given"
        left_out(name, f"the plan wants {wanted}, and {found}")
        return None


def _seconds(value: Any) -> float:
    if not isinstance(value, timedelta):
        raise TypeError
    return value.total_seconds()


def _text(value: Any) -> str:
    plain = value.value if isinstance(value, enum.Enum) else value
    if not isinstance(plain, str):
        raise TypeError
    return whole(str.__str__(plain))


def _integer(value: Any) -> int:
    if isinstance(value, Classified):
        raise TypeError
    found = int(operator.index(value))
    if not -(1 << 63) <= found < 1 << 63:
        raise OverflowError
    return found


def _number(value: Any) -> float:
    # Text that looks like a number is text.
    if isinstance(value, (str, bytes, bytearray)):
        raise TypeError
    found = float(value)
    if not math.isfinite(found):
        raise ValueError
    return found


def _boolean(value: Any) -> bool:
    # numpy.bool_ is no bool, and says so only by its name.
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
        return bool(value)
    raise TypeError


def _list_of(convert: Callable[[Any], Any]) -> Callable[[Any], list[Any]]:
    def to_list(value: Any) -> list[Any]:
        # Text is a sequence too, and a mapping has a length.
        if isinstance(value, (str, bytes, bytearray, dict, Classified)):
            raise TypeError
        return [convert(item) for item in value]

    return to_list


_texts = _list_of(_text)
_integers = _list_of(_integer)
_numbers = _list_of(_number)
_booleans = _list_of(_boolean)
