using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Upshot.Answers;
using Upshot.Instrument.Plans;
using Upshot.Instrument.Rollout;
using Upshot.Plan;

namespace Upshot.Instrument.Tests.Runtime;

public sealed class RolloutTests
{
    private static readonly SourceLocation Here = new("signals.yaml", 1, 1);
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    // Patient: on a busy machine an answer may take long, and that it comes is what is tested. A server that is away refuses at once.
    private static RolloutClient Client(Receiver receiver, string? token = null) => new(receiver.Http, token, TimeSpan.FromMinutes(1));

    [Fact]
    public void A_share_of_the_processes_are_canaries_and_stay_so_while_the_share_grows()
    {
        var instances = Enumerable.Range(0, 10_000).Select(i => $"instance-{i}").ToList();
        var tenth = instances.Where(i => Canary.Emits("span.a", "canary", 0.1, i)).ToHashSet();
        var half = instances.Where(i => Canary.Emits("span.a", "canary", 0.5, i)).ToHashSet();

        Assert.InRange(tenth.Count, 880, 1120);
        Assert.InRange(half.Count, 4800, 5200);
        Assert.Subset(half, tenth);
        Assert.NotEqual(tenth, instances.Where(i => Canary.Emits("span.b", "canary", 0.1, i)).ToHashSet());
        Assert.All(instances, i => Assert.True(Canary.Emits("span.a", "canary", 1, i)));
        Assert.All(instances, i => Assert.False(Canary.Emits("span.a", "canary", 0, i)));
    }

    [Fact]
    public async Task What_a_person_sets_at_the_server_reaches_the_application_by_polling()
    {
        var signal = $"span.shop.{Guid.NewGuid():N}";
        await using var receiver = await Receiver.StartAsync(PlanWith(signal, "off"));
        using var client = Client(receiver);
        var state = StateWith(signal, "off");

        await Step();
        Assert.False(SharedState.IsOn(signal));
        Set(receiver, signal, "on");
        await Step();
        Assert.True(SharedState.IsOn(signal));
        Set(receiver, signal, "canary", 0);
        await Step();
        Assert.False(SharedState.IsOn(signal));
        Set(receiver, signal, "plan");
        await Step();
        Assert.False(SharedState.IsOn(signal));

        async Task Step() => state.Apply((await client.AskAsync(Cancel))!, "one");
    }

    [Fact]
    public async Task What_did_not_change_is_not_sent_again()
    {
        await using var receiver = await Receiver.StartAsync(PlanWith("span.shop.a", "canary"));
        using var http = new HttpClient();
        using var first = await http.GetAsync(new Uri(receiver.Http, "/api/v1/rollout"), Cancel);
        using var again = new HttpRequestMessage(HttpMethod.Get, new Uri(receiver.Http, "/api/v1/rollout"));
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await http.SendAsync(again, Cancel);

        Assert.Equal("""{"digest":"d1","signals":{"span.shop.a":{"stage":"canary","share":0.25}}}""", await first.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(System.Net.HttpStatusCode.NotModified, second.StatusCode);
        using var client = Client(receiver);
        var said = await client.AskAsync(Cancel);
        Assert.Same(said, await client.AskAsync(Cancel));
        Set(receiver, "span.shop.a", "on");
        Assert.Equal("on", (await client.AskAsync(Cancel))!["span.shop.a"].Stage);
    }

    [Fact]
    public async Task The_rollout_is_behind_the_servers_token()
    {
        const string token = "a secret of the tests";
        await using var receiver = await Receiver.StartAsync(PlanWith("span.shop.a", "on"), token);
        using var stranger = Client(receiver);
        using var friend = Client(receiver, token + "\n");
        using var forger = Client(receiver, "a\nb");

        Assert.Null(await stranger.AskAsync(Cancel));
        Assert.Null(await forger.AskAsync(Cancel));
        Assert.Equal("on", (await friend.AskAsync(Cancel))!["span.shop.a"].Stage);
    }

    [Fact]
    public async Task An_application_goes_on_with_what_it_knew_while_the_server_is_away_and_asks_less_often()
    {
        var signal = $"span.shop.{Guid.NewGuid():N}";
        var (state, time) = (StateWith(signal, "on"), new FakeTimeProvider());
        var receiver = await Receiver.StartAsync(PlanWith(signal, "off"));
        using var client = Client(receiver);
        state.Apply((await client.AskAsync(Cancel))!, "one");
        Assert.False(SharedState.IsOn(signal));
        await receiver.DisposeAsync();

        using var stop = new CancellationTokenSource();
        var running = new RolloutPoller(client, state, "one", TimeSpan.FromSeconds(30), time, new Random(1), NullLogger.Instance).RunAsync(stop.Token);
        for (var i = 0; i < 20; i++)
        {
            time.Advance(TimeSpan.FromMinutes(12));
            await Task.Delay(5, Cancel);
        }

        Assert.False(running.IsCompleted);
        Assert.False(SharedState.IsOn(signal));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public void Failures_in_a_row_double_the_pause_up_to_ten_minutes()
    {
        var every = TimeSpan.FromSeconds(30);
        Assert.Equal([30, 60, 120, 240, 480, 600, 600], Enumerable.Range(0, 7).Select(failures => Pause.After(failures, every, 0.5).TotalSeconds));
        Assert.Equal(24, Pause.After(0, every, 0).TotalSeconds);
        Assert.Equal(36, Pause.After(0, every, 1).TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"digest":"x"}""")]
    [InlineData("""{"signals":[]}""")]
    [InlineData("""{"signals":{"a":"on"}}""")]
    [InlineData("""{"signals":{"a":{"stage":"sometimes"}}}""")]
    [InlineData("""{"signals":{"a":{"stage":"canary","share":2}}}""")]
    [InlineData("""{"signals":{"\ud800":{"stage":"on"}}}""")]
    [InlineData("""{"signals":{"a":{"stage":"\udc00"}}}""")]
    [InlineData("""{"signals":{"a":{"stage":"canary","share":"half"}}}""")]
    [InlineData("""{"signals":{"a":{"stage":{"stage":{"stage":{"stage":{"stage":{"stage":{"stage":{"stage":1}}}}}}}}}}""")]
    public void An_answer_that_makes_no_sense_is_no_answer(string json) => Assert.Null(RolloutText.Read(System.Text.Encoding.UTF8.GetBytes(json)));

    [Fact]
    public async Task An_endless_answer_is_not_read_to_its_end()
    {
        await using var endless = await Endless.StartAsync();
        using var client = new RolloutClient(endless.Address, null, TimeSpan.FromHours(1));

        // Neither the end of the answer nor that of the time comes within the minute.
        Assert.Null(await client.AskAsync(Cancel).WaitAsync(TimeSpan.FromMinutes(1), Cancel));
    }

    [Fact]
    public void What_generated_code_says_of_itself_is_its_plan()
    {
        var plan = GeneratedPlans.Of(
        [
            ("Upshot.Plan", "Tea@home@c0ffee"), ("Upshot.Scope", "tea"), ("Upshot.Sampling", "0.25"), ("Upshot.Critical", "span.shop.pay"),
            ("Upshot.Signal", "span.shop.pay@2 canary 0.1"), ("Upshot.Signal", "nonsense"), ("Other", "x"),
        ])!;

        Assert.Equal(("Tea@home", "c0ffee", "tea", 0.25), (plan.Product, plan.Digest, plan.Scope, plan.SamplingProbability));
        Assert.Equal(["span.shop.pay"], plan.Critical);
        Assert.Equal([new Plans.SignalStage("span.shop.pay", "canary", 0.1)], plan.Signals);
        Assert.Null(GeneratedPlans.Of([("Other", "x")]));
    }

    private static void Set(Receiver receiver, string signal, string stage, double? share = null) =>
        RolloutAnswer.Change(new AnswerService(receiver.Server.Store, receiver.Server.Store.State, () => receiver.Server.Store.Plan, TimeProvider.System), signal, stage, share);

    private static RolloutState StateWith(string signal, string stage) => new([new PlanInfo("shop", "d1", "shop") { Signals = [new(signal, stage, 0)] }]);

    private static ProductPlan PlanWith(string signal, string stage) =>
        new() { Product = "shop", Digest = "d1", Signals = [new Signal(signal, SignalKind.Span, Here) { Rollout = stage, CanaryShare = 0.25 }] };
}
