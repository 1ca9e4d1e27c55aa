using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Attributes, events and links, from wherever they are stored.</summary>
internal static class SpanDetailAnswer
{
    private const int Fixed = 9;

    public static IReadOnlyList<SpanDetail> Of(QuerySession asked, SpanDetailQuestion question)
    {
        if (!Guid.TryParseExact(question.TraceId, "N", out var id))
        {
            return [];
        }

        var columns = WellKnownAttributes.OfSpans.Select(c => (c.Name, Attribute: c.Attribute!))
            .Concat(asked.Read("SELECT name, attribute FROM attribute_columns", r => (Name: r.GetString(0), Attribute: r.GetString(1))))
            .DistinctBy(c => c.Name).ToList();
        return asked.Read(
            $"""
             SELECT printf('%016x', span_id), status_message, version, instance, attributes, events, links, kind, epoch_ns(start_time), {string.Join(", ", columns.Select(c => $"{Quoted(c.Name)}::VARCHAR"))}
             FROM ({asked.SpansOf(id)}) WHERE trace_id = '{id}'::UUID{OnlyOf(question)} LIMIT {question.Limit}
             """,
            r => Read(r, columns));
    }

    private static string OnlyOf(SpanDetailQuestion question) => question.SpanIds is not { } ids ? "" :
        $" AND span_id IN (SELECT unnest([{string.Join(", ", ids.Select(i => ulong.TryParse(i, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) ? id : 0))}]::UBIGINT[]))";

    private static SpanDetail Read(DuckDBDataReader r, List<(string Name, string Attribute)> columns)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < columns.Count; i++)
        {
            if (!r.IsDBNull(Fixed + i))
            {
                attributes[columns[i].Attribute] = r.GetString(Fixed + i);
            }
        }

        if (Text(4) is { Length: > 0 } rest)
        {
            using var document = JsonDocument.Parse(rest);
            AddAll(document.RootElement, attributes);
        }

        return new(r.GetString(0), SpanKinds.Names[r.GetByte(7)], r.GetInt64(8), Text(1), Text(2), Text(3), attributes, Events(Text(5)), Links(Text(6)));

        string Text(int column) => r.IsDBNull(column) ? "" : r.GetString(column);
    }

    private static List<SpanHappening> Events(string json)
    {
        var events = new List<SpanHappening>();
        if (json.Length == 0)
        {
            return events;
        }

        using var document = JsonDocument.Parse(json);
        foreach (var item in document.RootElement.EnumerateArray())
        {
            var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
            if (item.TryGetProperty("attributes", out var found))
            {
                AddAll(found, attributes);
            }

            events.Add(new(item.GetProperty("name").GetString() ?? "", Nanos.ToMoment(item.GetProperty("time_unix_nano").GetInt64()), attributes));
        }

        return events;
    }

    private static List<SpanLinked> Links(string json)
    {
        var links = new List<SpanLinked>();
        if (json.Length == 0)
        {
            return links;
        }

        using var document = JsonDocument.Parse(json);
        foreach (var item in document.RootElement.EnumerateArray())
        {
            var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
            if (item.TryGetProperty("attributes", out var found))
            {
                AddAll(found, attributes);
            }

            links.Add(new(item.GetProperty("trace_id").GetString() ?? "", item.GetProperty("span_id").GetString() ?? "", attributes));
        }

        return links;
    }

    private static void AddAll(JsonElement found, Dictionary<string, string> attributes)
    {
        foreach (var property in found.EnumerateObject())
        {
            attributes[property.Name] = property.Value.ToString();
        }
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
