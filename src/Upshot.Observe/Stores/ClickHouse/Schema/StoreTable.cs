using System.Globalization;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.Rows;
using Upshot.Plan;

namespace Upshot.Observe.Stores.ClickHouse.Schema;

/// <summary>A table of the store, and the statement that makes it: a file of SQL beside this one.</summary>
/// <param name="Columns">Those that come from the schema of a kind of record; null: they stand in the file.</param>
/// <param name="Keeps">How long rows are kept, as a plan says; null: the latest one stays, and others go with merges.</param>
internal sealed record StoreTable(string Name, TableSchema? Columns, Func<Retention, TimeSpan>? Keeps)
{
    /// <summary>Of the tables' shape: it stands in each table's comment.</summary>
    public const int Version = 1;

    /// <summary>Which node brings which body.</summary>
    public const string Bodies = "bodies";

    /// <summary>Who leads, of several servers over one store, and what they share.</summary>
    public const string Leases = "leases", SharedState = "shared_state";

    /// <summary>What of directories was copied in; made by the first copy, and needed by nobody else.</summary>
    public static StoreTable Copies { get; } = new("copies", null, null);

    private const string CommentStart = "upshot schema ";

    public static string Comment { get; } = string.Create(CultureInfo.InvariantCulture, $"{CommentStart}{Version}");

    /// <summary>All of them.</summary>
    /// <param name="declared">Attributes with a column of their own, beside the well-known ones.</param>
    public static IReadOnlyList<StoreTable> All(IReadOnlyList<Column> declared) =>
    [
        new("spans", SpanSchema.With(declared), r => r.Spans),
        new("logs", LogSchema.With(declared), r => r.Logs),
        new("metric_points", MetricSchema.With(declared), r => r.Metrics),
        new("trace_times", null, r => r.Spans),
        new("rollups", null, r => r.Rollups),
        new("objective_minutes", null, r => r.Rollups),
        new(Bodies, null, null),
        new(Leases, null, null),
        new(SharedState, null, null),
    ];

    public string Create(string database, Retention retention) => Read(Name)
        .Replace("{table}", $"`{database}`.`{Name}`", StringComparison.Ordinal)
        .Replace("{columns}", Columns is null ? "" : string.Join(",\n", Columns.Columns.Select(c => "    " + Definition(Columns.Signal, c))), StringComparison.Ordinal)
        .Replace("{seconds}", Seconds(retention), StringComparison.Ordinal)
        .Replace("{comment}", Comment, StringComparison.Ordinal);

    /// <summary>Its columns by name, as a statement defines each.</summary>
    public IReadOnlyList<(string Name, string Definition)> Definitions(string database, Retention retention) =>
        [.. Create(database, retention).Split('\n').Where(l => l.StartsWith("    `", StringComparison.Ordinal)).Select(l => l.Trim().TrimEnd(',')).Select(d => (d[1..d.IndexOf('`', 1)], d))];

    /// <summary>Rows that are older than the plan keeps them go with their parts.</summary>
    public string ChangeRetention(string database, Retention retention)
    {
        var create = Create(database, retention);
        var ttl = create[create.IndexOf("TTL ", StringComparison.Ordinal)..];
        return $"ALTER TABLE `{database}`.`{Name}` MODIFY {ttl[..ttl.IndexOf('\n', StringComparison.Ordinal)]}";
    }

    public string Seconds(Retention retention) => Keeps is null ? "" : ((long)Keeps(retention).TotalSeconds).ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether a table that was made by a statement keeps rows as long as a plan says.</summary>
    public bool KeepsAs(string create, Retention retention) => Keeps is null || create.Contains($"toIntervalSecond({Seconds(retention)})", StringComparison.Ordinal);

    /// <summary>A column as a statement names it; which attribute it holds stands in its comment.</summary>
    public static string Definition(TelemetrySignal signal, Column column)
    {
        var types = ColumnTypes.Of(signal, column);
        var (codec, settings) = types.Codec.IndexOf(" SETTINGS", StringComparison.Ordinal) is > 0 and var at ? (types.Codec[..at], types.Codec[at..]) : (types.Codec, "");
        return $"`{column.Name}` {types.Stored}{(column.Attribute is null ? "" : $" COMMENT {Literal.Text(column.Attribute)}")} {codec}{settings}";
    }

    /// <summary>Null: the comment is none of ours.</summary>
    public static int? VersionOf(string comment) =>
        comment.StartsWith(CommentStart, StringComparison.Ordinal) && int.TryParse(comment[CommentStart.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    private static string Read(string name)
    {
        using var stream = typeof(StoreTable).Assembly.GetManifestResourceStream($"clickhouse.{name}.sql") ?? throw new InvalidOperationException($"{name}.sql is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
