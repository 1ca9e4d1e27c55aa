using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Bench.Growth;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

namespace Upshot.Bench;

/// <summary>What a warm question costs more in a process of its own than in the server's: both ask the same store in turn.</summary>
internal static class WarmQueries
{
    private const long Spans = 100_000;
    private const int Runs = 41, WarmUp = 10;
    private const double MostMilliseconds = 5;

    private static readonly string[] Questions =
    [
        "SELECT 1",
        "SELECT count(*) FROM spans",
        "SELECT http_route, count(*), quantile_cont(duration_ns, 0.99) FROM spans WHERE kind = 'server' GROUP BY 1 ORDER BY 1",
        "SELECT sum(requests) FROM rollups",
        "SELECT trace_id, name, duration_ns FROM spans ORDER BY duration_ns DESC LIMIT 100",
    ];

    /// <returns>1 when a median is more than 5 ms above the other.</returns>
    public static async Task<int> RunAsync(string program, string work)
    {
        var fill = await GrowthFill.In(work, Spans);
        await using var store = TelemetryStore.Open(new StoreOptions { Directory = fill.Data }, GrowthPlan.Of(fill.Plan), TimeProvider.System, NullLogger.Instance);
        using var queries = new AdHocQueries(store, () => new ProcessStartInfo("dotnet", ["exec", "--runtimeconfig", Path.ChangeExtension(program, ".runtimeconfig.json"), program, "query-worker"]), new AdHocLimits(), TimeProvider.System, NullLogger.Instance);
        await queries.WarmAsync();
        var worst = double.MinValue;
        foreach (var sql in Questions)
        {
            List<double> within = [], beside = [];
            for (var run = -WarmUp; run < Runs; run++)
            {
                var clock = Stopwatch.StartNew();
                store.Queries.Sql(sql, new SqlLimits());
                var unprotected = clock.Elapsed.TotalMilliseconds;
                clock.Restart();
                await queries.AnswerAsync(sql, new SqlLimits(), new Nowhere(), CancellationToken.None);
                if (run >= 0)
                {
                    within.Add(unprotected);
                    beside.Add(clock.Elapsed.TotalMilliseconds);
                }
            }

            var more = Median(beside) - Median(within);
            worst = Math.Max(worst, more);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sql}: in the server {Median(within):0.0} ms, in a process of its own {Median(beside):0.0} ms, {more:+0.0;-0.0} ms (medians of {Runs}, {Spans:#,0} spans); least {within.Min():0.0} and {beside.Min():0.0} ms"));
        }

        return worst <= MostMilliseconds ? 0 : 1;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private sealed class Nowhere : IAnswerStream
    {
        public ValueTask ColumnsAsync(ReadOnlyMemory<byte> columns, CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask RowsAsync(ReadOnlyMemory<byte> rows, CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
