using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Upshot.Alerts;
using Upshot.Answers;
using Upshot.Evidence.Alerts;
using Upshot.Observe.State;
using Upshot.Plan;
using Upshot.Tests.Running;

namespace Upshot.Tests.Alerts;

/// <summary>Whoever waits for a slow store, or for a slow channel, waits alone.</summary>
public sealed class SlowStoreTests : IDisposable
{
    private static readonly SourceLocation s_here = new("upshot.yaml", 1, 1);
    private readonly TemporaryFolder _folder = new();
    private readonly OperationalState _state;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));

    public SlowStoreTests()
    {
        Directory.CreateDirectory(_folder["data"]);
        _state = OperationalState.Open(_folder["data"], null, NullLogger.Instance);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_delays_neither_the_next_evaluation_nor_the_notification()
    {
        var store = new HeldStore((_, window) => new(window, 50, 100));
        var asked = new AnswerService(store, new OperationalRecords(_state), () => PlanWith("http://127.0.0.1:9/"), _clock);
        var builder = new NotificationBuilder(asked, new Uri("http://upshot.example"));
        using var engine = new AlertEngine(asked, builder, new BaselineWatch(asked), TimeSpan.FromSeconds(20), _clock, NullLogger.Instance);

        var first = engine.EvaluateAsync(_clock.GetUtcNow(), Stop);
        await Until(() => store.Held > 0);
        _clock.Advance(TimeSpan.FromSeconds(20));
        await first;
        var episode = Assert.Single(asked.State.Alerts.OpenEpisodes(), e => e.Severity == "page");
        Assert.Equal(AlertEpisodeState.Firing, episode.State);
        Assert.Single(asked.State.Alerts.OpenIncidents());
        var draft = Assert.Single(asked.State.Alerts.Waiting());
        Assert.True(AlertJson.IsDraft(draft.Body));

        // The store still does not answer; the next evaluation has nothing to look for.
        var filling = new NotificationFilling(asked, builder, _clock, NullLogger.Instance);
        filling.Begin(asked.State.Alerts.Waiting(), Stop);
        _clock.Advance(TimeSpan.FromSeconds(40));
        await engine.EvaluateAsync(_clock.GetUtcNow(), Stop).WaitAsync(TimeSpan.FromSeconds(30), Stop);
        await filling.EndAsync().WaitAsync(TimeSpan.FromSeconds(30), Stop);

        var told = AlertJson.Read(Assert.Single(asked.State.Alerts.Waiting()).Body)!;
        Assert.Null(told.IsDraft);
        Assert.Equal("The store did not answer in time: budgets, changes around the start, what users feel could not be read.", told.Missing);
        Assert.Contains(told.Missing, AlertText.Of(told, null), StringComparison.Ordinal);
        Assert.Equal(("works/page", "http://upshot.example/incidents/"), (Assert.Single(told.Alerts, a => a.Severity == "page").Alert, told.Link[..32]));
    }

    /// <summary>No question is asked beside the one for all objectives, which this store alone answers.</summary>
    [Theory]
    [InlineData(100, false)]
    [InlineData(10_000, true)]
    public async Task One_failure_that_was_observed_wakes_nobody_whatever_it_stands_for(long failed, bool pages)
    {
        var store = new HeldStore((_, window) => new(window, 5_000 - (failed / 100), 5_000 - (failed / 100) + failed) { Sampling = new(0, failed * 99.0, 1, 100) });
        store.LetGo();
        var asked = new AnswerService(store, new OperationalRecords(_state), () => PlanWith("http://127.0.0.1:9/"), _clock);
        using var engine = new AlertEngine(asked, new NotificationBuilder(asked, new Uri("http://upshot.example")), new BaselineWatch(asked), TimeSpan.FromSeconds(20), _clock, NullLogger.Instance);
        await engine.EvaluateAsync(_clock.GetUtcNow(), Stop);
        Assert.Equal(pages, asked.State.Alerts.OpenEpisodes().Any(e => e is { Severity: "page", State: AlertEpisodeState.Firing }));
    }

    [Fact]
    public async Task What_the_store_says_in_time_is_in_the_notification()
    {
        var store = new HeldStore((_, window) => new(window, 50, 100));
        store.LetGo();
        var asked = new AnswerService(store, new OperationalRecords(_state), () => PlanWith("http://127.0.0.1:9/"), _clock);
        var builder = new NotificationBuilder(asked, new Uri("http://upshot.example"));
        using var engine = new AlertEngine(asked, builder, new BaselineWatch(asked), TimeSpan.FromSeconds(20), _clock, NullLogger.Instance);
        await engine.EvaluateAsync(_clock.GetUtcNow(), Stop);
        var filling = new NotificationFilling(asked, builder, _clock, NullLogger.Instance);
        filling.Begin(asked.State.Alerts.Waiting(), Stop);
        await filling.EndAsync();
        var told = AlertJson.Read(Assert.Single(asked.State.Alerts.Waiting()).Body)!;
        Assert.Equal((null, ""), (told.IsDraft, told.Missing));
        Assert.All(told.Alerts, a => Assert.NotEqual("", a.Sentence));
    }

    [Fact]
    public async Task A_channel_that_does_not_answer_holds_up_no_other()
    {
        await using var sink = await WebSink.Start();
        sink.Answers["/slow"] = WebSink.Never;
        var plan = PlanWith($"{sink.Address}/slow", $"{sink.Address}/quick");
        var asked = new AnswerService(new HeldStore((_, w) => new(w, 0, 0)), new OperationalRecords(_state), () => plan, _clock);
        var builder = new NotificationBuilder(asked, new Uri("http://upshot.example"));
        using var http = new HttpClient();
        var delivery = new Delivery(asked, new NotificationFilling(asked, builder, _clock, NullLogger.Instance), http, _ => null, _clock, NullLogger.Instance);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Tell("one");
        await delivery.RunAsync(end.Token);
        await sink.Wait(r => r.Path == "/slow");
        await sink.Wait(r => r.Path == "/quick");
        await Until(() => asked.State.Alerts.Waiting().All(m => m.Channel == "hook0"));

        Tell("two");
        await delivery.RunAsync(end.Token);
        await sink.Wait(r => r.Path == "/quick", 2);
        Assert.Single(sink.Received, r => r.Path == "/slow");
        Assert.Equal(2, asked.State.Alerts.Waiting().Count(m => m.Channel == "hook0"));
        await end.CancelAsync();
        await delivery.EndAsync();

        void Tell(string incident) => asked.State.Alerts.Write(new()
        {
            Messages = [.. plan.Alerts.Channels.Select(c => new OutboxMessage($"{incident}/{c.Name}", c.Name, incident, "firing", AlertJson.Write(builder.Test(_clock.GetUtcNow(), c.Name)), _clock.GetUtcNow(), _clock.GetUtcNow()))],
        });
    }

    public void Dispose()
    {
        _state.Dispose();
        _folder.Dispose();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static ProductPlan PlanWith(params string[] hooks) => new()
    {
        Product = "shop",
        Owners = [new("team", "team@shop.example", s_here)],
        Operations = [new("pay", s_here) { Entry = new() { Service = "shop", Route = "/pay" } }],
        Objectives = [new("works", s_here) { Operation = "pay", Target = 0.999, Owner = "team", Window = new() { Length = TimeSpan.FromDays(30) } }],
        Alerts = new() { Channels = [.. hooks.Select((h, i) => new AlertChannel($"hook{i}", AlertChannelKind.Webhook, s_here) { Url = h })] },
    };

    private static async Task Until(Func<bool> holds)
    {
        for (var left = 600; left > 0 && !holds(); left--)
        {
            await Task.Delay(50, Stop);
        }

        Assert.True(holds());
    }
}
