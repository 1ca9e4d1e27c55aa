using Upshot.Observe.Otlp;

namespace Upshot.Observe.Stores.Rows;

/// <summary>Types a stored column can have. Json is text that holds JSON.</summary>
internal enum ColumnType : byte
{
    Text,
    Integer,
    Unsigned,
    Double,
    Boolean,
    TinyInteger,
    Timestamp,
    Uuid,
    Json,
    Blob,
}

/// <param name="Name">The column in tables, files and views.</param>
/// <param name="Attribute">The OpenTelemetry attribute it holds; null for fields of the record itself.</param>
internal sealed record Column(string Name, ColumnType Type, string? Attribute = null)
{
    /// <summary>The column of an attribute: dots become underscores.</summary>
    public static Column ForAttribute(string attribute, ColumnType type) => new(attribute.Replace('.', '_').Replace('-', '_'), type, attribute);
}

/// <summary>The columns of one kind of record: its own fields first, then attributes that are columns of their own.</summary>
internal sealed class TableSchema
{
    public TableSchema(TelemetrySignal signal, string table, string sortColumns, IEnumerable<Column> fields, IEnumerable<Column> attributes)
    {
        Signal = signal;
        Table = table;
        SortColumns = sortColumns;
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Columns = [.. fields.Concat(attributes).Where(c => taken.Add(c.Name))];
        Attributes = new AttributeLookup(Columns);
    }

    public TelemetrySignal Signal { get; }

    public string Table { get; }

    /// <summary>How sealed rows are sorted, as SQL.</summary>
    public string SortColumns { get; }

    public IReadOnlyList<Column> Columns { get; }

    public AttributeLookup Attributes { get; }
}
