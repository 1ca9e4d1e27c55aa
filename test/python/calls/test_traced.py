"""The decorator measures whatever kind of function it decorates, or refuses when it decorates."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import functools
import inspect
import time
import types

import pytest
import tea
from opentelemetry import trace

traced = tea.Pour.traced()


def test_a_function(sdk):
    @traced
    def pour(cups):
        """Pours."""
        assert trace.get_current_span() is not trace.INVALID_SPAN
        return cups

    assert pour(3) == 3
    assert (pour.__name__, pour.__doc__, sdk.outcome()) == ("pour", "Pours.", "success")


def test_a_function_that_raises(sdk):
    @traced
    def pour():
        raise ValueError("spilled")

    with pytest.raises(ValueError):
        pour()
    assert sdk.span().attributes["error.type"] == "ValueError"


def test_a_coroutine_function_stays_one(sdk):
    @traced
    async def pour():
        await asyncio.sleep(0.02)
        return 1

    assert inspect.iscoroutinefunction(pour)
    assert asyncio.run(pour()) == 1
    assert sdk.milliseconds() >= 19


def test_a_generator_stays_one_and_is_measured_to_its_end(sdk):
    @traced
    def pour():
        got = yield 1
        time.sleep(0.02)
        try:
            yield got
        except KeyError:
            yield "caught"
        return "over"

    def drink():
        return (yield from pour())

    assert inspect.isgeneratorfunction(pour)
    steps = drink()
    assert (next(steps), steps.send("sent"), steps.throw(KeyError())) == (1, "sent", "caught")
    assert not sdk.spans()
    with pytest.raises(StopIteration) as over:
        next(steps)
    assert over.value.value == "over"
    assert sdk.outcome() == "success" and sdk.milliseconds() >= 19


def test_a_generator_is_the_current_span_only_while_it_runs(sdk):
    seen = []

    @traced
    def pour():
        for _ in range(2):
            with tea.Hidden.start():
                seen.append(trace.get_current_span())
                yield

    for _ in pour():
        assert trace.get_current_span() is trace.INVALID_SPAN
    assert trace.INVALID_SPAN not in seen and seen[0] is seen[1]


def test_what_a_generator_made_current_is_current_again_in_its_next_step(sdk):
    @traced
    def pour():
        with tea.Serve.start(kind=tea.Kind.GREEN, cups=1, is_hot=True) as inner:
            yield
            assert trace.get_current_span() is inner.span
            inner.succeed()

    assert list(pour()) == [None]
    assert [span.attributes["upshot.outcome"] for span in sdk.spans()] == ["success", "success"]


def test_who_has_enough_of_a_generator_abandons_it(sdk):
    @traced
    def pour():
        yield 1
        yield 2

    steps = pour()
    next(steps)
    steps.close()
    assert sdk.outcome() == "abandoned"


def test_a_generator_that_raises_fails(sdk):
    @traced
    def pour():
        yield 1
        raise ValueError("spilled")

    with pytest.raises(ValueError):
        list(pour())
    assert sdk.outcome() == "failure"


def test_an_asynchronous_generator_stays_one_and_is_measured_to_its_end(sdk):
    @traced
    async def pour():
        got = yield 1
        await asyncio.sleep(0.02)
        try:
            yield got
        except KeyError:
            yield "caught"

    async def main():
        steps = pour()
        assert [await steps.asend(None), await steps.asend("sent"), await steps.athrow(KeyError())] == [1, "sent", "caught"]
        with pytest.raises(StopAsyncIteration):
            await steps.asend(None)

    assert inspect.isasyncgenfunction(pour)
    asyncio.run(main())
    assert sdk.outcome() == "success" and sdk.milliseconds() >= 19


def test_an_asynchronous_generator_that_is_closed_is_abandoned(sdk):
    closed = []

    @traced
    async def pour():
        try:
            yield 1
        finally:
            closed.append(True)

    async def main():
        steps = pour()
        await steps.__anext__()
        await steps.aclose()

    asyncio.run(main())
    assert closed and sdk.outcome() == "abandoned"


def test_a_context_manager_is_measured_to_its_exit(sdk):
    @traced
    @contextlib.contextmanager
    def pot():
        time.sleep(0.01)
        yield "pot"
        time.sleep(0.01)

    with pot() as entered:
        assert entered == "pot" and not sdk.spans()
        assert trace.get_current_span() is not trace.INVALID_SPAN
    assert sdk.outcome() == "success" and sdk.milliseconds() >= 19
    assert trace.get_current_span() is trace.INVALID_SPAN


def test_a_context_manager_that_swallows_an_error_succeeds_and_one_that_does_not_fails(sdk):
    @traced
    @contextlib.contextmanager
    def pot(swallow):
        try:
            yield
        except ValueError:
            if not swallow:
                raise

    with pot(True):
        raise ValueError
    with pytest.raises(ValueError), pot(False):
        raise ValueError
    assert [span.attributes["upshot.outcome"] for span in sdk.spans()] == ["success", "failure"]


def test_a_context_manager_decorates_functions_as_before(sdk):
    @traced
    @contextlib.contextmanager
    def pot():
        yield

    @pot()
    def drink():
        return trace.get_current_span()

    assert drink() is not trace.INVALID_SPAN
    assert drink() is not trace.INVALID_SPAN
    assert [span.attributes["upshot.outcome"] for span in sdk.spans()] == ["success", "success"]


def test_an_asynchronous_context_manager(sdk):
    @traced
    @contextlib.asynccontextmanager
    async def pot():
        await asyncio.sleep(0.02)
        yield "pot"

    async def main():
        async with pot() as entered:
            assert entered == "pot"

    asyncio.run(main())
    assert sdk.outcome() == "success" and sdk.milliseconds() >= 19


def test_an_async_function_below_a_plain_decorator(sdk):
    def decorated(function):
        @functools.wraps(function)
        def inner(*args):
            return function(*args)

        return inner

    @traced
    @decorated
    async def pour():
        await asyncio.sleep(0.02)
        return 2

    assert asyncio.run(pour()) == 2
    assert sdk.milliseconds() >= 19


def test_a_callable_object_whose_call_is_async(sdk):
    class Pour:
        async def __call__(self):
            await asyncio.sleep(0.02)

    asyncio.run(traced(functools.partial(Pour().__call__))())
    assert sdk.milliseconds() >= 19


def test_a_future_stays_what_it_is_and_is_measured_until_it_is_done(sdk):
    with concurrent.futures.ThreadPoolExecutor(1) as pool:

        @traced
        def pour(seconds):
            return pool.submit(time.sleep, seconds)

        future = pour(0.02)
        assert isinstance(future, concurrent.futures.Future)
        future.result()
    assert sdk.milliseconds() >= 19


def test_a_cancelled_future_is_abandoned_and_a_failed_one_fails(sdk):
    @traced
    def pour(future):
        return future

    one, two = concurrent.futures.Future(), concurrent.futures.Future()
    pour(one).cancel()
    pour(two).set_exception(ValueError("spilled"))
    assert [span.attributes["upshot.outcome"] for span in sdk.spans()] == ["abandoned", "failure"]


def test_something_else_that_can_be_awaited(sdk):
    class Answer:
        size = 3

        def __await__(self):
            yield from asyncio.sleep(0.02).__await__()
            return "tea"

    @traced
    def pour():
        return Answer()

    async def main():
        answer = pour()
        assert answer.size == 3
        return await answer

    assert asyncio.run(main()) == "tea"
    assert sdk.milliseconds() >= 19


def test_a_file_is_a_result_like_any_other(sdk, tmp_path):
    @traced
    def pour():
        return open(tmp_path / "tea", "w")

    with pour() as file:
        assert sdk.outcome() == "success"
        file.write("tea")


def test_methods_of_every_kind(sdk):
    class Pot:
        @traced
        def plain(self):
            return self

        @traced
        @staticmethod
        def static():
            return 1

        @traced
        @classmethod
        def of_class(cls):
            return cls

    pot = Pot()
    assert (pot.plain(), pot.static(), Pot.static(), Pot.of_class()) == (pot, 1, 1, Pot)
    assert len(sdk.spans()) == 4


@pytest.mark.parametrize("thing", [int, property(lambda self: 1), 5, None, "pour"])
def test_what_is_no_function_is_refused_when_it_is_decorated(thing):
    with pytest.raises(TypeError, match="traced decorates functions"):
        traced(thing)


def test_a_coroutine_that_is_a_generator_is_awaited(sdk):
    @types.coroutine
    def boil():
        yield from asyncio.sleep(0)
        assert trace.get_current_span().is_recording()
        return "hot"

    async def pots():
        return await traced(boil)(), await traced(lambda: boil())()

    assert asyncio.run(pots()) == ("hot", "hot")
    assert [span.attributes["upshot.outcome"] for span in sdk.spans()] == ["success", "success"]


def test_mistakes_in_start_and_succeed_are_no_reason_to_fail(sdk):
    @tea.Pour.traced(start=lambda order: order.nothing)
    def no_start(order):
        return order

    @tea.Brew.traced(start=lambda: tea.Brew.start(kind=tea.Kind.GREEN), succeed=lambda call, pot: call.succeed(cups=pot.cups))
    def no_succeed():
        return "pot"

    @tea.Pour.traced(start=lambda: "no call")
    def wrong_start():
        return 1

    assert (no_start(5), no_succeed(), wrong_start()) == (5, "pot", 1)
    assert sdk.outcome() == "success"


def test_recursion_nests(sdk):
    @traced
    def pour(times):
        return pour(times - 1) if times else 0

    pour(2)
    inner, middle, outer = sdk.spans()
    assert inner.parent.span_id == middle.context.span_id and middle.parent.span_id == outer.context.span_id
