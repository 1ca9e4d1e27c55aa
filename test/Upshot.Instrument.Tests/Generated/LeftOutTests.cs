using System.Diagnostics.Metrics;
using TeaHouse;
using Upshot.Instrument.Testing;

namespace Upshot.Instrument.Tests.Generated;

/// <summary>A mistake in telemetry is no reason for a request to fail: it is left out and counted.</summary>
public class LeftOutTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1.0)]
    public void What_an_instrument_cannot_take_is_left_out_and_counted(double water)
    {
        const string Said = "tea.water: the plan wants a finite number, not below zero";
        using var telemetry = CollectedTelemetry.Start(TeaPlan.Scope);
        var before = TeaPlan.LeftOut.GetValueOrDefault(Said);
        using (var brew = Tea.Brew.Start(Kind.Green))
        {
            brew.Succeed(strength: 0.5, cups: 2, waterMl: water, bill: 4.5m);
        }

        Assert.Empty(telemetry.MeasurementsOf("tea.water"));
        Assert.Equal(4.5, telemetry.Measurement("tea.bill").Value);
        Assert.InRange(TeaPlan.LeftOut[Said], before + 1, long.MaxValue);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void An_attribute_that_is_no_finite_number_is_left_out(double strength)
    {
        const string Said = "tea.strength: the plan wants a finite number";
        using var telemetry = CollectedTelemetry.Start(TeaPlan.Scope);
        var before = TeaPlan.LeftOut.GetValueOrDefault(Said);
        using (var brew = Tea.Brew.Start(Kind.Green))
        {
            brew.Succeed(strength, cups: 2, waterMl: 300, bill: 4.5m);
        }

        using (var brew = Tea.Brew.Start(Kind.Green))
        {
            brew.Set(strength: 0.25);
            brew.Set(strength: strength);
        }

        var spans = telemetry.SpansOf(Tea.Brew.Signal);
        Assert.False(spans[0].Attributes.Has("tea.strength"));
        Assert.Equal(("success", 0.25), (spans[0].Outcome, spans[1].Attributes.Number("tea.strength")));
        Assert.InRange(TeaPlan.LeftOut[Said], before + 2, long.MaxValue);
    }

    [Fact]
    public void A_counter_takes_nothing_below_zero_and_what_goes_up_and_down_does()
    {
        using var telemetry = CollectedTelemetry.Start(TeaPlan.Scope);

        Tea.Cups.Add(-1, Kind.Green);
        Tea.Guests.Add(-2);

        Assert.Empty(telemetry.MeasurementsOf("tea.cups"));
        Assert.Equal(-2, telemetry.Measurement("tea.guests").Value);
        Assert.InRange(TeaPlan.LeftOut["tea.cups: the plan wants a number that is not below zero"], 1, long.MaxValue);
    }

    [Fact]
    public void Values_that_nobody_gave_raise_nothing()
    {
        using var telemetry = CollectedTelemetry.Start(TeaPlan.Scope);
        var brew = Tea.Brew.Start((Kind)77, from: null!, guestEmail: new Personal<string>(null!), notes: null!);
        brew.Fail((Exception)null!);
        Tea.Closed.Write(null!);

        var span = telemetry.Span(Tea.Brew.Signal);
        Assert.Equal(("failure", "_OTHER", "_OTHER"), (span.Outcome, span.Attributes.Text("error.type"), span.Attributes.Text("tea.kind")));
    }

    [Fact]
    public void Values_can_be_set_on_the_way()
    {
        using var telemetry = CollectedTelemetry.Start(TeaPlan.Scope);
        using (var brew = Tea.Brew.Start(Kind.Green))
        {
            brew.Set(kind: Kind.EarlGrey, from: "Assam", strength: 0.25, cups: 4, guestEmail: Personal.Of("ada@example.com"));
            brew.Succeed(strength: 0.5, cups: 5, waterMl: 300, bill: 4.5m);
            brew.Set(from: "too late");
        }

        var span = telemetry.Span(Tea.Brew.Signal);
        Assert.Equal(("earl-grey", "Assam", 0.5), (span.Attributes.Text("tea.kind"), span.Attributes.Text("tea.from"), span.Attributes.Number("tea.strength")));
        Assert.Matches("^[0-9a-f]{32}$", span.Attributes.Text("tea.guest.email"));
        Assert.Equal("earl-grey", telemetry.Measurement("tea.brews").Attributes.Text("tea.kind"));
        Assert.StartsWith("5 cups of earl-grey for ", telemetry.Event("event.tea.brewed").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_set_stays_where_the_end_says_nothing()
    {
        using var telemetry = CollectedTelemetry.Start(TeaPlan.Scope);
        using (var brew = Tea.Brew.Start(Kind.Green))
        {
            brew.Set(strength: 0.25, cups: 9);
        }

        Assert.Equal(("abandoned", 0.25), (telemetry.Span(Tea.Brew.Signal).Outcome, telemetry.Span(Tea.Brew.Signal).Attributes.Number("tea.strength")));
        Assert.Equal(9, telemetry.Event("event.tea.brewed").Attributes.Integer("tea.cups"));
    }

    [Fact]
    public void A_metric_can_be_read_when_metrics_are_collected()
    {
        var measured = new List<(string Name, double Value, string Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == TeaPlan.Scope && instrument.IsObservable)
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured.Add((instrument.Name, value, Text(tags))));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => measured.Add((instrument.Name, value, Text(tags))));
        listener.Start();
        using (Tea.Cups.Observe(() => [Tea.Cups.Reading(2, Kind.Green, from: "Uji"), Tea.Cups.Reading(-5, Kind.None)]))
        using (Tea.Cups.Observe(() => [Tea.Cups.Reading(3, Kind.Green, from: "Uji")]))
        using (Tea.Cups.Observe(() => throw new InvalidOperationException("no cupboard")))
        using (Tea.KettleTemperature.Observe(() => 96.5))
        {
            listener.RecordObservableInstruments();
        }

        Assert.Equal([("tea.cups", 5, "tea.from=Uji tea.kind=green"), ("tea.kettle.temperature", 96.5, "")], measured.Order());
        Assert.InRange(TeaPlan.LeftOut["tea.cups: InvalidOperationException was thrown"], 1, long.MaxValue);
        measured.Clear();
        listener.RecordObservableInstruments();
        Assert.Empty(measured);

        static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}").Order(StringComparer.Ordinal));
    }
}
