using Upshot.Observe.Otlp;

namespace Upshot.Observe.Stores.ClickHouse.Delivering;

/// <summary>
/// A body as it goes into the tables: made once, and kept as it is until it has arrived, so that it counts the same whatever has become of the node and its plan meanwhile.
/// </summary>
/// <param name="Hash">Of the body as it was received; chooses the shard, so that a sender who repeats himself is recognised there.</param>
/// <param name="First">When the first of its records happened, Unix nanoseconds.</param>
internal sealed record Delivery(UInt128 Hash, TelemetrySignal Signal, long Records, long First, long Last, IReadOnlyList<TableBlock> Blocks)
{
    public long Bytes => Blocks.Sum(b => (long)b.Block.Length);
}

/// <summary>Rows of a table.</summary>
/// <param name="Block">In the Native format.</param>
internal sealed record TableBlock(string Table, int Rows, byte[] Block);

/// <summary>One insert.</summary>
/// <param name="Token">What the table knows it by: a second insert of the same token adds nothing.</param>
/// <param name="Block">In the Native format, unless it says another.</param>
internal sealed record DeliveryPart(string Table, string Token, int Rows, byte[] Block)
{
    public const string Parquet = "Parquet";

    /// <summary>As ClickHouse calls it.</summary>
    public string Format { get; init; } = "Native";
}
