using System.Globalization;
using DuckDB.NET.Data;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Attributes, events and links, from wherever they are stored.</summary>
internal static class SpanDetailAnswer
{
    private const int Fixed = 8;

    public static IReadOnlyList<SpanDetail> Of(QuerySession asked, SpanDetailQuestion question)
    {
        if (!Guid.TryParseExact(question.TraceId, "N", out var id))
        {
            return [];
        }

        var columns = AttributeColumns.Of(asked);
        return asked.Read(
            $"""
             SELECT printf('%016x', span_id), status_message, version, instance, events, links, kind, epoch_ns(start_time){columns.Selected}
             FROM ({asked.SpansOf(id)}) WHERE trace_id = '{id}'::UUID{OnlyOf(question)} LIMIT {question.Limit}
             """,
            r => Read(r, columns));
    }

    private static string OnlyOf(SpanDetailQuestion question) => question.SpanIds is not { } ids ? "" :
        $" AND span_id IN (SELECT unnest([{string.Join(", ", ids.Select(i => ulong.TryParse(i, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) ? id : 0))}]::UBIGINT[]))";

    private static SpanDetail Read(DuckDBDataReader r, AttributeColumns columns)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        columns.Read(r, Fixed, attributes);
        return new(r.GetString(0), SpanKinds.Names[r.GetByte(6)], r.GetInt64(7), Text(1), Text(2), Text(3), attributes, SpanJson.Events(Text(4)), SpanJson.Links(Text(5)));

        string Text(int column) => r.IsDBNull(column) ? "" : r.GetString(column);
    }
}
