using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Observe.Tests.Signals;
using Upshot.Observe.Tests.Stores.Contract;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.DuckDb;

/// <summary>A data directory that stores are opened on, one after the other; it goes away with the test.</summary>
internal sealed class StoreDirectory : IDisposable
{
    // By store, for its requests come in at the store's own time.
    private static readonly ConditionalWeakTable<TelemetryStore, BatchIntake> s_intakes = [];

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "upshot-test-" + System.IO.Path.GetRandomFileName());

    public string Journal => System.IO.Path.Combine(Path, "journal");

    public string Parquet => System.IO.Path.Combine(Path, "parquet");

    public TelemetryStore Open(ProductPlan? plan = null, TimeProvider? time = null, Func<StoreOptions, StoreOptions>? with = null)
    {
        // A clock that is moved by days would ask for a run of every minute of them: such tests ask for maintenance themselves.
        var options = time is FakeTimeProvider ? new StoreOptions { Directory = Path, MaintenanceEvery = TimeSpan.FromDays(40) } : new StoreOptions { Directory = Path };
        var store = TelemetryStore.Open(with?.Invoke(options) ?? options, Lasting(plan, time), time ?? TimeProvider.System, NullLogger.Instance);
        s_intakes.Add(store, new BatchIntake(store.AppendAsync, time ?? TimeProvider.System));
        return store;
    }

    /// <summary>Most tests tell of a fixed day. Under the machine's clock, a plan that says nothing of retention keeps it whatever day it is by now.</summary>
    public static ProductPlan Lasting(ProductPlan? plan, TimeProvider? time) =>
        (plan ?? new()) is var one && time is null && one.Retention == new Retention() ? one with { Retention = Story.Kept } : one;

    /// <summary>The directory as a process that was killed now would leave it.</summary>
    public StoreDirectory Crashed()
    {
        var copy = new StoreDirectory();
        foreach (var file in Directory.GetFiles(Path, "*", SearchOption.AllDirectories))
        {
            if (System.IO.Path.GetFileName(file) == "lock")
            {
                continue;
            }

            var target = System.IO.Path.Combine(copy.Path, System.IO.Path.GetRelativePath(Path, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var to = File.Create(target);
            from.CopyTo(to);
        }

        return copy;
    }

    public static Task<IntakeResult> Accept(TelemetryStore store, ProtoMessage request) => Accept(store, request.Bytes);

    public static Task<IntakeResult> Accept(TelemetryStore store, byte[] request, TelemetrySignal signal = TelemetrySignal.Traces)
    {
        var buffer = new RequestBuffer(request.Length);
        buffer.Write(request);
        return s_intakes.GetValue(store, s => new(s.AppendAsync, TimeProvider.System)).Accept(signal, buffer, TestContext.Current.CancellationToken);
    }

    public static long Count(TelemetryStore store, string table = "spans") => Convert.ToInt64(Single(store, $"SELECT count(*) FROM {table}"));

    public static object? Single(TelemetryStore store, string sql) => store.Queries.Sql(sql, new SqlLimits()).Rows[0][0];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
