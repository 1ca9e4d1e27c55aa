using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc.Worker;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>What a store tells the processes that answer queries over it.</summary>
internal sealed class AdHocSource
{
    private readonly StoreOptions _options;
    private readonly StoreState _state;
    private readonly SealedCounts _counts;
    private readonly IReadOnlyList<Column> _declared;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private (StorePlan Plan, AdHocLimits Limits, WorkerSetup Setup)? _present;

    public AdHocSource(StoreOptions options, Catalog catalog, StoreState state, IReadOnlyList<Column> declared, TimeProvider time)
    {
        (_options, _state, _declared, _time) = (options, state, declared, time);
        Folder = Path.Combine(Path.GetFullPath(options.Directory), "tmp", "queries");
        _counts = new SealedCounts(catalog, Folder);
    }

    private string Folder { get; }

    /// <summary>What a process is told that answers under the plan that counts now; the same as long as it does.</summary>
    public WorkerSetup Setup(AdHocLimits limits)
    {
        lock (_gate)
        {
            var plan = _state.Plan;
            if (_present is not { } present || present.Plan != plan || present.Limits != limits)
            {
                _present = (plan, limits, Setup(limits, plan));
            }

            return _present.Value.Setup;
        }
    }

    private WorkerSetup Setup(AdHocLimits limits, StorePlan plan) => new(
        Path.GetFullPath(_options.Directory), _options.LinksInto is { } into ? Path.GetFullPath(into) : null, limits.QueryMemoryMiB, limits.QueryDiskMiB, Math.Clamp(Environment.ProcessorCount, 1, 4),
        _declared, plan.Operations.Names, plan.Operations.Candidates, plan.Objectives, Views.Definitions(plan.Translator, table => $"SELECT * FROM {WorkerSetup.Source(table)}"));

    /// <summary>All that was acknowledged before now, held until it is disposed.</summary>
    public AdHocSnapshot Take(string sql)
    {
        var snapshot = _state.Take();
        var held = new List<IDisposable> { snapshot };
        try
        {
            var files = new Dictionary<string, IReadOnlyList<string>>
            {
                ["spans"] = Files("spans", TelemetrySignal.Traces),
                ["logs"] = Files("logs", TelemetrySignal.Logs),
                ["metric_points"] = Files("metric_points", TelemetrySignal.Metrics),
            };
            foreach (var table in new[] { "rollups", "objective_minutes" }.Where(IsAsked))
            {
                var (paths, parts) = _counts.Of(table, snapshot.FirstUnsealed);
                held.AddRange(parts);
                files[table] = paths;
            }

            return new(held, [.. snapshot.Segments.Select(g => new JournalPart(Path.GetFullPath(g.Segment.Journal.Path), g.Entries))], files, OldestMinute(snapshot.Plan));
        }
        catch
        {
            held.ForEach(h => h.Dispose());
            throw;
        }

        // A name that only looks like a view's costs a look at its files; a file that is looked at the first time is read as a whole.
        bool IsAsked(string table) => sql.Contains(table, StringComparison.OrdinalIgnoreCase);

        List<string> Files(string table, TelemetrySignal signal) =>
            IsAsked(table) ? [.. snapshot.Files.Where(f => f.Signal == signal && _state.IsWhole(f)).Select(f => Path.GetFullPath(f.Path))] : [];
    }

    private long OldestMinute(StorePlan plan) => (_time.GetUtcNow() - plan.Plan.Retention.Rollups).ToUnixTimeMilliseconds() * 1_000_000;

    /// <summary>What an earlier process left.</summary>
    public void Clear()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}

/// <summary>The files that a question is asked of.</summary>
internal sealed record AdHocSnapshot(
    IReadOnlyList<IDisposable> Held, IReadOnlyList<JournalPart> Journals, IReadOnlyDictionary<string, IReadOnlyList<string>> Files, long OldestMinute) : IDisposable
{
    public void Dispose()
    {
        foreach (var one in Held)
        {
            one.Dispose();
        }
    }
}
