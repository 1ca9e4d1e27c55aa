using System.Globalization;
using DuckDB.NET.Data;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.DuckDb.Questions.Unqueried;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Attributes, events and links, from wherever they are stored.</summary>
internal static class SpanDetailAnswer
{
    private const int Fixed = 8, SpanId = 0, Kind = 6, Start = 7, Rest = 8, First = 9;

    /// <summary>What a statement reads before attributes with columns of their own.</summary>
    private static readonly Column[] s_columns = SpanSchema.Named("span_id", "status_message", "version", "instance", "events", "links", "kind", "start_time", "attributes");

    public static IReadOnlyList<SpanDetail> Of(QuerySession asked, SpanDetailQuestion question)
    {
        if (!Guid.TryParseExact(question.TraceId, "N", out var id))
        {
            return [];
        }

        return Unqueried(asked, id, question) ?? ByStatement(asked, id, question);
    }

    /// <summary>Null: a statement must be asked.</summary>
    private static List<SpanDetail>? Unqueried(QuerySession asked, Guid id, SpanDetailQuestion question)
    {
        List<Column> named = question.WithAttributes ? [.. asked.Translator.SchemaOf(TelemetrySignal.Traces).Columns.Where(c => c.Attribute is not null)] : [];
        if (TraceRows.Of(asked, id, question.WithAttributes ? [.. s_columns, .. named] : s_columns[..Rest], question.Limit) is not { } rows)
        {
            return null;
        }

        // How a statement writes a number with a fraction is not written a second time here.
        if (rows.Exists(r => Enumerable.Range(0, named.Count).Any(i => named[i].Type == ColumnType.Double && !r.IsNull(First + i))))
        {
            return null;
        }

        var only = question.SpanIds?.Select(IdOf).ToHashSet();
        return [.. rows.Where(r => only?.Contains(r.Id(SpanId)) != false).Select(r => Read(r, question.WithAttributes ? AttributesOf(r, named) : []))];
    }

    private static Dictionary<string, string> AttributesOf(StoredRow row, List<Column> named)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < named.Count; i++)
        {
            if (!row.IsNull(First + i))
            {
                attributes[named[i].Attribute!] = named[i].Type switch
                {
                    ColumnType.Text => row.Text(First + i),
                    ColumnType.Boolean => row.Number(First + i) != 0 ? "true" : "false",
                    _ => row.Number(First + i).ToString(CultureInfo.InvariantCulture),
                };
            }
        }

        if (!row.IsNull(Rest))
        {
            AttributeColumns.AddRest(row.Text(Rest), attributes);
        }

        return attributes;
    }

    internal static List<SpanDetail> ByStatement(QuerySession asked, Guid id, SpanDetailQuestion question)
    {
        var columns = question.WithAttributes ? AttributeColumns.Of(asked) : null;
        return asked.Read(
            $"""
             SELECT span_id, status_message, version, instance, events, links, kind, epoch_ns(start_time){columns?.Selected}
             FROM ({asked.SpansOf(id)}) WHERE trace_id = '{id}'::UUID{OnlyOf(question)} LIMIT {question.Limit}
             """,
            r => Read(r, columns));
    }

    private static string OnlyOf(SpanDetailQuestion question) => question.SpanIds is not { } ids ? "" :
        $" AND span_id IN (SELECT unnest([{string.Join(", ", ids.Select(IdOf))}]::UBIGINT[]))";

    private static ulong IdOf(string id) => ulong.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static SpanDetail Read(DuckDBDataReader r, AttributeColumns? columns)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        columns?.Read(r, Fixed, attributes);
        return Read(new SqlRow(r), attributes);
    }

    private static SpanDetail Read<TRow>(TRow r, Dictionary<string, string> attributes) where TRow : IRow
    {
        return new(r.Id(SpanId).ToString("x16", CultureInfo.InvariantCulture), SpanKinds.Names[r.Byte(Kind)], r.Number(Start), Text(1), Text(2), Text(3), attributes, SpanJson.Events(Text(4)), SpanJson.Links(Text(5)));

        string Text(int column) => r.IsNull(column) ? "" : r.Text(column);
    }
}
