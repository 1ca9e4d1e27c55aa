using System.Globalization;
using ClickHouse.Driver.ADO.Readers;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Attributes, events and links, from wherever they are stored.</summary>
internal static class SpanDetailAnswer
{
    private const int Fixed = 8;

    public static async Task<IReadOnlyList<SpanDetail>> OfAsync(ClickHouseSession session, SpanDetailQuestion question)
    {
        if (await TraceAnswer.FindAsync(session, question.TraceId) is not { } where)
        {
            return [];
        }

        var columns = question.WithAttributes ? new AttributeColumns(session.Plan) : null;
        return await session.ReadAsync(
            $"""
             SELECT lower(leftPad(hex(span_id), 16, '0')), status_message, version, instance, events, links, kind, {Rows.Nanos("start_time")}{columns?.Selected}
             FROM {session.Spans} WHERE {where}{OnlyOf(question)} LIMIT {question.Limit}
             """,
            r => Read(r, columns));
    }

    private static string OnlyOf(SpanDetailQuestion question) => question.SpanIds is not { } ids ? "" :
        $" AND span_id IN ({string.Join(", ", ids.Select(i => ulong.TryParse(i, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) ? id : 0).Append(0UL))})";

    private static SpanDetail Read(ClickHouseDataReader r, AttributeColumns? columns)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        columns?.Read(r, Fixed, attributes);
        return new(
            r.GetString(0), SpanKinds.Names[r.GetByte(6)], r.GetInt64(7), r.GetString(1), r.GetString(2), r.GetString(3), attributes,
            SpanJson.Events(r.GetString(4)), SpanJson.Links(r.GetString(5)));
    }
}
