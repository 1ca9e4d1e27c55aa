using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb.Forgetting;
using Upshot.Plan;

namespace Upshot.Server;

/// <summary>Takes a subject out of a data directory on which no server runs.</summary>
internal static class ForgetRun
{
    /// <exception cref="StoreException">The directory is in use, cannot be written, or the subject is none.</exception>
    public static Task<ForgetReport> RunAsync(string data, ProductPlan plan, string subject, IReadOnlyList<string> backups, Func<string, string?> variable, TimeProvider time, ILogger log, CancellationToken cancellation) =>
        StoreForget.RunAsync(StoreSettings.Read(data, variable), plan, subject, backups, "the command upshot forget", time, log, cancellation);
}
