using Upshot.Observe.Otlp;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Records and bytes of one signal: sealed in files, and in the journal still.</summary>
public sealed record SignalSize(string Signal, long SealedRecords, long SealedBytes, long UnsealedRecords);

public sealed record StoreSize(IReadOnlyList<SignalSize> Signals, int Files, long JournalBytes, IReadOnlyList<MissingRows> Missing)
{
    internal static StoreSize Of(StoreState state, IReadOnlyList<MissingRows> missing)
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
