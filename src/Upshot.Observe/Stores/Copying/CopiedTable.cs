using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.DuckDb.Questions;

namespace Upshot.Observe.Stores.Copying;

/// <summary>A table of telemetry as it is copied: in units of clock time, which hold the same rows however its files are merged.</summary>
/// <param name="Signal">Null: what was counted.</param>
/// <param name="Unit">Nanoseconds of a unit.</param>
/// <param name="Part">Nanoseconds of each where a unit has too many rows for one.</param>
internal sealed record CopiedTable(string Name, TelemetrySignal? Signal, string Time, long Unit, long Part)
{
    /// <summary>Rows of a unit at most, unless a single part has more.</summary>
    private const long MostRows = 1_000_000;

    private const long Minute = 60_000_000_000, Hour = 60 * Minute, Day = 24 * Hour;

    public static IReadOnlyList<CopiedTable> All { get; } =
    [
        new("spans", TelemetrySignal.Traces, "start_time", Hour, Minute),
        new("logs", TelemetrySignal.Logs, "time", Hour, Minute),
        new("metric_points", TelemetrySignal.Metrics, "time", Hour, Minute),
        new("rollups", null, "minute", Day, Hour),
        new("objective_minutes", null, "minute", Day, Hour),
    ];

    /// <summary>Its rows under the present plan's names, as SQL.</summary>
    public string Rows(QuerySession session, long from = long.MinValue, long to = long.MaxValue) => this switch
    {
        { Signal: { } signal } => session.Rows(signal, Name, from, to),
        { Name: "rollups" } => session.Rollups,
        _ => session.ObjectiveMinutes,
    };

    /// <summary>Those that have rows, the oldest first.</summary>
    public IReadOnlyList<CopyUnit> Units(QuerySession session)
    {
        var parts = session.Read($"SELECT epoch_ns({Time}) // {Part} * {Part} AS part, count(*) FROM ({Rows(session)}) GROUP BY part ORDER BY part", r => (From: r.GetInt64(0), Rows: r.GetInt64(1)));
        return [.. parts.GroupBy(p => p.From / Unit * Unit).SelectMany(unit => unit.Sum(p => p.Rows) is <= MostRows and var rows
            ? [new CopyUnit(this, unit.Key, unit.Key + Unit, rows)]
            : unit.Select(p => new CopyUnit(this, p.From, p.From + Part, p.Rows)))];
    }
}

/// <summary>What is copied at once.</summary>
/// <param name="From">Unix nanoseconds.</param>
/// <param name="To">Excluded.</param>
internal sealed record CopyUnit(CopiedTable Table, long From, long To, long Rows);
