using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Server;

/// <summary>What making the catalog of a data directory again has brought back.</summary>
/// <param name="Files">Sealed files.</param>
/// <param name="Records">In sealed files.</param>
/// <param name="JournalRecords">In journals.</param>
/// <param name="Missing">What no answer counts, in sentences.</param>
/// <param name="Problems">What could not be brought back, in words.</param>
internal sealed record CatalogRemade(long Files, long Records, long RollupRows, int Releases, long JournalRecords, IReadOnlyList<string> Missing, IReadOnlyList<string> Problems);

/// <summary>Makes the catalog of a data directory again, on which no server runs.</summary>
internal static class CatalogRemake
{
    /// <exception cref="StoreException">The directory is in use, cannot be written, or is of a newer version.</exception>
    public static async Task<CatalogRemade> RunAsync(string data, ProductPlan plan, Func<string, string?> variable, TimeProvider time, ILogger log, CancellationToken cancellation)
    {
        await using var store = await TelemetryStore.RepairAsync(StoreSettings.Read(data, variable), plan, time, log);
        var size = await store.AskAsync(new SizeQuestion(), cancellation);
        return new(
            size.Files, size.Signals.Sum(s => s.SealedRecords), store.Repaired.RollupRows, store.State.Releases().Count, store.Recovered.Records,
            [.. store.Missing.Select(m => m.Sentence)], store.Repaired.Problems);
    }
}
