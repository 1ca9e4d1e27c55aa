using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.Plans;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>What there was at one moment: sealed files and the bodies of segments. Held, nothing of it goes away.</summary>
internal sealed class Snapshot : IDisposable
{
    private readonly Func<SealedFile, bool> _isWhole;
    private readonly Action<Snapshot> _onDispose;

    /// <param name="segments">Held already.</param>
    public Snapshot(long id, StorePlan plan, IReadOnlyList<SegmentView> segments, IReadOnlyList<SealedFile> files, Func<SealedFile, bool> isWhole, Action<Snapshot> onDispose)
    {
        Id = id;
        Plan = plan;
        Segments = segments;
        Files = files;
        _isWhole = isWhole;
        _onDispose = onDispose;
        foreach (var file in files)
        {
            file.Hold();
        }
    }

    /// <summary>By which the table functions find it.</summary>
    public long Id { get; }

    /// <summary>In whose schema the question is answered.</summary>
    public StorePlan Plan { get; }

    public IReadOnlyList<SegmentView> Segments { get; }

    public IReadOnlyList<SealedFile> Files { get; }

    /// <summary>The number of the oldest segment that was not sealed; all before it are in the catalog.</summary>
    public long FirstUnsealed => Segments.Select(g => g.Segment.Number).DefaultIfEmpty(long.MaxValue).Min();

    /// <summary>
    /// The rows of a table in a time range (Unix nanoseconds) as a query: files that cannot hold any of them are left
    /// out, and so are those that are damaged or gone. The caller's own condition on time is still needed.
    /// </summary>
    public string RowsOf(TelemetrySignal signal, string table, long from = long.MinValue, long to = long.MaxValue) =>
        Rows(table, Files.Where(f => f.Signal == signal && f.MaxTime >= from && f.MinTime < to));

    /// <summary>The files that are as they were sealed.</summary>
    public IReadOnlyList<SealedFile> WholeFiles() => [.. Files.Where(_isWhole)];

    /// <summary>The spans of <see cref="FilesOf"/>; the caller's own condition on the trace is still needed.</summary>
    public string SpansOf(Guid trace) => Rows("spans", FilesOf(trace));

    /// <summary>Files of spans that may have the trace, as those may that have no filter.</summary>
    public IEnumerable<SealedFile> FilesOf(Guid trace) => Files.Where(f => f.Signal == TelemetrySignal.Traces && f.Traces?.MayHave(trace) != false);

    /// <summary>Whether the file is as it was sealed; asked before its rows count.</summary>
    public bool IsWhole(SealedFile file) => _isWhole(file);

    private string Rows(string table, IEnumerable<SealedFile> files)
    {
        var paths = files.Where(_isWhole).Select(f => f.Path).ToArray();
        var hot = $"SELECT * FROM hot_{table}({Id})";
        return paths.Length == 0 ? hot : $"{hot} UNION ALL BY NAME SELECT * FROM read_parquet({Sql.List(paths)}, union_by_name = true)";
    }

    public void Dispose()
    {
        _onDispose(this);
        foreach (var view in Segments)
        {
            view.Segment.Release();
        }

        foreach (var file in Files)
        {
            file.Release();
        }
    }
}
