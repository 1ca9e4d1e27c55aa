using Upshot.Observe.Otlp;
using Upshot.Observe.Store;

namespace Upshot.Observe.Query;

/// <summary>Records and bytes of one signal: sealed in files, and in the journal still.</summary>
public sealed record SignalSize(string Signal, long SealedRecords, long SealedBytes, long UnsealedRecords);

public sealed record StoreSize(IReadOnlyList<SignalSize> Signals, int Files, long JournalBytes, IReadOnlyList<MissingRows> Missing)
{
    internal static StoreSize Of(StoreState state, IReadOnlyList<MissingRows> missing)
    {
        var files = state.Files;
        var generations = state.Generations;
        return new(
            [.. Enum.GetValues<TelemetrySignal>().Select(signal => new SignalSize(
                signal.ToString().ToLowerInvariant(),
                files.Where(f => f.Signal == signal).Sum(f => f.Rows),
                files.Where(f => f.Signal == signal).Sum(f => f.Bytes),
                generations.Sum(g => g.Totals(signal).Rows)))],
            files.Count,
            generations.Sum(g => g.Journal.Length),
            missing);
    }
}
