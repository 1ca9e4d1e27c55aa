using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using TeaHouse;
using Upshot.Instrument.Testing;

namespace Upshot.Instrument.Tests.Generated;

public class RunningTests
{
    [Fact]
    public void One_call_emits_span_metrics_and_event_that_belong_together()
    {
        using var telemetry = CollectedTelemetry.Start(TeaPlan.Scope);
        using (var brew = Tea.Brew.Start(Kind.EarlGrey, from: "Assam", notes: ["malt"]))
        {
            brew.Succeed(strength: 0.5, cups: 2, waterMl: 300, bill: 4.5m, isHot: true);
        }

        var span = telemetry.Span(Tea.Brew.Signal);
        Assert.Equal((3, "tea.brew", "success", ActivityStatusCode.Unset), (span.Version, span.Name, span.Outcome, span.Status));
        Assert.Equal("earl-grey", span.Attributes.Text("tea.kind"));
        Assert.Equal("Assam", span.Attributes.Text("tea.from"));
        Assert.Equal(0.5, span.Attributes.Number("tea.strength"));
        Assert.True(span.Attributes.Flag("tea.is_hot"));
        Assert.Equal(["malt"], span.Attributes.Get<string[]>("tea.notes"));

        var duration = telemetry.Measurement("tea.brew.duration");
        Assert.Equal(span.Duration.TotalMilliseconds, duration.Value, 9);
        Assert.Equal(span.SpanId, duration.SpanId);
        Assert.Equal("tea.kind=earl-grey, upshot.outcome=success", $"{duration.Attributes}");
        Assert.Equal(1, telemetry.Measurement("tea.brews").Value);
        Assert.Equal((4.5, "{EUR}"), (telemetry.Measurement("tea.bill").Value, telemetry.Measurement("tea.bill").Unit));
        Assert.Equal(300, telemetry.Measurement("tea.water").Value);

        var written = telemetry.Event("event.tea.brewed");
        Assert.Equal((4, LogLevel.Information, "tea.brewed", span.SpanId), (written.Version, written.Level, written.Id.Name, written.SpanId));
        Assert.Equal("2 cups of earl-grey for ", written.Message);
        Assert.Equal("tea.cups, tea.kind, upshot.outcome, upshot.signal, {OriginalFormat}", string.Join(", ", written.Attributes.Names.Order(StringComparer.Ordinal)));
        Assert.Equal(2, written.Attributes.Integer("tea.cups"));
    }

    [Fact]
    public void A_failure_says_what_went_wrong_and_needs_nothing_else()
    {
        using var telemetry = CollectedTelemetry.Start(TeaPlan.Scope);
        using (var brew = Tea.Brew.Start(Kind.Green))
        {
            brew.Fail(new TimeoutException("The kettle is cold."));
        }

        var span = telemetry.Span(Tea.Brew.Signal);
        Assert.Equal(("failure", ActivityStatusCode.Error), (span.Outcome, span.Status));
        Assert.Equal("System.TimeoutException", span.Attributes.Text("error.type"));
        Assert.Empty(span.Exceptions);
        Assert.Equal("failure", telemetry.Measurement("tea.brews").Attributes.Text("upshot.outcome"));
        Assert.Empty(telemetry.MeasurementsOf("tea.bill"));
        var written = telemetry.Event("event.tea.brewed");
        Assert.Equal((LogLevel.Error, "The kettle is cold."), (written.Level, written.Exception?.Message));
        Assert.False(written.Attributes.Has("tea.cups"));
        Assert.Equal("System.TimeoutException", written.Attributes.Text("error.type"));
    }

    [Fact]
    public void A_span_may_be_called_after_its_attributes()
    {
        using var telemetry = CollectedTelemetry.Start(TeaPlan.Scope);
        Tea.Serve.Start(Kind.EarlGrey, cups: 1000, isHot: true).Succeed();

        Assert.Equal("serve earl-grey \"in\" 1000, hot: true", telemetry.Span(Tea.Serve.Signal).Name);
    }

    [Fact]
    public void A_listener_that_throws_leaves_no_span_behind_and_fails_no_request()
    {
        var isHere = new AsyncLocal<bool> { Value = true };
        using var telemetry = CollectedTelemetry.Start(TeaPlan.Scope);
        using var full = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "tea.brews")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        full.SetMeasurementEventCallback<long>((_, _, _, _) => _ = isHere.Value ? throw new InsufficientMemoryException() : 0);
        full.Start();

        using (var brew = Tea.Brew.Start(Kind.Green))
        {
            brew.Succeed(1, 1, 1, 1);
        }

        Assert.Equal("success", telemetry.Span(Tea.Brew.Signal).Outcome);
        Assert.Equal(1, telemetry.Measurement("tea.water").Value);
        Assert.InRange(TeaPlan.LeftOut["tea.brews: InsufficientMemoryException was thrown"], 1, long.MaxValue);
        Assert.Null(Activity.Current);
    }

    [Fact]
    public void Where_no_event_is_written_the_span_keeps_the_exception()
    {
        using var telemetry = CollectedTelemetry.Start(TeaPlan.Scope);
        using (var pour = Tea.Pour.Start())
        {
            pour.Fail(new InvalidOperationException("Spilt."));
        }

        Assert.Equal("Spilt.", Assert.Single(telemetry.Span(Tea.Pour.Signal).Exceptions).Text("exception.message"));
    }

    [Fact]
    public void What_neither_succeeds_nor_fails_was_abandoned_and_what_ended_ends_once()
    {
        using var telemetry = CollectedTelemetry.Start(TeaPlan.Scope);
        using (Tea.Pour.Start())
        {
            // Nobody says how it went.
        }

        var span = telemetry.Span(Tea.Pour.Signal);
        Assert.Equal(("abandoned", ActivityStatusCode.Unset), (span.Outcome, span.Status));

        var brew = Tea.Brew.Start(Kind.None);
        var copy = brew;
        brew.Succeed(1, 1, 1, 1);
        brew.Fail("late");
        copy.Fail("later");
        brew.Dispose();
        Assert.Equal("success", telemetry.Span(Tea.Brew.Signal).Outcome);
        Assert.Equal(1, telemetry.Measurement("tea.brews").Value);
    }

    [Fact]
    public void Personal_and_secret_values_are_redacted_at_the_source()
    {
        using var telemetry = CollectedTelemetry.Start(TeaPlan.Scope);
        foreach (var email in (string[])["ada@example.com", "ada@example.com", "bob@example.com"])
        {
            using var brew = Tea.Brew.Start(Kind.Green, guestEmail: Personal.Of(email), guestName: Personal.Of("Ada"), recipeToken: Secret.Of("s3cr3t"));
            brew.Succeed(1, 1, 1, 1);
        }

        var hashes = telemetry.SpansOf(Tea.Brew.Signal).Select(s => s.Attributes.Text("tea.guest.email")).ToList();
        Assert.Matches("^[0-9a-f]{32}$", hashes[0]);
        Assert.Equal(hashes[0], hashes[1]);
        Assert.NotEqual(hashes[0], hashes[2]);
        Assert.Equal(hashes, telemetry.EventsOf("event.tea.brewed").Select(e => e.Attributes.Text("tea.guest.email")));
        Assert.All(telemetry.Spans, s => Assert.Equal("***", s.Attributes.Text("tea.guest.name")));
        Assert.All(telemetry.Spans, s => Assert.False(s.Attributes.Has("tea.recipe.token")));
        var everything = string.Join('\n', telemetry.Spans.Select(s => $"{s.Attributes}").Concat(telemetry.Events.Select(e => $"{e.Message} {e.Attributes}")));
        Assert.DoesNotContain("example.com", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", everything, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hash_is_that_of_the_same_text_in_every_language_and_culture()
    {
        using var telemetry = CollectedTelemetry.Start(TeaPlan.Scope);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            foreach (var (sips, text) in ((double[], string)[])[([2, 0.00001, 1e21, 0.1], "2,0.00001,1e+21,0.1"), ([-1.5e-7, 123456789012345680000.0, -0.0], "-1.5e-7,123456789012345680000,0")])
            {
                using var brew = Tea.Brew.Start(Kind.Green, guestSips: Personal.Of(sips), guestIsRegular: Personal.Of(true), guestEmail: Personal.Of(text));
                brew.Succeed(1, 1, 1, 1);
            }

            Tea.Brew.Start(Kind.Green, guestEmail: Personal.Of("true"), guestSips: Personal.Of<double[]>(null!)).Succeed(1, 1, 1, 1);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        var spans = telemetry.SpansOf(Tea.Brew.Signal);
        Assert.All(spans.Take(2), s => Assert.Equal(s.Attributes.Text("tea.guest.email"), s.Attributes.Text("tea.guest.sips")));
        Assert.Equal(spans[2].Attributes.Text("tea.guest.email"), spans[0].Attributes.Text("tea.guest.is_regular"));
        Assert.False(spans[2].Attributes.Has("tea.guest.sips"));
    }

    [Fact]
    public void Metrics_and_events_without_a_span_have_their_own_calls()
    {
        using var telemetry = CollectedTelemetry.Start(TeaPlan.Scope);
        Tea.Cups.Add(3, Kind.Green, from: "Assam");
        Tea.Guests.Add(-1);
        Tea.KettleTemperature.Record(99.5);
        Tea.Steep.Record(TimeSpan.FromMilliseconds(1500));
        Tea.Closed.Write("Assam", 7);
        Assert.Equal("tea.from=Assam, tea.kind=green", $"{telemetry.Measurement("tea.cups").Attributes}");
        Assert.Equal(-1, telemetry.Measurement("tea.guests").Value);
        Assert.Equal((99.5, "Cel"), (telemetry.Measurement("tea.kettle.temperature").Value, telemetry.Measurement("tea.kettle.temperature").Unit));
        Assert.Equal(1.5, telemetry.Measurement("tea.steep").Value);
        Assert.Equal("No more Assam, \"7\"", telemetry.Event(Tea.Closed.Signal).Message);
    }

    [Fact]
    public async Task Spans_nest_across_awaits()
    {
        using var telemetry = CollectedTelemetry.Start(TeaPlan.Scope);
        using (var brew = Tea.Brew.Start(Kind.Green))
        {
            await Task.Yield();
            using (var pour = Tea.Pour.Start())
            {
                await Task.Delay(1, TestContext.Current.CancellationToken);
                pour.Succeed();
            }

            brew.Succeed(1, 1, 1, 1);
        }

        Assert.True(telemetry.Span(Tea.Pour.Signal).IsChildOf(telemetry.Span(Tea.Brew.Signal)));
        Assert.Null(Activity.Current);
    }

    [Fact]
    public void Ended_while_another_span_is_current_it_leaves_that_one_alone()
    {
        using var telemetry = CollectedTelemetry.Start(TeaPlan.Scope);
        var brew = Tea.Brew.Start(Kind.Green);
        using (var pour = Tea.Pour.Start())
        {
            brew.Succeed(1, 1, 1, 1);
            Assert.Same(pour.Activity, Activity.Current);
            pour.Succeed();
        }

        Assert.Equal(telemetry.Span(Tea.Brew.Signal).SpanId, telemetry.Measurement("tea.brews").SpanId);
    }

    [Fact]
    public void The_scope_says_by_which_plan_it_was_generated()
    {
        using var telemetry = CollectedTelemetry.Start(TeaPlan.Scope);
        using var pour = Tea.Pour.Start();
        Assert.Equal($"https://upshot.dev/schemas/tea/{TeaPlan.Digest}", pour.Activity!.Source.TelemetrySchemaUrl);
        Assert.Equal(("tea", "1"), (pour.Activity.Source.Name, pour.Activity.Source.Version));
    }
}
