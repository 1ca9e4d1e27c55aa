using System.Collections.Concurrent;
using System.Diagnostics;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc.Worker;
using Upshot.Server;
using Upshot.Tests.Running;

namespace Upshot.Tests.Server;

/// <summary>Every function that queries may call, with arguments that nobody means, asked of the processes that answer queries.</summary>
public sealed class AllowedFunctionsTests
{
    private static readonly string[] Signs = ["invalidated", "INTERNAL", "is not one that queries may call"];

    [Fact]
    public async Task Called_with_nothing_with_much_and_with_less_than_nothing_each_answers_or_says_why_not()
    {
        using var folder = new TemporaryFolder();
        var calls = new ConcurrentQueue<FunctionCalls>(FunctionCalls.OfAll());
        var wrong = new ConcurrentQueue<string>();
        var answered = 0;

        await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            await using var worker = new AskedWorker(folder.Path);
            while (calls.TryDequeue(out var function))
            {
                // Most answer all at once; where one call spoils the others, each is asked alone.
                if (await worker.AskAsync(function.Together) is (AskedWorker.Answered, _))
                {
                    Interlocked.Add(ref answered, function.Alone.Count);
                    continue;
                }

                foreach (var sql in function.Alone)
                {
                    var (kind, message) = await worker.AskAsync(sql);
                    if (kind == AskedWorker.Answered)
                    {
                        Interlocked.Increment(ref answered);
                    }
                    else if (kind == AskedWorker.Broken || Signs.Any(sign => message.Contains(sign, StringComparison.Ordinal)))
                    {
                        wrong.Enqueue($"{sql}: {kind}: {message}");
                    }
                }
            }
        }));

        Assert.True(wrong.IsEmpty, string.Join('\n', wrong));
        Assert.InRange(answered, 2_000, int.MaxValue);
    }

    [Fact]
    public async Task A_worker_in_which_DuckDB_answers_nothing_more_says_so()
    {
        using var folder = new TemporaryFolder();
        await using var worker = new AskedWorker(folder.Path, "SELECT reservoir_quantile(1, 0.5, 2000000000) AS x");

        var (kind, message) = await worker.AskAsync("SELECT * FROM spans");

        Assert.Equal(AskedWorker.Broken, kind);
        Assert.DoesNotContain("invalidated", message);
        Assert.Equal(AskedWorker.Answered, (await worker.AskAsync("SELECT 1")).Kind);
    }

    /// <summary>One worker at a time; the next one when it broke.</summary>
    private sealed class AskedWorker(string folder, string? spans = null) : IAsyncDisposable
    {
        public const string Answered = "answered", Failed = "failed", Broken = "broken";
        private static readonly Dictionary<string, TableFiles> NoTables = [];
        private WorkerProcess? _worker;

        public async Task<(string Kind, string Message)> AskAsync(string sql)
        {
            _worker ??= await WorkerProcess.StartAsync(
                QueryWorkerProgram.StartInfo(),
                new WorkerSetup(folder, null, Path.Combine(folder, "scratch"), 160, 64, 1, [], [], [], new Dictionary<string, string> { ["spans"] = spans ?? "SELECT 1" }));
            var clock = Stopwatch.StartNew();
            _worker.Ask(new(sql, 5, 1 << 20, 5, 5, [], NoTables));
            using var patience = new Timer(_ => _worker?.End("it answers nothing"), null, TimeSpan.FromSeconds(180), Timeout.InfiniteTimeSpan);
            while (await _worker.ReadAsync() is var (kind, content))
            {
                if (kind == FrameKind.End)
                {
                    return (Answered, "");
                }

                if (kind == FrameKind.Failure)
                {
                    var failure = WorkerJson.Read<WorkerFailure>(content);
                    if (failure.IsBroken)
                    {
                        Restart();
                    }

                    return (failure.IsBroken ? Broken : Failed, failure.Message);
                }
            }

            var message = $"{_worker.EndedBecause ?? "it ended by itself"} after {clock.Elapsed.TotalSeconds:0.0} s: {_worker.Errors}";
            Restart();
            return (Broken, message);
        }

        public ValueTask DisposeAsync()
        {
            Restart();
            return ValueTask.CompletedTask;
        }

        private void Restart()
        {
            _worker?.Dispose();
            _worker = null;
        }
    }
}
