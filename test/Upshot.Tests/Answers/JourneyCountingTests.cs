using Microsoft.Extensions.Time.Testing;
using Upshot.Answers;
using Upshot.Answers.Journeys;
using Upshot.Decide.Journeys;
using Upshot.Observe.Otlp;
using Upshot.Observe.Otlp.Json;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores.ClickHouse;
using Upshot.Plan;
using Upshot.Plan.Folders;
using Upshot.Tests.Running;

namespace Upshot.Tests.Answers;

/// <summary>Journeys as a server counts them, over a store of its own and a clock that is moved.</summary>
public class JourneyCountingTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new(2026, 3, 2, 12, 40, 10, TimeSpan.Zero));
    private int _traces;
    private ProductPlan _plan = null!;
    private CountedStore _store = null!;
    private ClickHouseOptions? _remote;
    private JourneyCounting _counting = null!;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_folder["plan"], "runbooks"));
        await File.WriteAllTextAsync(Path.Combine(_folder["plan"], "runbooks", "buy.md"), "# Buy\n");
        await File.WriteAllTextAsync(Path.Combine(_folder["plan"], "upshot.yaml"), """
            product: shop
            owners: { team: team@shop.example }
            operations:
              buy: { owner: team, entry: { service: web, route: /buy } }
            journeys:
              buying:
                operation: buy
                steps:
                  order: { service: orders, route: /orders }
                  pay: { service: orders, span: pay, under: order, latency: 100ms }
            objectives:
              whole: { journey: buying, target: 90%, window: 1d, reason: R., decision: D., runbook: runbooks/buy.md }
              works: { operation: buy, target: 90%, window: 1d, reason: R., decision: D., runbook: runbooks/buy.md }
            """);
        _plan = PlanReader.Read(_folder["plan"]).Plan;
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
    public async Task What_has_ended_for_half_a_minute_is_counted_and_nothing_twice()
    {
        await Send(8, TimeSpan.FromSeconds(40));
        await Send(2, TimeSpan.FromSeconds(40), "slow");
        await Send(5, TimeSpan.FromSeconds(10));
        await Count();
        Assert.Equal((8, 10), await Whole());
        await Count();
        Assert.Equal((8, 10), await Whole());
        _clock.Advance(TimeSpan.FromSeconds(30));
        await Count();
        Assert.Equal((13, 15), await Whole());
    }

    [Fact]
    public async Task What_was_sent_before_the_start_and_what_comes_late_is_counted_once()
    {
        await Send(7, TimeSpan.FromHours(5));
        await Send(3, TimeSpan.FromMinutes(70), "nopay");
        await Count();
        Assert.Equal((7, 10), await Whole());
        await Send(4, TimeSpan.FromHours(5));
        await Send(4, TimeSpan.FromMinutes(20));
        _clock.Advance(TimeSpan.FromMinutes(1));
        await Count();
        Assert.Equal((15, 18), await Whole());
    }

    [Fact]
    public async Task A_step_that_comes_after_its_trace_was_counted_makes_it_whole()
    {
        await Send(10, TimeSpan.FromSeconds(50), "order later");
        await Count();
        _clock.Advance(TimeSpan.FromMinutes(2));
        await Count();
        await Take("orders", _later);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await Count();
        Assert.Equal((0, 10), await Whole());
        for (var minute = 0; minute < 5; minute++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            await Count();
        }

        Assert.Equal((10, 10), await Whole());
    }

    [Fact]
    public async Task Whoever_begins_again_counts_nothing_twice_whether_or_not_it_was_sealed()
    {
        await Send(6, TimeSpan.FromMinutes(90));
        await Send(4, TimeSpan.FromMinutes(3), "fail");
        await Count();
        foreach (var isSealed in new[] { false, true })
        {
            if (isSealed)
            {
                await _store.SealAsync();
            }

            await _store.DisposeAsync();
            await OpenAsync();
            await Count();
            Assert.Equal((6, 10), await Whole());
        }
    }

    [Fact]
    public async Task A_step_that_stops_is_silent_while_the_operation_goes_on()
    {
        await Send(200, TimeSpan.FromMinutes(50));
        await Send(30, TimeSpan.FromMinutes(10), "nopay");
        await Count();
        var journey = Assert.Single(await JourneyAnswer.AllAsync(Asked(), _clock.GetUtcNow(), TestContext.Current.CancellationToken));
        Assert.Equal((StepState.Silent, StepState.Arriving, StepState.Silent), (journey.State, journey.Steps[0].State, journey.Steps[1].State));
        Assert.Equal(new(2026, 3, 2, 11, 51, 0, TimeSpan.Zero), journey.SilentSince);
        var readings = await Upshot.Alerts.AlertReadings.OfAsync(Asked(), new Upshot.Alerts.BaselineWatch(Asked()), _clock.GetUtcNow(), TestContext.Current.CancellationToken);
        Assert.Contains(readings, r => r.Rule.Name == "buying/pay/silent" && r.Condition == Upshot.Decide.Alerting.AlertCondition.Holds);
        Assert.Contains(readings, r => r.Rule.Name == "buying/order/silent" && r.Condition == Upshot.Decide.Alerting.AlertCondition.Quiet);
    }

    private readonly List<TestSpan> _later = [];

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

    private async Task<(long Good, long Total)> Whole()
    {
        var status = await StatusAnswer.OfAsync(Asked(), _plan.Objectives.Single(o => o.Name == "whole"), TestContext.Current.CancellationToken);
        return (status.Good, status.Total);
    }

    private async Task Send(int count, TimeSpan ago, string how = "")
    {
        var (web, orders) = (new List<TestSpan>(), new List<TestSpan>());
        for (var i = 0; i < count; i++)
        {
            var (trace, start) = ($"{++_traces:x32}", _clock.GetUtcNow() - ago);
            web.Add(new(trace, "0000000000000001", "", "GET /buy", 2, start, TimeSpan.FromMilliseconds(200)) { Route = "/buy" });
            web.Add(new(trace, "0000000000000002", "0000000000000001", "POST", 3, start, TimeSpan.FromMilliseconds(150)));
            (how == "order later" ? _later : orders).Add(new(trace, "0000000000000003", "0000000000000002", "GET /orders", 2, start, TimeSpan.FromMilliseconds(120)) { Route = "/orders" });
            if (how != "nopay")
            {
                orders.Add(new(trace, "0000000000000004", "0000000000000003", "pay", 1, start, TimeSpan.FromMilliseconds(how == "slow" ? 101 : 100), how == "fail"));
            }
        }

        await Take("web", web);
        await Take("orders", orders);
    }

    private async Task Take(string service, IReadOnlyList<TestSpan> spans)
    {
        var buffer = new RequestBuffer(1 << 16);
        Assert.Null(JsonTranscoder.Transcode(TestSpan.Request(service, "1.0", service, spans), TelemetrySignal.Traces, buffer, 1 << 24));
        var answer = await new BatchIntake(_store.InUse.AppendAsync, _clock).Accept(TelemetrySignal.Traces, buffer, TestContext.Current.CancellationToken);
        Assert.Equal(IntakeStatus.Accepted, answer.Status);
    }
}
