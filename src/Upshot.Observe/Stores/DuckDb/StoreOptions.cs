namespace Upshot.Observe.Stores.DuckDb;

/// <summary>Where the data lives and how much of it may be in memory.</summary>
public sealed record StoreOptions
{
    /// <summary>The one directory that holds all data; made when it does not exist.</summary>
    public required string Directory { get; init; }

    /// <summary>Whether a directory that cannot be written may be opened for questions alone. The default is no.</summary>
    public bool MayBeReadOnly { get; init; }

    /// <summary>The directory that this one's sealed files are links into; null: they are its own.</summary>
    internal string? LinksInto { get; init; }

    /// <summary>Key of the hashes that take the place of personal values. Null: such values are dropped.</summary>
    public byte[]? HashKey { get; init; }

    /// <summary>A segment is sealed into Parquet when it has this many records. The default is 40,960: one row group.</summary>
    public int SegmentRecords { get; init; } = 40_960;

    /// <summary>… or this many bytes. The default is 64 MiB.</summary>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>… or when its clock hour has closed. The default is one hour.</summary>
    public TimeSpan SegmentAge { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Bytes of requests that may wait for the disk before senders are told to slow down. The default is 64 MiB.</summary>
    public long PendingBytes { get; init; } = 64L << 20;

    /// <summary>Bytes of segments in memory before answers are held back until a seal has made room; at twice as many, clients are told to retry. The default is 64 MiB.</summary>
    public long UnsealedBytes { get; init; } = 64L << 20;

    /// <summary>What DuckDB may use for queries, in MiB. The default is 256.</summary>
    public int QueryMemoryMiB { get; init; } = 256;

    /// <summary>What DuckDB may use for seals, in MiB; more than that goes to the disk for a while. The default is 320.</summary>
    public int SealMemoryMiB { get; init; } = 320;

    /// <summary>How often small files are merged and old ones dropped. The default is one minute.</summary>
    public TimeSpan MaintenanceEvery { get; init; } = TimeSpan.FromMinutes(1);
}
