using Microsoft.Extensions.Logging;
using Upshot.Observe.State;
using Upshot.Observe.Stores.DuckDb.Backup;
using Upshot.Observe.Stores.DuckDb.Repair;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb.Forgetting;

/// <summary>
/// Takes a subject out of everything in a data directory on which no server runs. Every step looks at what is there and not at what was done: ended at any moment,
/// it is completed by running it again.
/// </summary>
public static class StoreForget
{
    /// <param name="subject">ATTRIBUTE=VALUE.</param>
    /// <param name="backups">Folders of backups of this directory: they become backups of what is left.</param>
    /// <exception cref="StoreException">The directory is in use or cannot be written, or the subject is none; the message is all that the user needs.</exception>
    public static async Task<ForgetReport> RunAsync(StoreOptions options, ProductPlan plan, string subject, IReadOnlyList<string> backups, string who, TimeProvider time, ILogger log, CancellationToken cancellation)
    {
        var meant = Subject.Parse(subject, options.HashKey, out var wrong) ?? throw new StoreException(wrong);
        SealedForget.Done done;
        long stateChanged;
        await using (var store = TelemetryStore.Open(options, plan, time, log))
        {
            (done, stateChanged) = await store.ForgetAsync(meant, cancellation);
        }

        var catalog = CatalogFile.PathIn(options);
        if (done.Counts > 0 || Leftovers.IsIn(catalog, meant))
        {
            // A database keeps what was changed in pages that are free: it is made again from the files beside it.
            CatalogFile.PutAside(options, log);
            await TelemetryStore.Open(options, plan, time, log).DisposeAsync();
        }

        var (deleted, left) = Leftovers.Clear(options.Directory, meant);
        await using (var store = TelemetryStore.Open(options, plan, time, log))
        {
            store.State.Record(new AuditEntry(time.GetUtcNow(), who, "forget", $"{meant.Receipt}: {done.Removed} rows removed, {done.Changed} changed, {left.Count} files left", "data directory"));
            foreach (var folder in backups)
            {
                await BackUpAsync(store, folder, cancellation);
            }
        }

        foreach (var folder in backups)
        {
            var (gone, stays) = Leftovers.Clear(folder, meant);
            deleted = [.. deleted, .. gone.Select(f => Path.Combine(folder, f))];
            left = [.. left, .. stays.Select(f => Path.Combine(folder, f))];
        }

        return new(meant.Receipt, done.Files, done.Removed, done.Changed, done.Counts, stateChanged, deleted, left);
    }

    private static async Task BackUpAsync(TelemetryStore store, string folder, CancellationToken cancellation)
    {
        try
        {
            var have = BackupFolder.Prepare(folder);
            using var backup = await store.TakeBackupAsync(cancellation);
            await using var tar = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
            await backup.WriteAsync(tar, have, cancellation);
            tar.Position = 0;
            await BackupFolder.ReceiveAsync(folder, tar, cancellation);
        }
        catch (BackupException e)
        {
            throw new StoreException($"The data directory has forgotten, and the backup {folder} has not: {e.Message}", e);
        }
    }
}
