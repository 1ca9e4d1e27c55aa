using Upshot.Observe.State;

namespace Upshot.Observe.Stores.DuckDb.Repair;

/// <summary>
/// Which directory sealed files belong to. It stands in the catalog, in the operational state and in every sealed file, so that
/// it is known when two of the three are lost, and so that another directory's files are not counted here.
/// </summary>
internal static class StoreIdentity
{
    public const string Key = "store";

    /// <summary>What a catalog says; null: it is new.</summary>
    public static string? In(Catalog catalog) => catalog.Read($"SELECT value FROM meta WHERE key = '{Key}'", r => r.GetString(0)).FirstOrDefault();

    /// <summary>
    /// Whose directory it is where the catalog, the operational state and the sealed files do not agree, since one of them was copied in from
    /// another: what two of them say, or what the state says against the catalog alone. Null: nothing is in doubt.
    /// </summary>
    public static string? Owner(StoreOptions options, string? inCatalog)
    {
        var inState = StateFile.StoreIn(StateFile.PathIn(options.Directory)) ?? StateFile.StoreIn(new StateCopies(StateFile.CopiesIn(options.Directory)).Latest()?.Path);
        if (inState == inCatalog || inState is null || inCatalog is null)
        {
            return inState ?? inCatalog;
        }

        return OfFiles(options) is not { } files || files == inState ? inState : inCatalog;
    }

    /// <param name="stateIsLost">Whether the directory is older than its operational state: what that held is gone.</param>
    public static string Of(StoreOptions options, Catalog catalog, OperationalState state, out bool stateIsLost)
    {
        var history = new PlanHistoryTable(state);
        var inCatalog = In(catalog);
        var inState = history[Key];
        var elsewhere = inCatalog ?? (inState is null ? OfFiles(options) : null);
        var identity = inCatalog ?? inState ?? elsewhere ?? Guid.NewGuid().ToString("N");
        stateIsLost = inState is null && elsewhere is not null;
        if (inState != identity)
        {
            history.Set(Key, identity);
        }

        if (inCatalog is null)
        {
            catalog.Execute($"INSERT OR REPLACE INTO meta VALUES ('{Key}', {Sql.Text(identity)})");
        }

        return identity;
    }

    /// <summary>What most files say: a copied <c>parquet/</c> brings its identity along.</summary>
    private static string? OfFiles(StoreOptions options)
    {
        using var reader = new SealedFileReader();
        return new[] { Sealer.FolderOf(options), RollupFiles.FolderOf(options) }
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.parquet"))
            .Select(reader.Read)
            .Where(m => m is not null)
            .GroupBy(m => m!.Store)
            .MaxBy(g => g.Count())?.Key;
    }
}
