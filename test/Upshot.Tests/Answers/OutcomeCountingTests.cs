using Microsoft.Extensions.Time.Testing;
using Upshot.Answers;
using Upshot.Answers.Outcomes;
using Upshot.Observe.Otlp;
using Upshot.Observe.Otlp.Json;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores.ClickHouse;
using Upshot.Plan;
using Upshot.Plan.Folders;
using Upshot.Tests.Running;

namespace Upshot.Tests.Answers;

/// <summary>Objectives about outcomes as a server counts them, over a store of its own and a clock that is moved.</summary>
public class OutcomeCountingTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new(2026, 3, 2, 12, 40, 10, TimeSpan.Zero));
    private int _traces;
    private ProductPlan _plan = null!;
    private CountedStore _store = null!;
    private ClickHouseOptions? _remote;
    private OutcomeCounting _counting = null!;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_folder["plan"], "runbooks"));
        Directory.CreateDirectory(Path.Combine(_folder["plan"], "signals"));
        await File.WriteAllTextAsync(Path.Combine(_folder["plan"], "runbooks", "buy.md"), "# Buy\n");
        await File.WriteAllTextAsync(Path.Combine(_folder["plan"], "signals", "shop.yaml"), """
            groups:
              - { id: span.ordered, type: span, span_kind: internal, brief: An order was made., stability: stable, upshot: { name: ordered } }
            """);
        await File.WriteAllTextAsync(Path.Combine(_folder["plan"], "upshot.yaml"), """
            product: shop
            owners: { team: team@shop.example }
            operations:
              buy: { owner: team, entry: { service: web, route: /buy } }
            outcomes:
              conversion: { signal: span.ordered, owner: team, per: buy }
              refusal: { signal: span.ordered, owner: team, per: buy, direction: down }
            objectives:
              converts: { outcome: conversion, target: 98%, window: 28d, reason: R., decision: D., runbook: runbooks/buy.md }
              refuses: { outcome: refusal, target: 50%, window: 28d, reason: R., decision: D., runbook: runbooks/buy.md }
            """);
        _plan = PlanReader.Read(_folder["plan"]).Plan;
        Assert.Equal(2, _plan.Objectives.Count(o => o.Outcome is not null));
        await OpenAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Requests_are_counted_when_what_they_came_to_was_sent_and_nothing_twice()
    {
        await Send(10, 8, TimeSpan.FromMinutes(10));
        await Send(5, 5, TimeSpan.FromMinutes(2));
        await Count();
        Assert.Equal((8, 10), await Of("converts"));
        Assert.Equal((2, 10), await Of("refuses"));
        await Count();
        Assert.Equal((8, 10), await Of("converts"));
        _clock.Advance(TimeSpan.FromMinutes(4));
        await Count();
        Assert.Equal((13, 15), await Of("converts"));
        var status = await StatusAnswer.OfAsync(Asked(), _plan.Objectives.Single(o => o.Name == "converts"), TestContext.Current.CancellationToken);
        Assert.Contains("of 15 buy requests came to conversion", status.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_past_is_counted_once_and_what_comes_late_is_added()
    {
        await Send(20, 10, TimeSpan.FromHours(5));
        await Send(4, 4, TimeSpan.FromHours(26));
        await Count();
        Assert.Equal((14, 24), await Of("converts"));
        await Send(10, 10, TimeSpan.FromHours(5));
        _clock.Advance(TimeSpan.FromMinutes(6));
        await Count();
        Assert.Equal((24, 34), await Of("converts"));

        await _store.SealAsync();
        await _store.DisposeAsync();
        await OpenAsync();
        await Count();
        Assert.Equal((24, 34), await Of("converts"));
    }

    [Fact]
    public async Task Outcomes_that_cease_burn_the_budget()
    {
        await Send(400, 398, TimeSpan.FromMinutes(50));
        await Send(400, 0, TimeSpan.FromMinutes(8));
        await Count();
        Assert.Equal((398, 800), await Of("converts"));
        var readings = await Upshot.Alerts.AlertReadings.OfAsync(Asked(), new Upshot.Alerts.BaselineWatch(Asked()), _clock.GetUtcNow(), TestContext.Current.CancellationToken);
        Assert.Contains(readings, r => r.Rule.Name == "converts/page" && r.Condition == Upshot.Decide.Alerting.AlertCondition.Holds);
        Assert.DoesNotContain(readings, r => r.Rule.Name == "refuses/page" && r.Condition == Upshot.Decide.Alerting.AlertCondition.Holds);
    }

    /// <summary>Where telemetry is; null: in the directory.</summary>
    private protected virtual Task<ClickHouseOptions?> RemoteAsync(string data, ProductPlan plan) => Task.FromResult<ClickHouseOptions?>(null);

    private async Task OpenAsync()
    {
        _remote ??= await RemoteAsync(_folder["data"], _plan);
        _store = await CountedStore.OpenAsync(_folder["data"], _plan, _clock, _remote);
        _counting = new(Asked(), _store.InUse.CountAsync);
    }

    private AnswerService Asked() => new(_store.InUse, _store.State, () => _plan, _clock);

    private async Task Count()
    {
        while (await _counting.NextAsync(_clock.GetUtcNow(), TestContext.Current.CancellationToken))
        {
        }
    }

    private async Task<(long Good, long Total)> Of(string objective)
    {
        var status = await StatusAnswer.OfAsync(Asked(), _plan.Objectives.Single(o => o.Name == objective), TestContext.Current.CancellationToken);
        return (status.Good, status.Total);
    }

    private async Task Send(int requests, int ordered, TimeSpan ago)
    {
        var spans = new List<TestSpan>();
        for (var i = 0; i < requests; i++)
        {
            var (trace, start) = ($"{++_traces:x32}", _clock.GetUtcNow() - ago);
            spans.Add(new(trace, "0000000000000001", "", "GET /buy", 2, start, TimeSpan.FromMilliseconds(200)) { Route = "/buy" });
            if (i < ordered)
            {
                spans.Add(new(trace, "0000000000000002", "0000000000000001", "ordered", 1, start, TimeSpan.FromMilliseconds(100)));
            }
        }

        var buffer = new RequestBuffer(1 << 16);
        Assert.Null(JsonTranscoder.Transcode(TestSpan.Request("web", "1.0", "web", spans), TelemetrySignal.Traces, buffer, 1 << 24));
        var answer = await new BatchIntake(_store.InUse.AppendAsync, _clock).Accept(TelemetrySignal.Traces, buffer, TestContext.Current.CancellationToken);
        Assert.Equal(IntakeStatus.Accepted, answer.Status);
    }
}
