using System.Globalization;
using DuckDB.NET.Data;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb.Sampling;

/// <summary>
/// Which traces stay, and what the others that stay stand for: by consistent probability sampling ("TraceState: Probability Sampling", OpenTelemetry), so that the spans of a trace
/// share its fate wherever they are stored. A trace with a failed span, one among the slowest of its name and hour, and one slower than an objective
/// allows stay with probability 1; of every name a hundred an hour are expected to; of the rest the plan's share. A later decision only raises a threshold: whoever decides twice still counts
/// without bias.
/// </summary>
internal sealed class TailDecision : IDisposable
{
    /// <summary>What a span was counted as when it came, in its trace state: the counts of minutes know it with that weight.</summary>
    public const string Counted = "upshot=counted:";

    private const int Slowest = 20, Fewest = 100;

    // Thresholds have six hexadecimal digits, 24 bits of 56.
    private const int Steps = 1 << 24;
    private const string Random = """('0x' || coalesce(nullif(regexp_extract(trace_state, '(?:^|,)\s*ot=[^,]*rv:([0-9a-fA-F]{14})\s*(?:;|,|$)', 1), ''), right(replace(trace_id::VARCHAR, '-', ''), 14)))::UBIGINT""";
    private const string Standing = "72057594037927936 / (72057594037927936 - __threshold)::DOUBLE";
    private readonly DuckDBConnection _connection;
    private readonly double _share;

    private TailDecision(DuckDBConnection connection, double share) => (_connection, _share) = (connection, share);

    /// <param name="files">All that may have spans of the traces in question.</param>
    /// <param name="from">Unix nanoseconds.</param>
    public static TailDecision Of(StoreOptions options, ProductPlan plan, IEnumerable<string> files, long from, long until)
    {
        var connection = new DuckDBConnection("Data Source=:memory:");
        // No span stands for more than a million: nobody would believe it.
        var decision = new TailDecision(connection, Math.Max(plan.Sampling.Probability, 1.0 / (1 << 20)));
        try
        {
            connection.Open();
            decision.Execute("SET threads = 1");
            decision.Execute($"SET memory_limit = '{options.SealMemoryMiB}MiB'");
            decision.Execute($"SET temp_directory = {Sql.Text(Path.Combine(Path.GetFullPath(options.Directory), "tmp", "sampling"))}");
            decision.Execute("SET autoinstall_known_extensions = false");
            decision.Execute("SET autoload_known_extensions = false");
            decision.Execute($"CREATE TEMP TABLE special AS {Special(plan, files, from, until, Number(decision._share))}");
            return decision;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public long RowsLeft(string file)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM ({RowsOf(file)})";
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>The rows of a file that stay, as a query: what one stands for is in its adjusted count, and as a threshold in its trace state.</summary>
    public string RowsOf(string file) =>
        $"""
         SELECT * EXCLUDE (__share, __threshold) REPLACE (
             CASE WHEN {Standing} > adjusted_count THEN {TraceState} ELSE trace_state END AS trace_state,
             greatest(adjusted_count, {Standing}) AS adjusted_count)
         FROM (
             SELECT *, CASE WHEN trace_id IS NULL OR __share >= 1 THEN 0::UBIGINT ELSE round((1 - __share) * {Steps})::UBIGINT * (1::UBIGINT << 32) END AS __threshold
             FROM (SELECT spans.*, coalesce(special.share, {Number(_share)}) AS __share FROM read_parquet({Sql.Text(file)}) spans LEFT JOIN special ON special.trace_id = spans.trace_id)
         )
         WHERE __threshold = 0 OR {Random} >= __threshold
         """;

    public void Execute(string statement) => Catalog.Execute(_connection, statement);

    public void Dispose() => _connection.Dispose();

    // Members of others stay, those of ot too but for the threshold.
    private const string TraceState =
        """
        array_to_string(list_concat(
            ['ot=' || array_to_string(list_concat(['th:' || rtrim(format('{:014x}', __threshold::BIGINT), '0')], list_filter(string_split(regexp_extract(coalesce(trace_state, ''), '(?:^|,)\s*ot=([^,]*)', 1), ';'), x -> x <> '' AND NOT starts_with(x, 'th:'))), ';')],
            [coalesce(nullif(regexp_extract(trace_state, 'upshot=counted:[0-9.]+'), ''), 'upshot=counted:' || adjusted_count::VARCHAR)],
            list_filter(string_split(coalesce(trace_state, ''), ','), x -> trim(x) <> '' AND NOT starts_with(trim(x), 'ot=') AND NOT starts_with(trim(x), 'upshot='))), ',')
        """;

    private static string Special(ProductPlan plan, IEnumerable<string> files, long from, long until, string share) =>
        $"""
         WITH seen AS (
             SELECT trace_id, service, name, operation, duration_ns, status = 2 AS failed, adjusted_count, parent_span_id IS NULL OR kind IN (2, 5) AS is_entry, epoch_ns(start_time) // 3600000000000 AS hour
             FROM read_parquet({Sql.List(files)}, union_by_name = true)
             WHERE start_time >= {Sql.Time(from)} AND start_time < {Sql.Time(until)} AND trace_id IS NOT NULL
         ), named AS (
             SELECT service, name, hour, sum(adjusted_count) AS many, arg_max(trace_id, duration_ns, {Slowest}) AS slowest FROM seen WHERE is_entry GROUP BY service, name, hour
         )
         SELECT trace_id, max(share) AS share FROM (
             SELECT trace_id, 1.0 AS share FROM seen WHERE failed OR {IsSlow(plan)}
             UNION ALL SELECT unnest(slowest), 1.0 FROM named
             UNION ALL SELECT trace_id, least(1, {Fewest} / many) FROM seen JOIN named USING (service, name, hour) WHERE is_entry AND {Fewest} / many > {share}
         ) GROUP BY trace_id
         """;

    private static string IsSlow(ProductPlan plan)
    {
        var limits = plan.Objectives.Where(o => o.Latency is not null).Select(o => $"(operation = {Sql.Text(o.Operation)} AND duration_ns > {o.Latency!.Value.Ticks * 100})").ToList();
        return limits.Count == 0 ? "false" : $"(is_entry AND ({string.Join(" OR ", limits)}))";
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture) + "::DOUBLE";
}
