using DuckDB.NET.Data;
using Microsoft.Extensions.Logging;

namespace Upshot.Observe.Stores.DuckDb.Repair;

/// <summary>
/// Opens the catalog whatever became of it: as it is; without its write-ahead log; or a new one. What is not used is put aside,
/// and what it lacks afterwards comes back from the files beside it (<see cref="CatalogRepair"/>).
/// </summary>
internal static class CatalogFile
{
    private const string LostAndFound = "lost+found";

    // Not damage: another process has it, or the system has no room for it now.
    private static readonly string[] s_otherReasons = ["Could not set lock", "Conflicting lock", "being used by another process", "Permission denied", "No space", "Read-only", "Out of Memory", "out of memory", "Too many open files"];

    public static string PathIn(StoreOptions options) => Path.Combine(options.Directory, "upshot.duckdb");

    /// <exception cref="StoreException">A newer version wrote it, or another process uses it.</exception>
    public static Catalog Open(StoreOptions options, ILogger log)
    {
        var path = PathIn(options);
        var wal = path + ".wal";
        if (File.Exists(path) && new FileInfo(path).Length == 0)
        {
            // DuckDB would make a new one here without a word.
            PutAside(options, log, "is empty", path, wal);
        }
        else if (!File.Exists(path) && File.Exists(wal))
        {
            PutAside(options, log, "is missing, and its write-ahead log is of no use without it", wal);
        }

        if (TryOpen(options, out var catalog, out var problem))
        {
            return catalog!;
        }

        if (File.Exists(wal))
        {
            PutAside(options, log, $"cannot be opened with its write-ahead log ({problem})", wal);
            if (TryOpen(options, out catalog, out problem))
            {
                return catalog!;
            }
        }

        PutAside(options, log, $"cannot be opened ({problem})", path, wal);
        return TryOpen(options, out catalog, out problem) ? catalog! : throw new StoreException($"A new catalog cannot be made at {path}: {problem}");
    }

    /// <summary>In the place of one that is of another directory.</summary>
    public static Catalog OpenNew(StoreOptions options, ILogger log)
    {
        var path = PathIn(options);
        PutAside(options, log, "is of another data directory", path, path + ".wal");
        return Open(options, log);
    }

    /// <summary>Puts the catalog aside, so that the next start makes a new one from the files beside it.</summary>
    public static void PutAside(StoreOptions options, ILogger log)
    {
        var path = PathIn(options);
        PutAside(options, log, "is made again", path, path + ".wal");
    }

    private static bool TryOpen(StoreOptions options, out Catalog? catalog, out string problem)
    {
        (catalog, problem) = (null, "");
        try
        {
            var isWhole = IsWhole(PathIn(options));
            catalog = Catalog.Open(options);
            if (!isWhole)
            {
                ReadAll(catalog);
            }

            return true;
        }
        catch (Exception e) when (Damage(e) is { } damage)
        {
            catalog?.Dispose();
            catalog = null;
            problem = damage.Trim().Split('\n')[0];
            return false;
        }
    }

    /// <summary>False: DuckDB has to say.</summary>
    private static bool IsWhole(string path)
    {
        try
        {
            return File.Exists(path) && CatalogBlocks.AreWhole(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Every block once: DuckDB checks each as it reads it. Better now than in the middle of a question.</summary>
    private static void ReadAll(Catalog catalog)
    {
        foreach (var table in catalog.Read("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'", r => r.GetString(0)))
        {
            catalog.Read($"SELECT count(*), bit_xor(hash(t)) FROM {table} t", r => r.GetInt64(0));
        }
    }

    /// <summary>Null: the failure says nothing about the file.</summary>
    private static string? Damage(Exception e)
    {
        var cause = e as DuckDBException ?? e.InnerException as DuckDBException;
        return cause is null || s_otherReasons.Any(r => cause.Message.Contains(r, StringComparison.Ordinal)) ? null : cause.Message;
    }

    private static void PutAside(StoreOptions options, ILogger log, string why, params string[] paths)
    {
        foreach (var path in paths.Where(File.Exists))
        {
            var aside = Aside.Move(options, path, LostAndFound);
            log.LogWarning("The catalog {Why}: {Path} is now {Aside}. Everything that is kept beside it is read from there", why, path, aside);
        }
    }
}
