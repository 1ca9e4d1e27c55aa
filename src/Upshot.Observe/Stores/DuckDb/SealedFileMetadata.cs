using System.Text.Json;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// What a sealed file says of itself, as JSON under the key <c>upshot</c> of its Parquet metadata: enough to list it again when
/// the catalog is lost. Times of records are Unix nanoseconds, of the seal Unix milliseconds.
/// </summary>
/// <param name="Version">Of this description; a file of a later one is left alone.</param>
/// <param name="Store">Which data directory it belongs to: files of another are not taken for its own.</param>
/// <param name="Table">spans, logs, metric_points, rollups, objective_minutes or bodies.</param>
/// <param name="Segments">The segments whose rows of this table it holds: <see cref="SegmentSet"/>.</param>
/// <param name="Beside">The tables of which its segment has a file: when all are there, the segment was sealed as a whole. Null when it covers several.</param>
/// <param name="AttributeColumns">Attributes of plans that are columns in it.</param>
/// <param name="IsSampled">It was decided of every trace in it whether it stays.</param>
internal sealed record SealedFileMetadata(
    int Version, string Store, string Table, string Segments, long Rows, long MinTime, long MaxTime, long SealedAt, IReadOnlyList<string>? Beside = null, IReadOnlyList<AttributeColumn>? AttributeColumns = null, bool IsSampled = false)
{
    public const string Key = "upshot";
    public const int Latest = 1;
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public SegmentSet Covers => SegmentSet.Parse(Segments) ?? SegmentSet.Empty;

    /// <summary>One of several files in one.</summary>
    public static SealedFileMetadata Merged(IReadOnlyList<SealedFileMetadata> parts) => parts[0] with
    {
        Segments = SegmentSet.Union(parts.Select(p => p.Covers)).ToString(),
        Rows = parts.Sum(p => p.Rows),
        MinTime = parts.Min(p => p.MinTime),
        MaxTime = parts.Max(p => p.MaxTime),
        SealedAt = parts.Max(p => p.SealedAt),
        Beside = null,
        IsSampled = parts.All(p => p.IsSampled),
        AttributeColumns = [.. parts.SelectMany(p => p.AttributeColumns ?? []).DistinctBy(c => c.Name)],
    };

    /// <summary>For the option KV_METADATA of COPY.</summary>
    public string ToSql() => $"{{{Key}: {Sql.Text(ToJson())}}}";

    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    /// <summary>Null: it is no description that this version can read.</summary>
    public static SealedFileMetadata? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<SealedFileMetadata>(text, s_json) is { Version: Latest, Store: not null, Table: not null, Segments: not null } read && !read.Covers.IsEmpty ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record AttributeColumn(string Name, string Type, string Attribute)
{
    /// <summary>Columns that are there because a plan declared their attribute.</summary>
    public static IReadOnlyList<AttributeColumn> DeclaredIn(TableSchema schema) =>
        [.. schema.Columns.Where(c => c.Attribute is not null && !WellKnownAttributes.IsOf(schema.Signal, c.Name)).Select(c => new AttributeColumn(c.Name, c.Type.ToString(), c.Attribute!))];
}
