using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Counts of what is known of files and segments.</summary>
internal static class SizeAnswer
{
    public static StoreSize Of(StoreState state, IReadOnlyList<MissingRows> missing)
    {
        var files = state.Files;
        var segments = state.Segments;
        return new(
            [.. Enum.GetValues<TelemetrySignal>().Select(signal => new SignalSize(
                signal.ToString().ToLowerInvariant(),
                files.Where(f => f.Signal == signal).Sum(f => f.Rows),
                files.Where(f => f.Signal == signal).Sum(f => f.Bytes),
                segments.Sum(g => g.Totals(signal).Rows)))],
            files.Count,
            segments.Sum(g => g.Journal.Length),
            missing);
    }
}
