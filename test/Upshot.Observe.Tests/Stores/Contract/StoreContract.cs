using System.Runtime.CompilerServices;
using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Tests.Signals;
using Upshot.Observe.Tests.Stores.InMemory;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.Contract;

/// <summary>What the comments of <see cref="ITelemetryStore"/> promise, for every store.</summary>
public abstract partial class StoreContract
{
    private protected abstract Task<IStoreHarness> OpenAsync();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task It_answers_as_the_simplest_store_does(int seed)
    {
        Excused();
        var random = new Random(seed);
        await using var harness = await OpenAsync();
        var oracle = new InMemoryStore(Story.Plan);
        var requests = Enumerable.Range(0, 12).Select(i => Story.Request((seed * 100) + i, random.Next(1, 40), random.Next(4))).Append(Story.Tangled(seed)).ToList();
        foreach (var request in requests.Concat(requests.Where(_ => random.Next(3) == 0)).OrderBy(_ => random.Next()).ToList())
        {
            await harness.Store.Send(request);
            await oracle.Send(request);
            if (random.Next(5) == 0)
            {
                await harness.SettleAsync();
            }
        }

        var traces = new[] { (await oracle.AskAsync(new TraceSearch(Times.All, 1), Stop))[0].TraceId, $"07{seed:x28}01", $"07{seed:x28}02", $"07{seed:x28}03" };
        foreach (var range in new[] { Times.All, Story.Hours(0.5, 2.25), Story.Hours(9, 10) })
        {
            foreach (var question in traces.SelectMany(trace => Story.Questions(trace, range)).Distinct())
            {
                Assert.Equal($"{question}\n{await AnswerText.Of(oracle, question)}", $"{question}\n{await AnswerText.Of(harness.Store, question)}");
            }
        }
    }

    [Fact]
    public async Task What_was_sampled_counts_as_it_stands_for_and_what_that_leaves_open_is_told()
    {
        Excused();
        await using var harness = await OpenAsync();
        var oracle = new InMemoryStore(Story.Plan);
        for (var seed = 1; seed <= 4; seed++)
        {
            await harness.Store.Send(Story.Sampled(seed));
            await oracle.Send(Story.Sampled(seed));
            await (seed == 2 ? harness.SettleAsync() : Task.CompletedTask);
        }

        foreach (var question in Story.Questions("", Times.All).Concat(Story.Questions("", Story.Hours(0.5, 1.25))).Where(q => q is ObjectiveQuestion or WindowQuestion or SamplingQuestion or TrafficQuestion or RouteQuestion or BlockQuestion))
        {
            Assert.Equal($"{question}\n{await AnswerText.Of(oracle, question)}", $"{question}\n{await AnswerText.Of(harness.Store, question)}");
        }

        Assert.All(await harness.Store.AskAsync(new WindowQuestion([Story.Plan.Objectives[1]], Story.Noon.AddHours(3), [TimeSpan.FromHours(3)]), Stop), w => Assert.Equal((64, 64), (w.Windows[0].Sampling.GoodWeight, w.Windows[0].Sampling.BadWeight)));
    }

    [Fact]
    public void Every_question_is_asked()
    {
        var all = typeof(Question<>).Assembly.GetTypes().Where(t => t.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == typeof(Question<>));
        Assert.Empty(all.Except(Story.Questions("", Times.All).Select(q => q.GetType())));
    }

    [Fact]
    public async Task What_was_accepted_is_in_the_next_answer()
    {
        Excused();
        await using var harness = await OpenAsync();
        for (var i = 1; i <= 20; i++)
        {
            Assert.Equal(IntakeStatus.Accepted, (await harness.Store.Send(Story.Request(i, 3))).Status);
            Assert.Equal(3 * i, await Spans(harness.Store));
        }
    }

    [Fact]
    public async Task What_was_accepted_outlives_the_store()
    {
        Excused();
        await using var harness = await OpenAsync();
        await harness.Store.Send(Story.Request(1, 30));
        await harness.RestartAsync();
        Assert.Equal(30, await Spans(harness.Store));
        Assert.Equal(30, (await harness.Store.AskAsync(new RouteQuestion(Times.All), Stop)).Sum(r => r.Requests));
    }

    [Fact]
    public async Task A_request_that_is_sent_again_is_accepted_and_stored_once()
    {
        Excused();
        await using var harness = await OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(IntakeStatus.Accepted, (await harness.Store.Send(Story.Request(1, 30))).Status);
        }

        Assert.Equal(30, await Spans(harness.Store));
    }

    [Fact]
    public async Task Batches_may_come_from_many_at_once()
    {
        Excused();
        await using var harness = await OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => harness.Store.Send(Story.Request(i, 5)), Stop)));
        Assert.Equal(320, await Spans(harness.Store));
    }

    [Fact]
    public async Task One_answer_is_of_one_moment_while_others_append_and_settle()
    {
        Excused();
        await using var harness = await OpenAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var sending = Task.Run(async () =>
        {
            for (var i = 0; !end.IsCancellationRequested; i++)
            {
                await harness.Store.Send(Story.Request(i, 5));
                await (i % 10 == 9 ? harness.SettleAsync() : Task.CompletedTask);
            }
        }, Stop);
        var before = 0L;
        for (var i = 0; i < 30; i++)
        {
            var counted = await harness.Store.AskAsync(new ObjectiveQuestion([Story.Plan.Objectives[1], Story.Plan.Objectives[1]], Times.All), Stop);
            var total = counted[0].Minutes.Sum(m => m.Total);
            Assert.Equal(total, counted[1].Minutes.Sum(m => m.Total));
            Assert.True(total >= before, $"{total} after {before}");
            before = total;
        }

        await end.CancelAsync();
        await sending;
    }

    [Fact]
    public async Task A_request_that_ends_before_it_starts_is_a_request_and_in_no_latency_objective()
    {
        Excused();
        await using var harness = await OpenAsync();
        await harness.Store.Send(DuckDb.Spans.Request(1, 1, span: r => DuckDb.Spans.One(r, Otlp.Noon, 0, "/checkout").Fixed64(8, Otlp.Noon - 1)).Bytes);
        var (fast, works) = (Story.Plan.Objectives[0], Story.Plan.Objectives[1]);
        Objective[] objectives = [fast, fast with { Latency = TimeSpan.FromMilliseconds(250) }, works];
        var counted = await harness.Store.AskAsync(new ObjectiveQuestion(objectives, Times.All), Stop);
        Assert.Equal([0, 0, 1], counted.Select(o => o.Minutes.Sum(m => m.Total)));
        var releases = await harness.Store.AskAsync(new ReleaseSplitQuestion(objectives, Times.All), Stop);
        Assert.Equal([2], releases.Select(r => r.Objective));
    }

    [Fact]
    public async Task A_question_that_is_cancelled_before_it_begins_is_not_answered()
    {
        Excused();
        await using var harness = await OpenAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => harness.Store.AskAsync(new SizeQuestion(), new CancellationToken(true)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => harness.Store.AskAsync(new VersionQuestion(Times.All), new CancellationToken(true)));
    }

    [Fact]
    public async Task An_empty_store_has_empty_answers()
    {
        Excused();
        await using var harness = await OpenAsync();
        var texts = new List<string>();
        foreach (var question in Story.Questions("00000000000000000000000000000001", Times.All).Where(q => q is not (SizeQuestion or ObjectiveQuestion or WindowQuestion or TrafficQuestion or SamplingQuestion or RecordQuestion or RecordSummaryQuestion or BlockQuestion { Windows.Count: > 0 })))
        {
            texts.Add(await AnswerText.Of(harness.Store, question));
        }

        Assert.All(texts, text => Assert.Contains(text, new[] { "[]", "null" }));
        Assert.All(await harness.Store.AskAsync(new ObjectiveQuestion(Story.Plan.Objectives, Times.All), Stop), o => Assert.Empty(o.Minutes));
        Assert.Empty((await harness.Store.AskAsync(new TrafficQuestion([new("checkout", null)], Times.All), Stop))[0]);
        Assert.Equal(0, (await harness.Store.AskAsync(new RecordSummaryQuestion(false, new(), ["name"], Times.All, TimeSpan.FromMinutes(1), 1), Stop)).Records);
        Assert.Equal([0], await harness.Store.AskAsync(new RecordQuestion([new(SignalKind.Span, "GET /checkout")], Times.All), Stop));
        Assert.Empty((await harness.Store.AskAsync(new SamplingQuestion([new("shop", null, "checkout", "1.0", Times.All, TimeSpan.FromMinutes(1))]), Stop))[0]);
        Assert.Empty((await harness.Store.AskAsync(new BlockQuestion([new("shop", null, "checkout", "1.0", Times.All, TimeSpan.FromMinutes(1))]), Stop))[0].Replicates);
        Assert.Empty(harness.Store.Missing);
    }

    [Fact]
    public async Task What_cannot_be_cut_is_refused_beyond_its_limit_and_the_rest_is_cut()
    {
        Excused();
        await using var harness = await OpenAsync();
        await harness.Store.Send(Story.Request(1, 60));
        await Assert.ThrowsAsync<AnswerTooLargeException>(() => harness.Store.AskAsync(new ObjectiveQuestion(Story.Plan.Objectives, Times.All, 3), Stop));
        var version = (await harness.Store.AskAsync(new VersionQuestion(Times.All), Stop))[0].Version;
        await Assert.ThrowsAsync<AnswerTooLargeException>(() => harness.Store.AskAsync(new BlockQuestion([new(null, null, "checkout", version, Times.All, TimeSpan.FromMinutes(1))], 2), Stop));
        await Assert.ThrowsAsync<AnswerTooLargeException>(() => harness.Store.AskAsync(new ProcessQuestion(Times.All, 1), Stop));
        Assert.Equal(3, (await harness.Store.AskAsync(new TraceSearch(Times.All, 3), Stop)).Count);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => harness.Store.AskAsync(new TraceSearch(Times.All, 0), Stop));
    }

    [Fact]
    public async Task Values_of_metrics_are_told_by_the_version_that_their_scope_names()
    {
        Excused();
        await using var harness = await OpenAsync();
        (string Name, string Contracts, ProtoMessage[] Points)[] sent =
        [
            ("wait", "metric.other@7,metric.wait@1", [Otlp.Point().Double(4, 10), Otlp.Point(Otlp.Noon + 1).Double(4, 30)]),
            ("wait", "metric.wait@2,metric.others@9", [Otlp.Point(Otlp.Noon + 2).Double(4, 5)]),
            ("wait", "metric.waits@3,some.metric.wait@4,metric.wait@x", [Otlp.Point(Otlp.Noon + 3).Double(4, 99)]),
        ];
        foreach (var (name, contracts, points) in sent)
        {
            await harness.Store.Send(Otlp.Request(Otlp.Resource(), Otlp.Scope().Attribute(3, "upshot.signals", contracts), Otlp.Gauge(name, points)).Bytes, TelemetrySignal.Metrics);
        }

        await harness.Store.Send(Otlp.Request(Otlp.Gauge("wait", Otlp.Point(Otlp.Noon + 4).Double(4, 77))).Bytes, TelemetrySignal.Metrics);
        await harness.SettleAsync();
        var wait = new Signal("metric.wait", SignalKind.Metric, new("signals/a.yaml", 1, 1)) { Name = "wait", Version = 2 };
        Assert.Equal([(1, 2L, 20.0), (2, 1L, 5.0)], (await harness.Store.AskAsync(new SignalValuesQuestion(wait, Times.All), Stop)).Select(v => (v.Version, v.Count, v.P50)));
        Assert.Empty(await harness.Store.AskAsync(new SignalValuesQuestion(wait, Story.Hours(1, 2)), Stop));
    }

    [Fact]
    public async Task Records_of_every_kind_are_counted_by_their_names()
    {
        Excused();
        await using var harness = await OpenAsync();
        foreach (var (signal, request) in new[]
        {
            (TelemetrySignal.Traces, DuckDb.Spans.Request(1, 3, version: "", instance: "", span: r => DuckDb.Spans.One(r, Otlp.Noon, 1000, traceState: "ot=th:8;rv:ffffffffffffff"))),
            (TelemetrySignal.Metrics, Otlp.Request([Otlp.Gauge("queue", Otlp.Point().Double(4, 1), Otlp.Point().Double(4, 2).Attribute(7, "room", "attic"))])),
            (TelemetrySignal.Logs, Otlp.Request([Otlp.Log().Text(12, "order.placed"), Otlp.Log()])),
        })
        {
            Assert.Equal(new IntakeResult(IntakeStatus.Accepted), await harness.Store.Send(request.Bytes, signal));
        }

        await harness.SettleAsync();
        RecordName[] names = [new(SignalKind.Event, "order.placed"), new(SignalKind.Span, "GET /checkout"), new(SignalKind.Metric, "queue"), new(SignalKind.Metric, "GET /checkout"), new(SignalKind.Entity, "queue"), new(SignalKind.Event, "it's"), new(SignalKind.Event, "order.placed")];

        // What is sampled at a half stands for two.
        Assert.Equal([1, 6, 2, 0, 0, 0, 1], await harness.Store.AskAsync(new RecordQuestion(names, Times.All), Stop));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0], await harness.Store.AskAsync(new RecordQuestion(names, Story.Hours(1, 2)), Stop));
        Assert.Equal([new EntrySpans("shop", "/checkout", "GET /checkout", "server", true, 3, 3)], await harness.Store.AskAsync(new EntrySpanQuestion(Times.All), Stop));
        Assert.Equal([new ProcessTraffic("shop", "", "checkout", 6, 6, Story.Noon, Story.Noon.AddMinutes(1))], await harness.Store.AskAsync(new ProcessQuestion(Times.All), Stop));
    }

    [Fact]
    public async Task A_sample_of_traces_is_the_same_for_the_same_seed_and_another_for_another()
    {
        Excused();
        await using var harness = await OpenAsync();
        for (var i = 0; i < 10; i++)
        {
            await harness.Store.Send(Story.Request(i, 30));
        }

        Assert.Equal(await Sample(1), await Sample(1));
        Assert.NotEqual(await Sample(1), await Sample(2));

        async Task<string> Sample(int seed) => string.Join(' ', (await harness.Store.AskAsync(new TraceSampleQuestion("checkout", "1.0", Times.All, 5, seed), Stop)).Select(t => t.TraceId));
    }

    private static async Task<long> Spans(ITelemetryStore store) => (await store.AskAsync(new SizeQuestion(), Stop)).Signals.Single(s => s.Signal == "traces") is var size ? size.SealedRecords + size.UnsealedRecords : 0;

    private void Excused([CallerMemberName] string test = "") => Excuses.SkipIfExcused(this, test);
}
