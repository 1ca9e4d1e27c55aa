using Upshot.Observe.Otlp;


namespace Upshot.Observe.Store;

/// <summary>A Parquet file of the catalog. Times are Unix nanoseconds of its records.</summary>
internal sealed class SealedFile(string path, TelemetrySignal signal, long generation, long rows, long bytes, long minTime, long maxTime, DateTimeOffset sealedAt, TraceFilter? traces) : Shared
{
    private volatile bool _retired;

    public string Path { get; } = path;

    public TelemetrySignal Signal { get; } = signal;

    public long Generation { get; } = generation;

    public long Rows { get; } = rows;

    public long Bytes { get; } = bytes;

    public long MinTime { get; } = minTime;

    public long MaxTime { get; } = maxTime;

    public DateTimeOffset SealedAt { get; } = sealedAt;

    /// <summary>Null: not a file of spans.</summary>
    public TraceFilter? Traces { get; } = traces;

    /// <summary>The catalog no longer lists it: delete it when the last query is done with it.</summary>
    public void Retire()
    {
        _retired = true;
        Release();
    }

    protected override void OnLastRelease()
    {
        if (_retired)
        {
            File.Delete(Path);
        }
    }
}
