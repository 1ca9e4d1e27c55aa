using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc.Worker;
using Upshot.Observe.Stores.DuckDb.Questions.Translation;
using Upshot.Observe.Stores.Plans;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>What a store tells the processes that answer queries over it.</summary>
internal sealed class AdHocSource
{
    private const long MostCounted = 32L << 20;
    private const int MostTries = 4;
    private readonly StoreOptions _options;
    private readonly StoreState _state;
    private readonly SealedCounts _counts;
    private readonly Action _repair;
    private readonly RecoveredJournals _recovered;
    private readonly IReadOnlyList<Column> _declared;
    private readonly Lock _gate = new();
    private (StorePlan Plan, IReadOnlyDictionary<string, string> Views)? _present;

    /// <param name="repair">Writes once more what the catalog has and the files do not.</param>
    public AdHocSource(StoreOptions options, StoreState state, SealedCounts counts, Action repair, IReadOnlyList<Column> declared)
    {
        (_options, _state, _counts, _repair, _declared) = (options, state, counts, repair, declared);
        Folder = Path.Combine(Path.GetFullPath(options.Directory), "tmp", "queries");
        _recovered = new RecoveredJournals(Folder);
    }

    private string Folder { get; }

    /// <summary>What a process is told that answers under the plan that counts now.</summary>
    /// <exception cref="IOException">There is no room for a folder.</exception>
    public WorkerSetup Setup(AdHocLimits limits) => Setup(limits, _state.Plan);

    /// <summary>Whether a process that was told this still answers under the plan that counts.</summary>
    public bool IsPresent(WorkerSetup setup) => ReferenceEquals(setup.Views, ViewsUnder(_state.Plan));

    private WorkerSetup Setup(AdHocLimits limits, StorePlan plan)
    {
        var scratch = Directory.CreateDirectory(Path.Combine(Folder, $"worker-{Guid.NewGuid():N}")).FullName;
        return new(
            Path.GetFullPath(_options.Directory), _options.LinksInto is { } into ? Path.GetFullPath(into) : null, scratch,
            limits.QueryMemoryMiB, DiskMiB(limits), Math.Clamp(Environment.ProcessorCount, 1, 4), _declared, plan.Operations.Names, plan.Operations.Candidates, ViewsUnder(plan));
    }

    private IReadOnlyDictionary<string, string> ViewsUnder(StorePlan plan)
    {
        lock (_gate)
        {
            if (_present is not { } present || present.Plan != plan)
            {
                present = (plan, Views.Definitions(SchemaTranslator.Of(plan), table => $"SELECT * FROM {WorkerSetup.Source(table)}"));
                _present = present;
            }

            return present.Views;
        }
    }

    /// <summary>All that was acknowledged before now, held until it is disposed.</summary>
    /// <exception cref="StoreException">Files that it needs cannot be read now.</exception>
    public AdHocSnapshot Take(string sql)
    {
        var counted = new[] { RollupFiles.Rollups, RollupFiles.ObjectiveMinutes }.Where(table => IsAsked(sql, table)).ToList();
        for (var tries = 1; ; tries++)
        {
            if (TryTake(sql, counted, out var missing) is { } snapshot)
            {
                return snapshot;
            }

            // Files that were merged or dropped since the snapshot was taken are no part of the next one; what is missing then too is missing.
            if (tries == MostTries)
            {
                throw new StoreException($"The {missing} cannot be read now: files in rollups/ are missing or damaged. Ask again; upshot fsck says more.");
            }

            if (tries > 1)
            {
                _repair();
            }
        }
    }

    /// <summary>What an earlier process left.</summary>
    public void Clear()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <param name="missing">The table whose files are not all there.</param>
    /// <returns>Null: some are not.</returns>
    private AdHocSnapshot? TryTake(string sql, List<string> counted, out string missing)
    {
        missing = "";
        var snapshot = _state.Take(withRollups: counted.Count > 0);
        var held = new List<IDisposable> { snapshot };
        try
        {
            var whole = new Lazy<IReadOnlyList<SealedFile>>(snapshot.WholeFiles);
            var tables = new Dictionary<string, TableFiles>
            {
                ["spans"] = Files("spans", TelemetrySignal.Traces),
                ["logs"] = Files("logs", TelemetrySignal.Logs),
                ["metric_points"] = Files("metric_points", TelemetrySignal.Metrics),
            };
            foreach (var table in counted)
            {
                if (_counts.TryTake(table, snapshot.FirstUnsealed) is not { } files)
                {
                    missing = table;
                    held.ForEach(h => h.Dispose());
                    return null;
                }

                held.Add(files.Held);
                tables[table] = new(files.Paths, files.OldestMinute, Unsealed(snapshot, table));
            }

            _recovered.KeepOnly(snapshot.Segments.Select(g => g.Segment.Number));
            return new(held, [.. snapshot.Segments.Where(g => g.Entries > 0).Select(JournalOf)], tables);

            TableFiles Files(string table, TelemetrySignal signal) =>
                new(IsAsked(sql, table) ? [.. whole.Value.Where(f => f.Signal == signal).Select(f => Path.GetFullPath(f.Path))] : [], long.MinValue, null);
        }
        catch
        {
            held.ForEach(h => h.Dispose());
            throw;
        }
    }

    // A name that only looks like a view's costs a look at its files; a file that is looked at the first time is read as a whole.
    private static bool IsAsked(string sql, string table) => sql.Contains(table, StringComparison.OrdinalIgnoreCase);

    private JournalPart JournalOf(SegmentView view) => new(view.Segment.DiffersFromJournal ? _recovered.Of(view) : Path.GetFullPath(view.Segment.Journal.Path), view.Entries);

    private static byte[] Unsealed(Snapshot snapshot, string table)
    {
        var rows = table == RollupFiles.Rollups ? CountedRows.Write(snapshot.Segments.SelectMany(g => g.Rollups)) : CountedRows.Write(snapshot.Segments.SelectMany(g => g.Objectives));
        return rows.Length <= MostCounted
            ? rows
            : throw new StoreException($"The {table} of what is not sealed yet are too many to be asked now: senders make very many routes or instances. Ask again in a minute.");
    }

    /// <summary>Room for requests comes first.</summary>
    private int DiskMiB(AdHocLimits limits)
    {
        var free = new DriveInfo(Path.GetFullPath(_options.Directory)).AvailableFreeSpace;
        return (int)Math.Clamp((free >> 20) / (2 * limits.Running), 1, limits.QueryDiskMiB);
    }
}

/// <summary>The files that a question is asked of.</summary>
internal sealed record AdHocSnapshot(IReadOnlyList<IDisposable> Held, IReadOnlyList<JournalPart> Journals, IReadOnlyDictionary<string, TableFiles> Tables) : IDisposable
{
    public void Dispose()
    {
        foreach (var one in Held)
        {
            one.Dispose();
        }
    }
}
