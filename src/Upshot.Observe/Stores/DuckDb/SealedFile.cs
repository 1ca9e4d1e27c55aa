using Upshot.Observe.Files;
using Upshot.Observe.Otlp;
using Upshot.Observe.Threads;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>A Parquet file of the catalog. Times are Unix nanoseconds of its records.</summary>
internal sealed class SealedFile(string path, TelemetrySignal signal, long segment, long rows, long bytes, long minTime, long maxTime, DateTimeOffset sealedAt, TraceFilter? traces, UInt128? hash) : RefCounted
{
    private volatile bool _retired;

    // Boxed, so that it is read and written whole.
    private volatile object? _provenAs;
    private volatile LongestSpans? _longest;

    public string Path { get; } = path;

    public TelemetrySignal Signal { get; } = signal;

    public long Segment { get; } = segment;

    public long Rows { get; } = rows;

    public long Bytes { get; } = bytes;

    public long MinTime { get; } = minTime;

    public long MaxTime { get; } = maxTime;

    public DateTimeOffset SealedAt { get; } = sealedAt;

    /// <summary>Null: not a file of spans.</summary>
    public TraceFilter? Traces { get; } = traces;

    /// <summary>As the file would describe itself, had it been sealed by this version.</summary>
    public SealedFileMetadata Describe(string table, string store) =>
        new(SealedFileMetadata.Latest, store, table, SegmentSet.Of(Segment).ToString(), Rows, MinTime, MaxTime, SealedAt.ToUnixTimeMilliseconds());

    /// <summary>XXH128 of its bytes. Null until it was first read: it was sealed before there were checksums.</summary>
    public UInt128? Hash { get; set; } = hash;

    /// <summary>What the file was when its bytes were last proven to be those of the seal; null: not yet in this process.</summary>
    public FileIdentity? ProvenAs
    {
        get => (FileIdentity?)_provenAs;
        set => _provenAs = value;
    }

    /// <summary>Whether it was decided of its traces which stay; null: it was not read yet what it says.</summary>
    public bool? IsSampled { get; set; }

    /// <summary>Null: no search has read it yet, or it has too many names.</summary>
    public LongestSpans? Longest
    {
        get => _longest;
        set => _longest = value;
    }

    /// <summary>Of whoever needs to know that it is whole.</summary>
    public SharedWork<FileCondition> Proving { get; } = new();

    /// <summary>Of whoever wants it read, though it was proven.</summary>
    public SharedWork<FileCondition> ProvingAgain { get; } = new();

    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>When its youngest row was new. Records that claim to be from the future age from the day they came.</summary>
    public long AgesFrom => Math.Min(MaxTime, SealedAt.ToUnixTimeMilliseconds() * 1_000_000);

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
