using System.Globalization;
using System.Text.Json;
using Upshot.Answers;
using Upshot.Decide.PersonalData;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc;
using Upshot.Plan;

namespace Upshot.Server;

/// <summary>What is stored, looks personal, and is not classed by the plan.</summary>
internal static class PrivacyRoute
{
    /// <summary>Different values that are looked at of each attribute of a service, and in all.</summary>
    private const int MaxValues = 5_000, MaxRows = 300_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    // {0} is the earliest time. Texts are cut where a detector would stop to look; which values of too many are taken is chance.
    private const string Values = """
        WITH parts AS (
            SELECT service, 'span attribute' AS place, unnest(map_entries(attributes::JSON::MAP(VARCHAR, JSON))) AS e FROM spans WHERE attributes IS NOT NULL AND start_time >= {0}
            UNION ALL
            SELECT service, 'event attribute', unnest(map_entries(a::MAP(VARCHAR, JSON))) FROM (SELECT service, unnest(json_extract(events::JSON, '$[*].attributes')) AS a FROM spans WHERE events IS NOT NULL AND start_time >= {0}) WHERE a IS NOT NULL AND json_type(a) = 'OBJECT'
            UNION ALL
            SELECT service, 'log attribute', unnest(map_entries(attributes::JSON::MAP(VARCHAR, JSON))) FROM logs WHERE attributes IS NOT NULL AND time >= {0}
            UNION ALL
            SELECT service, 'metric attribute', unnest(map_entries(attributes::JSON::MAP(VARCHAR, JSON))) FROM metric_points WHERE attributes IS NOT NULL AND time >= {0}
            UNION ALL
            SELECT service, 'resource attribute', unnest(map_entries(resource::JSON::MAP(VARCHAR, JSON))) FROM spans WHERE resource IS NOT NULL AND start_time >= {0}
        ), texts AS (
            SELECT service, place, e.key AS name, e.value ->> '$' AS text FROM parts
            UNION ALL
            SELECT service, 'log body', '', body FROM logs WHERE body IS NOT NULL AND time >= {0}
            UNION ALL
            SELECT service, 'span name', '', name FROM spans WHERE start_time >= {0}
            UNION ALL
            SELECT service, 'status message', '', status_message FROM spans WHERE status_message IS NOT NULL AND start_time >= {0}
        ), counted AS (
            SELECT service, place, name, left(text, 4096) AS text, count(*) AS n FROM texts WHERE text IS NOT NULL AND length(text) > 1 GROUP BY ALL
        )
        SELECT service, place, name, text, n, count(*) OVER (PARTITION BY service, place, name) FROM counted
        QUALIFY row_number() OVER (PARTITION BY service, place, name ORDER BY hash(text)) <= {1}
        LIMIT {2}
        """;

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/privacy", AnswerAsync).WithSummary("Undeclared attributes and texts that look personal: how many, whose, a masked sample.");

    private static async Task<PrivacyReport> AnswerAsync(string? since, AnswerService answers, AdHocQueries queries, TelemetryStore store, TelemetryInUse telemetry, CancellationToken cancellation)
    {
        telemetry.ThrowIfElsewhere("The look for personal data");
        var from = AskedMoment.Parse("since", since, answers.Now) ?? answers.Now - TimeSpan.FromDays(1);
        var rows = new CollectedAnswer();
        var sql = string.Format(CultureInfo.InvariantCulture, Values, $"TIMESTAMP '{from.UtcDateTime:yyyy-MM-dd HH:mm:ss}'", MaxValues, MaxRows);
        var end = await queries.AnswerAsync(sql, new SqlLimits { Rows = MaxRows, Time = s_patience }, rows, cancellation);
        var values = rows.Rows().Select(r => new StoredValue(r[0].GetString() ?? "", r[1].GetString() ?? "", r[2].GetString() ?? "", r[3].GetString() ?? "", r[4].GetInt64(), r[5].GetInt64())).ToList();
        return new(from, PrivacyFindings.Of(values, Classed(store.Plan)), end.CutBecause is not null || values.Count == MaxRows || values.Any(v => v.Different > MaxValues));
    }

    /// <summary>What a team has said something of: it is treated already, or it may stay.</summary>
    private static HashSet<string> Classed(ProductPlan plan) =>
        plan.Attributes.Concat(plan.Signals.SelectMany(s => s.Attributes).Select(a => a.Definition)).Where(a => a.Privacy is not null).Select(a => a.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>An answer that is kept whole.</summary>
    private sealed class CollectedAnswer : IAnswerStream
    {
        private readonly MemoryStream _rows = new();

        public ValueTask ColumnsAsync(ReadOnlyMemory<byte> columns, CancellationToken cancellation) => default;

        public ValueTask RowsAsync(ReadOnlyMemory<byte> rows, CancellationToken cancellation)
        {
            _rows.Write(rows.Span);
            return default;
        }

        public IEnumerable<JsonElement[]> Rows()
        {
            using var document = JsonDocument.Parse((byte[])[(byte)'[', .. _rows.ToArray(), (byte)']']);
            foreach (var row in document.RootElement.EnumerateArray())
            {
                yield return [.. row.EnumerateArray()];
            }
        }
    }
}

/// <param name="Since">What came before was not looked at.</param>
/// <param name="IsCut">There was more than could be looked at: of attributes with many values some were taken.</param>
internal sealed record PrivacyReport(DateTimeOffset Since, IReadOnlyList<PrivacyFinding> Findings, bool IsCut);
