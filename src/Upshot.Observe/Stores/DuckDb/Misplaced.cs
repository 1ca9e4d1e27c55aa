using Microsoft.Extensions.Logging;
using Upshot.Observe.Files;
using Upshot.Observe.State;
using Upshot.Observe.Stores.DuckDb.Repair;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// What stands where a file or a folder of the directory belongs and is none: a folder, a pipe, a link that leads nowhere. It is put aside
/// before anything is opened, so that it stops no start, and what was there before is missed as if it had been deleted.
/// </summary>
internal static class Misplaced
{
    private static readonly string[] s_folders = ["journal", "parquet", "rollups", "state", "tmp", MissingFiles.Folder];
    private static readonly string[] s_whereFilesAre = ["journal", "parquet", "rollups", "state"];

    /// <summary>Of what must be there before anybody knows whether the directory is free.</summary>
    public static void PutAside(StoreOptions options, string name, ILogger log)
    {
        var path = Path.Combine(options.Directory, name);
        if (IsThere(path) && FileIdentity.Of(path) is not { IsFile: true })
        {
            Move(options, path, log);
        }
    }

    /// <exception cref="IOException">It cannot be moved.</exception>
    public static void PutAside(StoreOptions options, ILogger log)
    {
        foreach (var path in s_folders.Select(name => Path.Combine(options.Directory, name)).Where(path => IsThere(path) && FileIdentity.Of(path) is not { IsFolder: true }))
        {
            Move(options, path, log);
        }

        var catalog = CatalogFile.PathIn(options);
        var state = StateFile.PathIn(options.Directory);
        foreach (var path in new[] { catalog, catalog + ".wal", state, state + "-journal" })
        {
            PutAside(options, Path.GetFileName(path), log);
        }

        foreach (var folder in s_whereFilesAre.Select(name => Path.Combine(options.Directory, name)).Where(Directory.Exists))
        {
            foreach (var path in Directory.GetFileSystemEntries(folder).Where(path => IsThere(path) && FileIdentity.Of(path) is not { IsFile: true }))
            {
                Move(options, path, log);
            }
        }
    }

    /// <summary>A name that is not UTF-8 cannot be said, and nothing is found under it: it is left where it is.</summary>
    private static bool IsThere(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    private static void Move(StoreOptions options, string path, ILogger log)
    {
        // It may have been moved to make room for another one.
        if (!IsThere(path))
        {
            return;
        }

        log.LogError("{Path} is not what belongs there, such as a folder in the place of a file: it is in {Aside} now", path, Aside.Move(options, path, LostAndFound.Folder));
    }
}
