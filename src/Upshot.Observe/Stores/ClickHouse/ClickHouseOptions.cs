namespace Upshot.Observe.Stores.ClickHouse;

/// <summary>How a node uses a ClickHouse.</summary>
public sealed record ClickHouseOptions
{
    public required ClickHouseAddress Address { get; init; }

    /// <summary>Never logged, never shown. The default is none.</summary>
    public string Password { get; init; } = "";

    /// <summary>Where what cannot be delivered now is kept; a folder of this node alone.</summary>
    public string BacklogDirectory { get; init; } = "";

    /// <summary>Bytes of it at most, as they stand on the disk; beyond that senders are told to retry. The default is 4 GiB.</summary>
    public long BacklogBytes { get; init; } = 4L << 30;

    /// <summary>Bytes of bodies that are being delivered at most; beyond that senders are told to retry. The default is 256 MiB.</summary>
    public long PendingBytes { get; init; } = 256L << 20;

    /// <summary>How long an insert may take until it is kept here and tried again later. The default is 20 seconds.</summary>
    public TimeSpan InsertTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a question may take. The default is a minute.</summary>
    public TimeSpan QuestionTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long is waited between attempts to deliver what is kept. The default is a second.</summary>
    public TimeSpan RetryEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What classed attributes are hashed with; null: they are dropped.</summary>
    public byte[]? HashKey { get; init; }
}
