"""Values that no type checker saw: telemetry never raises, and says once what it left out."""

from __future__ import annotations

import decimal
import enum
import logging
from datetime import timedelta

import pytest
import tea


class Counted(int):
    pass


class Index:
    def __index__(self):
        return 7


class Kettle:
    """No text of it must appear anywhere."""

    def __repr__(self):
        raise RuntimeError("no words")

    __str__ = __repr__


def attributes(sdk, **given):
    with tea.Brew.start(**{**dict(kind=tea.Kind.GREEN), **given}):
        pass
    return dict(sdk.span().attributes)


BAD = [
    None,
    "",
    "1",
    1.5,
    -1,
    1 << 70,
    float("nan"),
    float("inf"),
    object(),
    [],
    ["a"],
    [object()],
    {},
    {"a": 1},
    b"\xff",
    True,
    Kettle(),
    tea.Personal("zelda"),
    tea.Kind,
    lambda: 1,
    timedelta(1),
]


@pytest.mark.parametrize("value", BAD, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("name", ["kind", "from_", "guest_email", "guest_name", "guest_sips", "guest_is_regular", "recipe_token", "notes"])
def test_no_value_at_the_start_raises(sdk, name, value):
    found = attributes(sdk, **{name: value})
    assert "zelda" not in str(found)


@pytest.mark.parametrize("value", BAD, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("name", ["strength", "cups", "water_ml", "bill_eur", "is_hot"])
def test_no_value_at_the_end_raises(sdk, name, value):
    given = {**dict(strength=0.5, cups=2, water_ml=1.5, bill_eur=3.0), name: value}
    with tea.Brew.start(kind=tea.Kind.GREEN) as call:
        call.succeed(**given)
    assert sdk.outcome() == "success"
    assert sdk.points()["tea.brews"] == {(("tea.kind", "green"), ("upshot.outcome", "success")): 1}
    sdk.clear()
    with tea.Brew.start(kind=tea.Kind.GREEN) as call:
        call.fail("cold", **given)
    assert sdk.outcome() == "failure"


@pytest.mark.parametrize("value", BAD, ids=lambda value: type(value).__name__)
def test_no_amount_raises(sdk, value):
    tea.Cups.add(value, kind=value, from_=value)
    tea.Guests.add(value)
    tea.KettleTemperature.record(value)
    tea.Steep.record(value)
    tea.Closed.write(from_=value, cups=value, exception=value)
    for points in sdk.points().values():
        for amount in points.values():
            assert amount == amount and abs(amount) != float("inf")


def test_a_bare_value_of_a_personal_attribute_is_redacted_like_one_that_says_so(sdk):
    bare = attributes(sdk, guest_email="ada@example.com", guest_name="Ada", recipe_token="sesame")
    sdk.clear()
    said = attributes(sdk, guest_email=tea.Personal("ada@example.com"), guest_name=tea.Personal("Ada"), recipe_token=tea.Secret("sesame"))
    assert bare == said
    assert bare["tea.guest.name"] == "***" and len(bare["tea.guest.email"]) == 32 and "tea.recipe.token" not in bare


@pytest.mark.parametrize(("given", "emitted"), [(Counted(3), 3), (Index(), 7), (True, 1), (3, 3)])
def test_numbers_of_other_libraries_become_numbers(sdk, given, emitted):
    with tea.Serve.start(kind=tea.Kind.GREEN, cups=given, is_hot=True) as call:
        call.succeed()
    assert sdk.span().attributes["tea.cups"] == emitted
    assert type(sdk.span().attributes["tea.cups"]) is int


def test_a_whole_number_is_a_number(sdk):
    with tea.Brew.start(kind=tea.Kind.GREEN) as call:
        call.succeed(strength=1, cups=2, water_ml=decimal.Decimal("1.5"), bill_eur=decimal.Decimal("9.5"))
    assert type(sdk.span().attributes["tea.strength"]) is float
    assert sdk.points()["tea.bill"] == {(("upshot.outcome", "success"),): 9.5}


def test_the_text_of_an_allowed_value_is_that_value(sdk):
    assert attributes(sdk, kind="earl-grey")["tea.kind"] == "earl-grey"


def test_a_value_that_is_not_allowed_is_left_out(sdk):
    class Other(enum.Enum):
        GREEN = "oolong"

    assert "tea.kind" not in attributes(sdk, kind="oolong")
    sdk.clear()
    assert "tea.kind" not in attributes(sdk, kind=Other.GREEN)


def test_what_is_left_out_is_counted_and_warned_of_once(sdk, caplog):
    with caplog.at_level(logging.WARNING, "upshot.telemetry"):
        for _ in range(3):
            attributes(sdk, from_=17.25)
            sdk.clear()
    said = [record.getMessage() for record in caplog.records if "tea.from" in record.getMessage()]
    assert len(said) == 1 or not said
    assert tea.left_out()["tea.from", "the plan wants text, and a float was given"] >= 3


def test_a_value_never_appears_in_what_is_said_of_it(sdk, caplog):
    attributes(sdk, kind="ada@example.com", notes="ada@example.com", from_=["ada@example.com"])
    assert "ada" not in caplog.text
    assert "ada" not in str(tea.left_out())


def test_a_list_is_kept_as_it_was(sdk):
    notes = ["bergamot"]
    with tea.Brew.start(kind=tea.Kind.GREEN, notes=notes):
        notes.append("smoke")
    assert tuple(sdk.span().attributes["tea.notes"]) == ("bergamot",)


def test_counters_take_nothing_below_zero(sdk):
    tea.Cups.add(-5, kind=tea.Kind.GREEN)
    tea.Steep.record(timedelta(seconds=-1))
    tea.Guests.add(-5)
    points = sdk.points()
    assert points["tea.guests"] == {(): -5} and "tea.cups" not in points and "tea.steep" not in points
