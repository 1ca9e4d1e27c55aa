using Upshot.Observe.Receive;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Tests.Stores.Contract;
using Upshot.Observe.Tests.Stores.InMemory;

namespace Upshot.Observe.Tests.Stores.ClickHouse;

/// <summary>Two shards.</summary>
public sealed class ClusterTests
{
    private const string Name = "two";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_shards_answer_as_the_simplest_store_does_and_one_alone_does_not_answer()
    {
        var servers = await ClickHouseServer.StartClusterAsync(Name, 2);
        await using var first = servers[0];
        await using var second = servers[1];
        await using var harness = await ClickHouseHarness.OpenAsync(servers, Name);
        var oracle = new InMemoryStore(Story.Plan);
        foreach (var request in Enumerable.Range(0, 12).Select(i => Story.Request(i, 20, i % 4)).Append(Story.Tangled(1)).ToList())
        {
            await harness.Store.Send(request);
            await harness.Store.Send(request);
            await oracle.Send(request);
        }

        var traces = new[] { (await oracle.AskAsync(new TraceSearch(Times.All, 1), Stop))[0].TraceId, $"07{1:x28}01", $"07{1:x28}02" };
        foreach (var question in traces.SelectMany(trace => Story.Questions(trace, Story.Hours(0.5, 2.25))).Distinct())
        {
            Assert.Equal($"{question}\n{await AnswerText.Of(oracle, question)}", $"{question}\n{await AnswerText.Of(harness.Store, question)}");
        }

        foreach (var server in servers)
        {
            var rows = await new HttpClient().GetStringAsync($"http://{server.Host}/?query=SELECT+count()+FROM+{harness.Address.Database}.spans", Stop);
            Assert.NotEqual("0", rows.Trim());
        }

        // One is lost: no question is answered from the other alone, and nothing that comes is lost.
        await second.KillAsync();
        foreach (var question in Story.Questions(traces[0], Times.All).Where(q => q is not (ObjectiveQuestion { Objectives.Count: 0 } or WindowQuestion { Objectives.Count: 0 } or BlockQuestion { Windows.Count: 0 } or TrafficQuestion { Operations.Count: 0 } or ReleaseSplitQuestion { Objectives.Count: 0 } or VariantSplitQuestion { Objectives.Count: 0 } or SamplingQuestion { Windows.Count: 0 } or RecordQuestion { Names.Count: 0 } or TraceQuestion { TraceId: "no id" } or SpanDetailQuestion { TraceId: "no id" })))
        {
            await Assert.ThrowsAsync<StoreException>(() => AnswerText.Of(harness.Store, question));
        }

        for (var i = 12; i < 20; i++)
        {
            Assert.Equal(IntakeStatus.Accepted, (await harness.Store.Send(Story.Request(i, 20))).Status);
        }

        await second.StartProcessAsync();
        await DeliveryTests.ArrivedAsync(harness);
        Assert.Equal((20 * 20) + 40, (await harness.Store.AskAsync(new SizeQuestion(), Stop)).Signals.Single(s => s.Signal == "traces").SealedRecords);
    }

    [Fact]
    public async Task An_address_that_names_no_host_of_a_shard_is_refused()
    {
        var servers = await ClickHouseServer.StartClusterAsync(Name, 2);
        await using var first = servers[0];
        await using var second = servers[1];
        await using var harness = await ClickHouseHarness.OpenAsync([first], Name);
        var refused = await Assert.ThrowsAsync<StoreException>(() => harness.Store.AskAsync(new SizeQuestion(), Stop));
        Assert.Contains("is of shard 2 of two: name a host of each shard", refused.Message);
    }
}
