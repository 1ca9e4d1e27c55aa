using System.Text.Json;
using ClickHouse.Driver.ADO.Readers;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Plans;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>All attributes of records as text, from wherever they are stored: columns of their own and the one that holds the rest.</summary>
internal sealed class AttributeColumns(StorePlan plan, TelemetrySignal signal = TelemetrySignal.Traces)
{
    private readonly List<Column> _columns = [.. plan.Readers[signal].Schema.Columns.Where(c => c.Attribute is not null)];

    /// <summary>To be written behind other columns, with the comma before.</summary>
    public string Selected => $", attributes{string.Concat(_columns.Select(c => $", toString(`{c.Name}`)"))}";

    /// <param name="first">Where <see cref="Selected"/> begins.</param>
    public void Read(ClickHouseDataReader r, int first, Dictionary<string, string> attributes)
    {
        for (var i = 0; i < _columns.Count; i++)
        {
            if (!r.IsDBNull(first + 1 + i))
            {
                attributes[_columns[i].Attribute!] = r.GetString(first + 1 + i);
            }
        }

        if (r.GetString(first) is { Length: > 0 } rest)
        {
            using var document = JsonDocument.Parse(rest);
            SpanJson.AddAttributes(document.RootElement, attributes);
        }
    }
}
