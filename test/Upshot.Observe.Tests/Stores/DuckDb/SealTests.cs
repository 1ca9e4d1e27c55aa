using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Observe.Tests.Signals;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.DuckDb;

public class SealTests
{
    /// <summary>Guards against sealing past a segment that could not be sealed: its journal would be taken for an old one.</summary>
    [Fact]
    public async Task A_generation_that_cannot_be_sealed_at_the_end_keeps_its_journal_and_so_do_later_ones()
    {
        using var directory = new StoreDirectory();
        var inTheWay = Path.Combine(directory.Parquet, "spans-0000000001.parquet.tmp");
        await using (var store = directory.Open(with: Small))
        {
            Directory.CreateDirectory(inTheWay);
            await StoreDirectory.Accept(store, Spans.Request(1, 10));
            await StoreDirectory.Accept(store, Spans.Request(2, 10));
            await StoreDirectory.Accept(store, Spans.Request(3, 5));
        }

        Directory.Delete(inTheWay);
        await using var next = directory.Open(with: Small);
        Assert.Equal(25, next.Recovered.Records);
        Assert.Equal(25, StoreDirectory.Count(next));
        await next.SealAsync();
        Assert.Equal(25, StoreDirectory.Count(next));
    }

    /// <summary>Guards against counting a segment twice that is sealed between the snapshot of a question and its reading of the catalog.</summary>
    [Fact]
    public async Task Requests_count_once_while_they_are_being_sealed()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        for (var round = 1; round <= 15; round++)
        {
            await StoreDirectory.Accept(store, Spans.Request(round, 10));
            var sealing = store.SealAsync();
            do
            {
                Assert.Equal(10L * round, Convert.ToInt64(StoreDirectory.Single(store, "SELECT sum(requests) FROM rollups")));
            }
            while (!sealing.IsCompleted);

            await sealing;
        }
    }

    /// <summary>Unsealed rows reach the database by another way than sealed ones.</summary>
    [Fact]
    public async Task A_seal_changes_no_value_of_any_column()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_counting);
        await StoreDirectory.Accept(store, Spans.Request(1, 200));
        await StoreDirectory.Accept(store, Spans.Request(2, 50, span: r => Spans.One(r, Tests.Otlp.Noon, (ulong)r.Next(1, 9), "/ä\uD83D\uDE80", isError: true, traceState: "ot=th:8")));
        foreach (var signal in Enum.GetValues<TelemetrySignal>())
        {
            foreach (var request in Samples.Of(signal))
            {
                await StoreDirectory.Accept(store, request, signal);
            }
        }

        string[] tables = ["spans", "logs", "metric_points"];
        var before = tables.Select(Rows).ToList();
        await store.SealAsync();

        Assert.All(before, rows => Assert.NotEqual("", rows));
        Assert.Equal(before, tables.Select(Rows));

        string Rows(string table) => (string)StoreDirectory.Single(store, $"SELECT coalesce(string_agg(t::VARCHAR, chr(10) ORDER BY t::VARCHAR), '') FROM {table} t")!;
    }

    /// <summary>Snapshots from before, within and after a seal, each read at all later moments: whatever the catalog knows by then, it counts once.</summary>
    [Fact]
    public async Task A_snapshot_counts_the_same_before_within_and_after_the_seal_of_what_it_holds()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_counting);
        await StoreDirectory.Accept(store, Spans.Request(1, 10));
        await store.SealAsync();
        await StoreDirectory.Accept(store, Spans.Request(2, 10));
        var taken = new List<(string When, QuerySession Asked)>();
        var read = new List<string>();
        Moment("before the seal");
        store.Sealed = _ => Moment("when the catalog has it and the snapshots have it too");
        await store.SealAsync();
        Moment("after the seal");
        store.Maintain();
        Moment("after maintenance");
        taken.ForEach(t => t.Asked.Dispose());

        Assert.Equal(4, taken.Count);
        Assert.Equal(10, read.Count);
        Assert.All(read, answer => Assert.EndsWith(": 20 spans, 20 requests, 20 counted", answer));

        void Moment(string when)
        {
            taken.Add((when, store.Queries.Session(withRollups: true, CancellationToken.None)));
            read.AddRange(taken.Select(t => $"{t.When}, read {when}: {Read(t.Asked)}"));
        }

        static string Read(QuerySession asked) => asked.Read(
            $"SELECT (SELECT count(*) FROM ({asked.Spans(long.MinValue, long.MaxValue)})), (SELECT sum(requests)::BIGINT FROM ({asked.Rollups})), (SELECT sum(total)::BIGINT FROM ({asked.ObjectiveMinutes}))",
            r => $"{r.GetInt64(0)} spans, {r.GetInt64(1)} requests, {r.GetInt64(2)} counted")[0];
    }

    /// <summary>
    /// The database plans a statement before it executes it, and leaves conditions out that its statistics prove to be true. A seal that is
    /// committed between the two brings rows that only such a condition keeps out.
    /// </summary>
    [Theory]
    [InlineData("rollups", "requests")]
    [InlineData("objective_minutes", "total")]
    public async Task A_question_that_is_planned_before_a_seal_and_executed_after_it_counts_once(string table, string column)
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(s_counting);
        for (var sealedAlready = 1; sealedAlready <= 2; sealedAlready++)
        {
            await StoreDirectory.Accept(store, Spans.Request(sealedAlready, 10));
            await store.SealAsync();
        }

        await StoreDirectory.Accept(store, Spans.Request(3, 10));
        using var session = store.Queries.Session(withRollups: true, CancellationToken.None);
        using var question = new PlannedStatement(session.Connection, $"SELECT sum({column})::BIGINT FROM ({(table == "rollups" ? session.Rollups : session.ObjectiveMinutes)})");
        await store.SealAsync();

        Assert.Equal(30, question.Execute());
    }

    /// <summary>Guards against sealing once more what the catalog has: the commit happened, and saying so failed.</summary>
    [Fact]
    public async Task A_seal_that_fails_after_its_commit_lists_nothing_twice()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        var failures = 0;
        store.Sealed = _ =>
        {
            if (++failures == 1)
            {
                throw new IOException("no room");
            }
        };
        await StoreDirectory.Accept(store, Spans.Request(1, 10));
        await store.SealAsync();
        Assert.Equal(1, failures);
        Assert.Equal(10L, StoreDirectory.Single(store, "SELECT sum(requests)::BIGINT FROM rollups"));

        // It is tried again every two seconds.
        var journal = Path.Combine(directory.Journal, "0000000001.journal");
        while (File.Exists(journal))
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Equal(2, failures);
        Assert.Equal(10, StoreDirectory.Count(store));
        Assert.Equal(10L, StoreDirectory.Single(store, "SELECT sum(requests)::BIGINT FROM rollups"));
    }

    private static readonly SourceLocation s_place = new("upshot.yaml", 1, 1);

    private static readonly ProductPlan s_counting = new() { Operations = [new("checkout", s_place) { Entry = new() { Route = "/checkout" } }], Objectives = [new("works", s_place) { Operation = "checkout", Target = 0.99 }] };

    private static StoreOptions Small(StoreOptions options) => options with { SegmentRecords = 10 };
}
