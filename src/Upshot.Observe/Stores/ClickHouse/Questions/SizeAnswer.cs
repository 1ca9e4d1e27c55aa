using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.ClickHouse.Questions;

/// <summary>Counts of what the servers know of their parts.</summary>
internal static class SizeAnswer
{
    private static readonly (TelemetrySignal Signal, string Table)[] s_tables = [(TelemetrySignal.Traces, "spans"), (TelemetrySignal.Metrics, "metric_points"), (TelemetrySignal.Logs, "logs")];

    private sealed record Size(string Table, long Rows, long Bytes, long Parts);

    /// <param name="waiting">Records and bytes that this node keeps until they can be delivered.</param>
    public static async Task<StoreSize> OfAsync(ClickHouseSession session, (long Records, long Bytes) waiting, IReadOnlyList<MissingRows> missing)
    {
        var sizes = (await session.ReadAsync(
            $"SELECT table, toInt64(sum(rows)), toInt64(sum(bytes_on_disk)), toInt64(count()) FROM {session.SystemTable("parts")} WHERE active AND database = {Literal.Text(session.Address.Database)} GROUP BY table",
            r => new Size(r.GetString(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3)))).ToDictionary(s => s.Table);
        return new(
            [.. Enum.GetValues<TelemetrySignal>().Select(signal => sizes.TryGetValue(s_tables.Single(t => t.Signal == signal).Table, out var size)
                ? new SignalSize(signal.ToString().ToLowerInvariant(), size.Rows, size.Bytes, 0)
                : new SignalSize(signal.ToString().ToLowerInvariant(), 0, 0, 0))],
            (int)sizes.Values.Sum(s => s.Parts),
            waiting.Bytes,
            missing);
    }
}
