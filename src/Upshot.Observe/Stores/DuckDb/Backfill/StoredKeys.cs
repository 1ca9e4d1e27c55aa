using System.Text;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.DuckDb.Questions;

namespace Upshot.Observe.Stores.DuckDb.Backfill;

/// <summary>Which of a request's records the store has already, sealed or not.</summary>
internal static class StoredKeys
{
    /// <summary>Ordinals of records that are known, or come twice within the request itself (spans only: two log lines may well be alike).</summary>
    public static HashSet<int> Known(QuerySession session, TelemetrySignal signal, IReadOnlyList<RecordKey> keys, long from, long to)
    {
        var known = new HashSet<int>();
        if (keys.Count == 0)
        {
            return known;
        }

        var stored = Read(session, signal, [.. keys.Select(k => k.Group).Distinct(StringComparer.Ordinal)], from, to);
        var fresh = new HashSet<UInt128>();
        foreach (var key in keys)
        {
            if (stored.TryGetValue(key.Hash, out var count) && count > 0)
            {
                // One stored row answers for one record; a span's row answers for all that are the same span.
                stored[key.Hash] = signal == TelemetrySignal.Traces ? count : count - 1;
                known.Add(key.Ordinal);
            }
            else if (signal == TelemetrySignal.Traces && !fresh.Add(key.Hash))
            {
                known.Add(key.Ordinal);
            }
        }

        return known;
    }

    private static Dictionary<UInt128, int> Read(QuerySession session, TelemetrySignal signal, IReadOnlyList<string> groups, long from, long to)
    {
        var end = to == long.MaxValue ? to : to + 1;
        var within = $">= {Sql.Time(from)}";
        var stored = new Dictionary<UInt128, int>();
        var hashes = signal switch
        {
            TelemetrySignal.Traces => session.Read(
                $"""
                 SELECT trace_id, span_id, epoch_ns(start_time), kind FROM ({session.Rows(signal, "spans", from, end)})
                 WHERE start_time {within} AND start_time <= {Sql.Time(to)} AND trace_id IN (SELECT unnest({Sql.List(groups)}::UUID[]))
                 """,
                r => RecordKeys.OfSpan(r.GetGuid(0), r.GetFieldValue<ulong>(1), r.GetInt64(2), r.GetByte(3))),
            TelemetrySignal.Metrics => session.Read(
                $"""
                 SELECT series, epoch_ns(time) FROM ({session.Rows(signal, "metric_points", from, end)})
                 WHERE time {within} AND time <= {Sql.Time(to)} AND series IN (SELECT unnest({Sql.List(groups)}::UBIGINT[]))
                 """,
                r => RecordKeys.OfPoint(r.GetFieldValue<ulong>(0), r.GetInt64(1))),
            _ => session.Read(
                $"""
                 SELECT epoch_ns(time), service, severity, trace_id, span_id, event_name, body FROM ({session.Rows(signal, "logs", from, end)})
                 WHERE time {within} AND time <= {Sql.Time(to)} AND service IN (SELECT unnest({Sql.List(groups)}::VARCHAR[]))
                 """,
                r => RecordKeys.OfLog(
                    r.GetInt64(0), r.GetString(1), r.IsDBNull(2) ? (byte)0 : r.GetByte(2), r.IsDBNull(3) ? Guid.Empty : r.GetGuid(3), r.IsDBNull(4) ? 0 : r.GetFieldValue<ulong>(4), Text(r, 5), Text(r, 6))),
        };
        foreach (var hash in hashes)
        {
            stored[hash] = stored.GetValueOrDefault(hash) + 1;
        }

        return stored;
    }

    private static byte[] Text(DuckDB.NET.Data.DuckDBDataReader row, int column) => row.IsDBNull(column) ? [] : Encoding.UTF8.GetBytes(row.GetString(column));
}
