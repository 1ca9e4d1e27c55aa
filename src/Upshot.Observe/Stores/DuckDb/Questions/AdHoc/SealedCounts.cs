using System.Collections.Concurrent;
using Upshot.Observe.Files;
using Upshot.Observe.Stores.DuckDb.Repair;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>
/// Rollups and counts of objectives that are sealed, as the files in <c>rollups/</c>: only one process can have the catalog open.
/// What was found out about a file is kept, so that the next question looks at those that came since.
/// </summary>
/// <remarks>For several questions at once: what two of them find out at the same time is the same.</remarks>
internal sealed class SealedCounts(StoreOptions options, Catalog catalog, RollupFiles rollups)
{
    private readonly ConcurrentDictionary<string, Listing> _listings = [];
    private readonly ConcurrentDictionary<string, (FileIdentity Identity, RollupFile File)> _proven = [];

    /// <param name="Names">All files of the table that there are, of use or not.</param>
    private sealed record Listing(string[] Names, long Before, IReadOnlyList<string> Paths, long OldestMinute);

    /// <summary>Files that hold all rows of a table from before a segment, held until they are released; null where they are not all there.</summary>
    public SealedTable? TryTake(string table, long firstUnsealed)
    {
        var names = NamesOf(table);
        var listing = _listings.GetValueOrDefault(table);
        if (listing is null || listing.Before != firstUnsealed || !names.SequenceEqual(listing.Names) || !listing.Paths.All(IsUnchanged))
        {
            if (TryFind(table, names, firstUnsealed) is not { } found)
            {
                return null;
            }

            _listings[table] = listing = found;
        }

        return rollups.Readers.TryHold(listing.Paths) is { } held ? new(listing.Paths, listing.OldestMinute, held) : null;
    }

    /// <summary>Null: files are missing, or are not as they were written.</summary>
    private Listing? TryFind(string table, string[] names, long firstUnsealed)
    {
        var sealedUpTo = Math.Min(catalog.SealedSegment(), firstUnsealed - 1);
        var (first, oldest) = catalog.Read($"SELECT min(generation), epoch_ns(min(minute)) FROM {table}", r => (r.IsDBNull(0) ? (long?)null : r.GetInt64(0), r.IsDBNull(1) ? long.MaxValue : r.GetInt64(1)))[0];
        var present = RollupFiles.Present(Read(names).Where(f => f.Metadata.Store == rollups.Store && f.Metadata.Covers.Last < firstUnsealed));
        return sealedUpTo == 0 || RollupFiles.IsComplete(present, first, sealedUpTo) ? new(names, firstUnsealed, [.. present.Select(f => f.Path)], oldest) : null;
    }

    /// <summary>Those that are as they were written.</summary>
    private List<RollupFile> Read(string[] names)
    {
        SealedFileReader? reader = null;
        var files = new List<RollupFile>();
        foreach (var name in names)
        {
            if (!IsUnchanged(name))
            {
                _proven.TryRemove(name, out _);
                if (FileIdentity.Of(name) is { } identity && RollupFiles.IsWhole(name) && (reader ??= new SealedFileReader()).Read(name) is { } metadata)
                {
                    _proven[name] = (identity, new(name, metadata, RollupFiles.HashIn(name)));
                }
            }

            if (_proven.TryGetValue(name, out var known))
            {
                files.Add(known.File);
            }
        }

        reader?.Dispose();
        return files;
    }

    private bool IsUnchanged(string path) => _proven.TryGetValue(path, out var known) && FileIdentity.Of(path) == known.Identity;

    private string[] NamesOf(string table)
    {
        var folder = Path.GetFullPath(RollupFiles.FolderOf(options));
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder, $"{table}-*.parquet").Where(RollupFiles.IsName).Order(StringComparer.Ordinal)] : [];
    }
}

/// <param name="OldestMinute">Rows before it are older than what is kept: a file goes when all of its are. Unix nanoseconds.</param>
/// <param name="Held">Released when the files have been read.</param>
internal sealed record SealedTable(IReadOnlyList<string> Paths, long OldestMinute, IDisposable Held);
