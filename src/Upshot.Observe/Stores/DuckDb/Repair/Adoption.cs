namespace Upshot.Observe.Stores.DuckDb.Repair;

/// <summary>A file in <c>parquet/</c> or a row of the catalog.</summary>
/// <param name="Metadata">What it says of itself; for one that the catalog alone describes, what that says.</param>
internal sealed record FoundFile(string Name, SealedFileMetadata Metadata, bool IsListed, bool IsThere);

/// <summary>
/// Which of the files beside a catalog belong into it: decided from what they say of themselves. A catalog may be older than
/// its files, for it was restored, or lost its write-ahead log; or it is new, for it was lost.
/// </summary>
/// <param name="Sealed">The segment up to which everything is sealed.</param>
/// <param name="Add">Files that the catalog must list and does not.</param>
/// <param name="Forget">Files that it lists, whose rows stand in others.</param>
/// <param name="Conflicts">Files that share some of their segments with others, not all: left out.</param>
internal sealed record Adoption(long Sealed, IReadOnlyList<FoundFile> Add, IReadOnlyList<FoundFile> Forget, IReadOnlyList<FoundFile> Conflicts)
{
    /// <param name="sealedBefore">As the catalog says.</param>
    /// <param name="files">All that describe themselves, and all that are listed.</param>
    /// <param name="rollups">Sealed rollups and what else stands beside the catalog for it.</param>
    /// <param name="journals">Segments that still have a journal with something in it.</param>
    public static Adoption Of(long sealedBefore, IReadOnlyList<FoundFile> files, IReadOnlyList<SealedFileMetadata> rollups, IReadOnlySet<long> journals)
    {
        var @sealed = Math.Max(sealedBefore, SealedUpTo(sealedBefore, [.. files.Where(f => f.IsThere).Select(f => f.Metadata), .. rollups], journals));
        List<FoundFile> add = [], forget = [], conflicts = [];
        foreach (var table in files.Where(f => f.Metadata.Covers.Last <= @sealed).GroupBy(f => f.Metadata.Table, StringComparer.Ordinal))
        {
            var kept = new List<FoundFile>();

            // A file that took the place of others covers more than they do. Of two that cover the same, the listed one stays.
            foreach (var file in table.OrderByDescending(f => f.Metadata.Covers.Count).ThenByDescending(f => f.IsThere && f.IsListed).ThenByDescending(f => f.Metadata.SealedAt).ThenBy(f => f.Name, StringComparer.Ordinal))
            {
                var covers = file.Metadata.Covers;
                if (SegmentSet.Union(kept.Select(k => k.Metadata.Covers)).Covers(covers))
                {
                    // What is listed together has been counted together: only a file that is new to the list takes its place.
                    if (file.IsListed && SegmentSet.Union(kept.Where(k => !k.IsListed).Select(k => k.Metadata.Covers)).Covers(covers))
                    {
                        forget.Add(file);
                    }
                }
                else if (!file.IsThere)
                {
                    // Missing, and nothing has its rows: for others to say.
                }
                else if (kept.Exists(k => k.Metadata.Covers.Overlaps(covers)) || (!file.IsListed && table.Any(f => IsHalfIn(f, covers))))
                {
                    conflicts.Add(file);
                    if (file.IsListed)
                    {
                        forget.Add(file);
                    }
                }
                else
                {
                    kept.Add(file);
                    if (!file.IsListed)
                    {
                        add.Add(file);
                    }
                }
            }
        }

        return new(@sealed, add, forget, conflicts);
    }

    /// <summary>A listed file that another has some of the rows of: what is listed stays.</summary>
    private static bool IsHalfIn(FoundFile file, SegmentSet covers) =>
        file is { IsListed: true, IsThere: true } && covers.Overlaps(file.Metadata.Covers) && !covers.Covers(file.Metadata.Covers);

    /// <summary>
    /// Segments are sealed one after the other: a file of one proves that all before it were sealed. The last one itself was,
    /// when it is part of a merged file, when all its files are there, or when it has no journal any more.
    /// </summary>
    private static long SealedUpTo(long sealedBefore, IReadOnlyList<SealedFileMetadata> all, IReadOnlySet<long> journals)
    {
        var last = all.Select(m => m.Covers.Last).DefaultIfEmpty(0).Max();
        if (last <= sealedBefore)
        {
            return sealedBefore;
        }

        // Where journals have all of it, a seal was broken off: it is done again, which needs no room on a disk that is full.
        var unsealed = SegmentSet.Range(sealedBefore + 1, last);
        if (unsealed.Count <= journals.Count && journals.Count(j => j > sealedBefore && j <= last) == unsealed.Count)
        {
            return sealedBefore;
        }

        var ofLast = all.Where(m => m.Covers.Last == last).ToList();
        var isWhole = ofLast.Exists(m => m.Covers.Count > 1)
            || ofLast.Exists(m => m.Beside is { } beside && beside.All(table => ofLast.Exists(o => o.Table == table)))
            || !journals.Contains(last);
        return isWhole ? last : last - 1;
    }
}
