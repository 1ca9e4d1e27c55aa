using System.Text.Json;
using DuckDB.NET.Data;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>All attributes of records as text, from wherever they are stored: columns of their own and the one that holds the rest.</summary>
internal sealed class AttributeColumns
{
    private readonly List<(string Name, string Attribute)> _columns;

    private AttributeColumns(List<(string Name, string Attribute)> columns) => _columns = columns;

    public static AttributeColumns Of(QuerySession asked, TelemetrySignal signal) => signal == TelemetrySignal.Traces
        ? Of(asked)
        : new([.. asked.Translator.SchemaOf(signal).Columns.Where(c => c.Attribute is not null).Select(c => (c.Name, c.Attribute!))]);

    public static AttributeColumns Of(QuerySession asked) => new(
        [.. WellKnownAttributes.OfSpans.Select(c => (c.Name, Attribute: c.Attribute!))
            .Concat(asked.Read("SELECT name, attribute FROM attribute_columns", r => (Name: r.GetString(0), Attribute: r.GetString(1))))
            .DistinctBy(c => c.Name)]);

    /// <summary>The column of an attribute, quoted; null: it has none.</summary>
    public string? ColumnOf(string attribute) => _columns.Where(c => c.Attribute == attribute).Select(c => Quoted(c.Name)).FirstOrDefault();

    /// <summary>To be written behind other columns, with the comma before.</summary>
    public string Selected => $", attributes{string.Concat(_columns.Select(c => $", {Quoted(c.Name)}::VARCHAR"))}";

    /// <param name="first">Where <see cref="Selected"/> begins.</param>
    public void Read(DuckDBDataReader r, int first, Dictionary<string, string> attributes)
    {
        for (var i = 0; i < _columns.Count; i++)
        {
            if (!r.IsDBNull(first + 1 + i))
            {
                attributes[_columns[i].Attribute] = r.GetString(first + 1 + i);
            }
        }

        if (!r.IsDBNull(first))
        {
            AddRest(r.GetString(first), attributes);
        }
    }

    /// <summary>Those without a column of their own, as JSON.</summary>
    public static void AddRest(string rest, Dictionary<string, string> attributes)
    {
        if (rest.Length > 0)
        {
            using var document = JsonDocument.Parse(rest);
            SpanJson.AddAttributes(document.RootElement, attributes);
        }
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
