using Microsoft.Extensions.Time.Testing;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.Copying;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Tests.Stores.ClickHouse;
using Upshot.Observe.Tests.Stores.Contract;
using Upshot.Observe.Tests.Stores.DuckDb;

namespace Upshot.Observe.Tests.Stores.Copying;

/// <summary>What a directory holds is in a ClickHouse afterwards, once, wherever the copy was cut off.</summary>
public sealed class StoreCopyTests(OneServer one) : IClassFixture<OneServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cut_off_after_any_insert_and_run_again_it_comes_to_the_same_once()
    {
        using var directory = new StoreDirectory();
        await FillAsync(directory);
        await using var harness = await one.OpenAsync();
        var (cuts, total) = (0, 0L);
        for (var isDone = false; !isDone; cuts++)
        {
            var store = Open(directory);
            var (table, arrived, most) = ("", 0, 1 + (cuts % 7));
            try
            {
                // The last insert arrives, and nobody writes that down.
                var copied = await StoreCopy.RunAsync(store, harness.Options, Story.Plan, p => arrived = p.Table != table ? Begun(p.Table) : arrived + 1 < most ? arrived + 1 : throw new OperationCanceledException("cut off"), Stop);
                (isDone, total) = (true, copied.Sum(c => c.Rows));
            }
            catch (OperationCanceledException e) when (e.Message == "cut off")
            {
                Assert.True(cuts < 100, "It never ends.");
            }

            // Files are merged and counts move meanwhile: the rows are the same.
            await (cuts % 3 == 1 ? store.SealAsync() : Task.CompletedTask);
            store.Maintain();
            await store.DisposeAsync();
            await (cuts % 5 == 2 ? harness.SettleAsync() : Task.CompletedTask);

            int Begun(string name)
            {
                table = name;
                return arrived;
            }
        }

        Assert.True(cuts > 5, $"It was cut off {cuts} times only.");
        Assert.True(total > 300, $"{total} rows are no test.");
        await using var at = Open(directory);
        await AlikeAsync(at, harness.Store, Times.All);
        Assert.All(await StoreCopy.RunAsync(at, harness.Options, Story.Plan, _ => { }, Stop), t => Assert.Equal(0, t.Copied));
        await AlikeAsync(at, harness.Store, Story.Hours(0.5, 2.25));
    }

    [Fact]
    public async Task Requests_that_became_another_operations_are_copied_with_what_was_taken_from_the_first()
    {
        using var directory = new StoreDirectory();
        var before = Story.Plan with { Operations = [.. Story.Plan.Operations.Where(o => o.Name != "checkout")], Objectives = [.. Story.Plan.Objectives.Where(o => o.Operation != "checkout")] };
        await using var store = directory.Open(before, new FakeTimeProvider(Story.Noon.AddDays(1)));
        await store.Send(Story.Request(1, 60));
        await store.SealAsync();
        await store.UseAsync(Story.Plan, Stop);
        Assert.NotEqual(0, await store.CountHistoryAsync(Stop));
        Assert.NotEqual(0L, StoreDirectory.Single(store, "SELECT count(*) FROM rollups WHERE requests < 0"));
        await using var harness = await one.OpenAsync();
        await StoreCopy.RunAsync(store, harness.Options, Story.Plan, _ => { }, Stop);
        await AlikeAsync(store, harness.Store, Times.All);
    }

    [Fact]
    public async Task A_directory_that_has_other_rows_by_now_is_refused()
    {
        using var directory = new StoreDirectory();
        await FillAsync(directory);
        await using var harness = await one.OpenAsync();
        await using var store = Open(directory);
        await StoreCopy.RunAsync(store, harness.Options, Story.Plan, _ => { }, Stop);
        await store.Send(Story.Request(77, 3));
        var refused = await Assert.ThrowsAsync<StoreException>(() => StoreCopy.RunAsync(store, harness.Options, Story.Plan, _ => { }, Stop));
        Assert.Contains("is not as it was when its copy was begun: spans of 2026-11-23 ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("a backup of then", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_hours_are_added_to_what_was_copied()
    {
        using var directory = new StoreDirectory();
        await using var harness = await one.OpenAsync();
        await using var store = Open(directory);
        await store.Send(Story.Request(1, 30, hour: 1));
        await StoreCopy.RunAsync(store, harness.Options, Story.Plan, _ => { }, Stop);

        // Counts are copied by the day: the next one's are a unit of their own.
        await store.Send(Story.Request(2, 20, hour: 30));
        var added = await StoreCopy.RunAsync(store, harness.Options, Story.Plan, _ => { }, Stop);
        Assert.Equal((50, 20), added.Where(t => t.Table == "spans").Select(t => (t.Rows, t.Copied)).Single());
        await AlikeAsync(store, harness.Store, Times.All);
    }

    [Fact]
    public async Task Tables_that_are_not_there_are_said_with_what_to_do()
    {
        using var directory = new StoreDirectory();
        await using var harness = await one.OpenAsync();
        await using var store = Open(directory);
        var elsewhere = harness.Options with { Address = harness.Address with { Database = "nowhere" } };
        var refused = await Assert.ThrowsAsync<StoreException>(() => StoreCopy.RunAsync(store, elsewhere, Story.Plan, _ => { }, Stop));
        Assert.Contains("Run: upshot store create", refused.Message, StringComparison.Ordinal);
        var gone = harness.Options with { Address = harness.Address with { Hosts = [new("127.0.0.1", 9)] } };
        Assert.Contains("does not answer", (await Assert.ThrowsAsync<StoreException>(() => StoreCopy.RunAsync(store, gone, Story.Plan, _ => { }, Stop))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_two_shards_it_is_whole_and_a_lost_one_ends_it_until_it_is_back()
    {
        var servers = await ClickHouse.ClickHouseServer.StartClusterAsync("two", 2);
        await using var first = servers[0];
        await using var second = servers[1];
        await using var harness = await ClickHouseHarness.OpenAsync(servers, "two");
        using var directory = new StoreDirectory();
        await FillAsync(directory);
        await using var store = Open(directory);
        var isKilled = false;
        await Assert.ThrowsAsync<StoreException>(() => StoreCopy.RunAsync(store, harness.Options, Story.Plan, p =>
        {
            if (p.Done > 0 && !isKilled)
            {
                isKilled = true;
                second.KillAsync().GetAwaiter().GetResult();
            }
        }, Stop));
        await second.StartProcessAsync();
        await StoreCopy.RunAsync(store, harness.Options, Story.Plan, _ => { }, Stop);
        await AlikeAsync(store, harness.Store, Times.All);
    }

    // A day after what happened, so that nothing of it is too old.
    private static TelemetryStore Open(StoreDirectory directory) => directory.Open(Story.Plan, new FakeTimeProvider(Story.Noon.AddDays(1)));

    private static async Task FillAsync(StoreDirectory directory)
    {
        await using var store = Open(directory);
        foreach (var request in Enumerable.Range(0, 12).Select(i => Story.Request(i, 20, i % 4)).Append(Story.Tangled(1)).Append(Story.Sampled(1)))
        {
            await store.Send(request);
            await store.SealAsync();
        }

        foreach (var (request, signal) in StoreContract.Records())
        {
            await store.Send(request, signal);
        }
    }

    /// <summary>Every kind of question, and those about logs and data points.</summary>
    internal static async Task AlikeAsync(TelemetryStore one, ITelemetryStore other, Evidence.TimeRange range)
    {
        var trace = (await one.AskAsync(new TraceSearch(Times.All, 1), Stop))[0].TraceId;
        foreach (var question in Story.Questions(trace, range).Concat(Story.Questions($"07{1:x28}01", range)).Concat(StoreContract.RecordQuestions()).Distinct())
        {
            Assert.Equal($"{question}\n{await SaidAsync(one, question)}", $"{question}\n{await SaidAsync(other, question)}");
        }
    }

    // That there is too much to say is an answer, too.
    private static async Task<string> SaidAsync(ITelemetryStore store, object question)
    {
        try
        {
            return await AnswerText.Of(store, question);
        }
        catch (AnswerTooLargeException e)
        {
            return e.Message;
        }
    }
}
