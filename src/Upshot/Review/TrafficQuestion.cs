using System.Globalization;
using System.Text.Json;
using Upshot.Client;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Review;

/// <summary>Asks a server, or a data directory, for the traffic of the last days.</summary>
internal static class TrafficQuestion
{
    private sealed record Answer(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<JsonElement>> Rows, string? CutBecause, string? Error);

    public static async Task<Traffic> AskAsync(AnswerClient client, string source, IReadOnlyList<Signal> signals, int days, CancellationToken cancellation)
    {
        var ends = await Ask(client, "SELECT epoch_ms(min(minute)), epoch_ms(max(minute)) FROM rollups", cancellation);
        if (ends[0][1].ValueKind != JsonValueKind.Number)
        {
            return Traffic.None with { Source = source };
        }

        var until = DateTimeOffset.FromUnixTimeMilliseconds(ends[0][1].GetInt64()).AddMinutes(1);
        var first = DateTimeOffset.FromUnixTimeMilliseconds(ends[0][0].GetInt64());
        var from = first > until.AddDays(-days) ? first : until.AddDays(-days);
        var length = until - from;
        var since = Since("minute", from);
        var requests = await Ask(client, $"SELECT operation, sum(requests)::DOUBLE FROM rollups WHERE operation IS NOT NULL AND {since} GROUP BY operation", cancellation);
        var instances = await Ask(client, $"SELECT count(DISTINCT service || '/' || instance) FROM rollups WHERE {since}", cancellation);
        var size = await client.GetAsync<StoreSize>("/api/v1/size", cancellation);
        return new()
        {
            Source = source,
            Until = until,
            Length = length,
            RequestsPerDay = requests.ToDictionary(r => r[0].GetString()!, r => r[1].GetDouble() / length.TotalDays),
            EventsPerDay = await Events(client, signals, from, length, cancellation),
            BytesEach = Bytes(size),
            Instances = Math.Max(1, instances[0][0].GetInt32()),
        };
    }

    /// <summary>Good and total events of an objective by minute, from the rollups (latencies within their error).</summary>
    public static async Task<IReadOnlyList<Evidence.MinuteCount>> Minutes(AnswerClient client, Objective objective, IReadOnlyCollection<string> operations, DateTimeOffset from, CancellationToken cancellation)
    {
        var environment = objective.Environment is { } name ? $" AND environment = {Text(name)}" : "";
        var where = $"operation IN ({string.Join(", ", operations.Select(Text))}){environment} AND {Since("minute", from)}";
        if (objective.Latency is not { } latency)
        {
            var counts = await Ask(client, $"SELECT epoch_ms(minute), sum(requests)::BIGINT, sum(errors)::BIGINT FROM rollups WHERE {where} GROUP BY minute ORDER BY minute", cancellation);
            return [.. counts.Select(r => new Evidence.MinuteCount(DateTimeOffset.FromUnixTimeMilliseconds(r[0].GetInt64()), r[1].GetInt64() - r[2].GetInt64(), r[1].GetInt64()))];
        }

        var rows = await Ask(client, $"SELECT epoch_ms(minute), requests - errors, hex(histogram) FROM rollups WHERE {where} ORDER BY minute", cancellation);
        return [.. rows.GroupBy(r => r[0].GetInt64()).Select(minute => new Evidence.MinuteCount(
            DateTimeOffset.FromUnixTimeMilliseconds(minute.Key),
            minute.Sum(r => Evidence.ExponentialHistogram.FromBytes(Convert.FromHexString(r[2].GetString()!)).CountAtMost(latency.Ticks * 100)),
            minute.Sum(r => r[1].GetInt64())))];
    }

    private static async Task<IReadOnlyDictionary<(SignalKind Kind, string Name), double>> Events(AnswerClient client, IReadOnlyList<Signal> signals, DateTimeOffset from, TimeSpan length, CancellationToken cancellation)
    {
        var found = new Dictionary<(SignalKind, string), double>();
        foreach (var (kind, sql) in new[]
        {
            (SignalKind.Span, "SELECT name, sum(adjusted_count)::DOUBLE FROM spans WHERE name IN ({0}) AND {1} GROUP BY name"),
            (SignalKind.Metric, "SELECT name, count(*)::DOUBLE FROM metric_points WHERE name IN ({0}) AND {1} GROUP BY name"),
            (SignalKind.Event, "SELECT event_name, count(*)::DOUBLE FROM logs WHERE event_name IN ({0}) AND {1} GROUP BY event_name"),
        })
        {
            var asked = signals.Where(s => s.Kind == kind).ToList();
            if (asked.Count == 0)
            {
                continue;
            }

            var names = asked.SelectMany(Names).Distinct();
            var rows = await Ask(client, string.Format(CultureInfo.InvariantCulture, sql, string.Join(", ", names.Select(Text)), Since(kind == SignalKind.Span ? "start_time" : "time", from)), cancellation);
            var seen = rows.ToDictionary(r => r[0].GetString()!, r => r[1].GetDouble() / length.TotalDays);
            foreach (var signal in asked.Where(s => Names(s).Any(seen.ContainsKey)))
            {
                found[(kind, signal.Name)] = Names(signal).Sum(n => seen.GetValueOrDefault(n));
            }
        }

        return found;
    }

    /// <summary>A server that runs with the plan before tells it under its earlier name.</summary>
    private static IEnumerable<string> Names(Signal signal) => signal.Migrations.Select(m => m.RenamedFrom).Where(n => n.Length > 0).Prepend(signal.Name).Distinct();

    private static Dictionary<SignalKind, double> Bytes(StoreSize size)
    {
        var kinds = new Dictionary<string, SignalKind> { ["traces"] = SignalKind.Span, ["metrics"] = SignalKind.Metric, ["logs"] = SignalKind.Event };
        return size.Signals.Where(s => s.SealedRecords > 0).ToDictionary(s => kinds[s.Signal], s => (double)s.SealedBytes / s.SealedRecords);
    }

    /// <exception cref="CommandException">There is no whole answer: a part of it would make wrong numbers.</exception>
    private static async Task<IReadOnlyList<IReadOnlyList<JsonElement>>> Ask(AnswerClient client, string sql, CancellationToken cancellation)
    {
        var answer = await client.PostAsync<Answer>("/api/v1/query", new Server.SqlQuestion(sql, 1_000_000, 120), cancellation);
        return (answer.Error ?? answer.CutBecause) is { } why
            ? throw new CommandException($"The traffic cannot be read as a whole: {why} Ask for fewer days.")
            : answer.Rows;
    }

    private static string Since(string column, DateTimeOffset from) => $"{column} >= make_timestamp_ns({from.ToUnixTimeMilliseconds()}000000)";

    private static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
