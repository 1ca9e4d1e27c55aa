"""Metrics that are observed, and the contracts of the scope."""

from __future__ import annotations

import tea


def test_the_scope_of_metrics_names_their_contracts(sdk):
    tea.Cups.add(kind=tea.Kind.GREEN)
    [scope] = sdk.scopes()
    assert (scope.scope.name, scope.scope.version, scope.scope.schema_url) == ("tea", "1", tea.SCHEMA_URL)
    assert "metric.tea.cups@1" in scope.scope.attributes["upshot.signals"].split(",")


def test_what_is_observed_is_read_when_metrics_are_collected(sdk):
    depth = [3]
    stop = tea.Guests.observe(lambda: depth[0])
    other = tea.Guests.observe(lambda: 10)
    try:
        assert sdk.points()["tea.guests"] == {(): 13}
        depth[0] = 4
        assert sdk.points()["tea.guests"] == {(): 14}
    finally:
        stop()
        other()
    assert "tea.guests" not in sdk.points()


def test_readings_carry_attributes(sdk):
    stop = tea.Cups.observe(lambda: [tea.Cups.reading(2, kind=tea.Kind.GREEN), tea.Cups.reading(5, kind=tea.Kind.NONE, from_="Uji")])
    try:
        assert sdk.points()["tea.cups"] == {(("tea.kind", "green"),): 2, (("tea.from", "Uji"), ("tea.kind", "none")): 5}
    finally:
        stop()


def test_one_reader_that_fails_keeps_no_other_from_being_read(sdk):
    def broken():
        raise OSError("gone")

    stops = [
        tea.KettleTemperature.observe(broken),
        tea.KettleTemperature.observe(lambda: "hot"),
        tea.KettleTemperature.observe(lambda: 96.5),
    ]
    try:
        assert sdk.points()["tea.kettle.temperature"] == {(): 96.5}
    finally:
        for stop in stops:
            stop()
