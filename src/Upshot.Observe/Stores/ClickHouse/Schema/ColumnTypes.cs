using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.ClickHouse.Native;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.ClickHouse.Schema;

/// <summary>How ClickHouse keeps a column.</summary>
/// <param name="Stored">Its type in the table.</param>
/// <param name="Codec">How it is compressed; measured on spans with ids of their own.</param>
/// <param name="Sent">Its type in blocks, which the server converts to the stored one.</param>
/// <param name="Width">Bytes of a value in blocks; 0: texts.</param>
internal sealed record ColumnTypes(string Stored, string Codec, string Sent, int Width, bool IsNullable = false)
{
    // Larger blocks than those of other columns: what hardly compresses is read by the whole part anyway.
    private const string LargeBlocks = " SETTINGS (min_compress_block_size = 1048576, max_compress_block_size = 1048576)";

    /// <summary>Attributes of which hardly two values are alike: a dictionary of them helps nobody.</summary>
    private static readonly HashSet<string> s_various =
    [
        "url.path", "url.full", "url.query", "http.target", "http.url", "db.query.text", "db.statement", "enduser.id", "user.id", "session.id",
        "exception.message", "exception.stacktrace", "client.address", "network.peer.address", "user_agent.original",
    ];

    public NativeColumn NewColumn(string name) => new(name, Sent, Width, IsNullable);

    public static ColumnTypes Of(TelemetrySignal signal, Column column) => column switch
    {
        { Attribute: { } attribute } => OfAttribute(attribute, column.Type),
        { Name: "resource" } => Dictionary,
        { Name: "body" or "status_message" } => Text,
        { Name: "span_id" } when signal == TelemetrySignal.Traces => new("UInt64", "CODEC(NONE)", "UInt64", 8),
        { Name: "parent_span_id" } => new("UInt64", $"CODEC(ZSTD(3)){LargeBlocks}", "UInt64", 8),
        { Name: "value" or "sum" or "min" or "max" } => new("Nullable(Float64)", "CODEC(ZSTD(3))", "Nullable(Float64)", 8, IsNullable: true),
        { Name: "value_int" } => new("Nullable(Int64)", "CODEC(ZSTD(3))", "Nullable(Int64)", 8, IsNullable: true),
        { Name: "count" } => new("Nullable(UInt64)", "CODEC(ZSTD(3))", "Nullable(UInt64)", 8, IsNullable: true),
        { Name: "adjusted_count" } => new("Float64", "CODEC(ZSTD(3))", "Float64", 8),
        _ => OfField(column.Type),
    };

    private static ColumnTypes Text { get; } = new("String", "CODEC(ZSTD(3))", "String", 0);

    private static ColumnTypes Dictionary { get; } = new("LowCardinality(String)", "CODEC(ZSTD(3))", "String", 0);

    private static ColumnTypes OfField(ColumnType type) => type switch
    {
        ColumnType.Text => Dictionary,
        ColumnType.Integer => new("Int64", "CODEC(T64, ZSTD(3))", "Int64", 8),
        ColumnType.Unsigned => new("UInt64", "CODEC(ZSTD(3))", "UInt64", 8),
        ColumnType.Double => new("Float64", "CODEC(ZSTD(3))", "Float64", 8),
        ColumnType.Boolean => new("Bool", "CODEC(ZSTD(3))", "Bool", 1),
        ColumnType.TinyInteger => new("UInt8", "CODEC(ZSTD(3))", "UInt8", 1),
        ColumnType.Timestamp => new("DateTime64(9, 'UTC')", "CODEC(Delta, ZSTD(3))", "DateTime64(9, 'UTC')", 8),
        ColumnType.Uuid => new("FixedString(16)", $"CODEC(ZSTD(3)){LargeBlocks}", "FixedString(16)", 16),
        _ => Text,
    };

    private static ColumnTypes OfAttribute(string attribute, ColumnType type) => type switch
    {
        ColumnType.Text when s_various.Contains(attribute) => new("Nullable(String)", "CODEC(ZSTD(3))", "Nullable(String)", 0, IsNullable: true),
        ColumnType.Text => new("LowCardinality(Nullable(String))", "CODEC(ZSTD(3))", "Nullable(String)", 0, IsNullable: true),
        ColumnType.Integer => new("Nullable(Int64)", "CODEC(T64, ZSTD(3))", "Nullable(Int64)", 8, IsNullable: true),
        ColumnType.Double => new("Nullable(Float64)", "CODEC(ZSTD(3))", "Nullable(Float64)", 8, IsNullable: true),
        ColumnType.Boolean => new("Nullable(Bool)", "CODEC(ZSTD(3))", "Nullable(Bool)", 1, IsNullable: true),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, $"No attribute is kept as {type}."),
    };
}
