using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Upshot.Observe.Stores.DuckDb.Repair;

namespace Upshot.Observe.Stores.DuckDb;

/// <param name="Path">Where the file is.</param>
/// <param name="Hash">XXH128 of its bytes, as its name says.</param>
internal sealed record RollupFile(string Path, SealedFileMetadata Metadata, UInt128 Hash);

/// <summary>
/// What the catalog alone would hold, a second time: rollups, objective minutes and the hashes of recent requests as sealed
/// Parquet files in <c>rollups/</c>, one a table with each seal. The folder itself is the list: its files describe themselves.
/// </summary>
/// <remarks>
/// Names are <c>TABLE-FIRST-LAST-HASH.parquet</c>: the segments that they cover, and XXH128 of the bytes, so that a file proves itself
/// when the catalog is lost. Only the seal writes; what merges, drops, rewrites or checks takes its turn as <see cref="Maintenance"/> does.
/// </remarks>
internal sealed partial class RollupFiles(StoreOptions options, ParquetWriter parquet, string store)
{
    public const string Rollups = "rollups", ObjectiveMinutes = "objective_minutes", Bodies = "bodies";
    public static readonly string[] Tables = [Rollups, ObjectiveMinutes, Bodies];

    /// <summary>How long the hashes of requests are kept: a client does not retry one that is older.</summary>
    public static readonly TimeSpan BodiesKept = TimeSpan.FromHours(1);

    private const int MergeAt = 12;
    private const long SmallRows = 32_768;
    private long _sealed;

    /// <summary>Who reads files by their names, whatever becomes of them meanwhile.</summary>
    public HeldFiles Readers { get; } = new();

    /// <summary>Which directory the files belong to.</summary>
    public string Store => store;

    /// <summary>Up to which segment the catalog says that everything is sealed.</summary>
    public void IsSealed(long segment) => Volatile.Write(ref _sealed, segment);

    public static string FolderOf(StoreOptions options) => Path.Combine(options.Directory, "rollups");

    /// <summary>Files of a folder that nothing else covers; those that a merge left behind are left out.</summary>
    public static IReadOnlyList<RollupFile> Read(string folder)
    {
        using var reader = new SealedFileReader();
        return Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*.parquet").Where(p => Name().IsMatch(Path.GetFileName(p))).Select(p => (Path: p, Metadata: reader.Read(p))).Where(f => f.Metadata is not null).Select(f => new RollupFile(f.Path, f.Metadata!, HashIn(f.Path)))]
            : [];
    }

    /// <summary>Files of a folder whose bytes are not those that were written.</summary>
    public static IReadOnlyList<string> Damaged(string folder) => Directory.Exists(folder)
        ? [.. Directory.GetFiles(folder, "*.parquet").Where(p => Name().IsMatch(Path.GetFileName(p)) && !IsWhole(p))]
        : [];

    /// <summary>Of files that cover the same, the one that covers most.</summary>
    public static IReadOnlyList<RollupFile> Present(IEnumerable<RollupFile> files)
    {
        var kept = new List<RollupFile>();
        foreach (var file in files.OrderByDescending(f => f.Metadata.Covers.Count).ThenByDescending(f => f.Metadata.SealedAt))
        {
            if (!kept.Exists(k => k.Metadata.Table == file.Metadata.Table && k.Metadata.Covers.Covers(file.Metadata.Covers)))
            {
                kept.Add(file);
            }
        }

        return [.. kept.OrderBy(f => f.Metadata.Covers.First)];
    }

    /// <summary>Before the catalog's transaction: a file that is there without it is written again by the next seal.</summary>
    /// <param name="beside">All tables that the segment has a file of.</param>
    public void Seal(Segment segment, Snapshot snapshot, IReadOnlyList<string> beside, DateTimeOffset sealedAt)
    {
        Directory.CreateDirectory(FolderOf(options));
        foreach (var table in Tables)
        {
            var (rows, min, max) = Totals(segment, snapshot, table);
            var metadata = new SealedFileMetadata(SealedFileMetadata.Latest, store, table, SegmentSet.Of(segment.Number).ToString(), rows, min, max, sealedAt.ToUnixTimeMilliseconds(), beside);
            parquet.SealTable(table, segment.Number, snapshot, PlaceOf(metadata), metadata);
        }
    }

    /// <summary>Writes down once more what the catalog holds, where the folder does not have it: it is of an earlier version, or was deleted.</summary>
    /// <returns>Whether there was anything to write.</returns>
    public bool Complete(Catalog catalog, DateTimeOffset now)
    {
        var sealedUpTo = catalog.SealedSegment();
        IsSealed(sealedUpTo);
        var present = Read(FolderOf(options)).Where(f => f.Metadata.Store == store).ToList();
        var missing = sealedUpTo == 0 ? [] : Tables.Where(table => !IsComplete(present.Where(f => f.Metadata.Table == table), FirstIn(catalog, table), sealedUpTo)).ToList();
        foreach (var table in missing)
        {
            var time = table == Bodies ? "received_at * 1000000" : "epoch_ns(minute)";
            var rows = table == Bodies ? "SELECT 0::BIGINT AS generation, * FROM bodies" : $"SELECT * FROM {table} WHERE generation <= {sealedUpTo}";
            var (count, min, max) = catalog.Read($"SELECT count(*), coalesce(min({time}), 0)::BIGINT, coalesce(max({time}), 0)::BIGINT FROM ({rows})", r => (r.GetInt64(0), r.GetInt64(1), r.GetInt64(2)))[0];
            var metadata = new SealedFileMetadata(SealedFileMetadata.Latest, store, table, SegmentSet.Range(0, sealedUpTo).ToString(), count, min, max, now.ToUnixTimeMilliseconds());
            Directory.CreateDirectory(FolderOf(options));
            ParquetWriter.WriteNamed(sql => catalog.Execute(sql), rows, PlaceOf(metadata), metadata);
        }

        return missing.Count > 0;
    }

    /// <summary>Reads every file; puts those aside that are not as they were written, and writes what they held once more, which the catalog still has.</summary>
    public void Check(Catalog catalog, DateTimeOffset now, ILogger log)
    {
        // A file that is not there any more was dropped since the folder was read.
        foreach (var path in Damaged(FolderOf(options)).Where(p => File.Exists(p) && !IsWhole(p)))
        {
            log.LogWarning("{Path} was not as it was written: it is in {Aside} now, and its rows are written once more from the catalog", path, Aside.Move(options, path, MissingFiles.Folder));
        }

        Complete(catalog, now);
    }

    /// <summary>Merges small files of segments that are sealed, and deletes those that a merge before a crash left behind.</summary>
    public void Compact()
    {
        var all = Read(FolderOf(options)).Where(f => f.Metadata.Store == store && f.Metadata.Covers.Last <= _sealed).ToList();
        var present = Present(all);
        foreach (var remnant in all.Except(present))
        {
            Readers.Delete(remnant.Path);
        }

        foreach (var table in present.GroupBy(f => f.Metadata.Table, StringComparer.Ordinal))
        {
            // Neighbours only: a name says from where to where it goes.
            foreach (var run in Runs(table).Where(run => run.Count >= MergeAt))
            {
                // A damaged file must not become part of one with a good checksum.
                if (!run.TrueForAll(f => IsWhole(f.Path)))
                {
                    continue;
                }

                var merged = SealedFileMetadata.Merged([.. run.Select(f => f.Metadata)]);
                parquet.MergeTable(run.Select(f => f.Path), PlaceOf(merged), merged);
                foreach (var file in run)
                {
                    Readers.Delete(file.Path);
                }
            }
        }
    }

    /// <summary>Deletes files whose youngest row is older; of a file with younger ones all rows stay, and a repair drops them again.</summary>
    public void DropBefore(DateTimeOffset oldest, string table)
    {
        var nanos = oldest.ToUnixTimeMilliseconds() * 1_000_000;

        // Rows that claim to be from the future age from the day they were sealed.
        foreach (var file in Read(FolderOf(options)).Where(f => f.Metadata.Table == table && Math.Min(f.Metadata.Rows > 0 ? f.Metadata.MaxTime : long.MaxValue, f.Metadata.SealedAt * 1_000_000) < nanos))
        {
            // The latest stays in any case: it says up to where everything is sealed.
            if (!IsLatest(file))
            {
                Readers.Delete(file.Path);
            }
        }
    }

    /// <summary>Writes files anew whose rows a query changes, and no more; one that a crash left beside its successor is written again by the next run.</summary>
    /// <param name="changed">Of a file's path the query that makes its rows; null: it stays.</param>
    public int Rewrite(Func<string, string?> changed)
    {
        var count = 0;
        foreach (var file in Read(FolderOf(options)).Where(f => f.Metadata.Store == store))
        {
            if (changed(file.Path) is { } query)
            {
                parquet.RewriteTable(query, PlaceOf(file.Metadata), file.Metadata);
                Readers.Delete(file.Path);
                count++;
            }
        }

        return count;
    }

    private bool IsLatest(RollupFile file) =>
        Directory.GetFiles(FolderOf(options), $"{file.Metadata.Table}-*.parquet").Select(p => Path.GetFileName(p)).Where(n => Name().IsMatch(n)).Max(LastOf) == LastOf(Path.GetFileName(file.Path));

    private static long LastOf(string name) => long.Parse(Name().Match(name).Groups[2].Value, CultureInfo.InvariantCulture);

    private static IEnumerable<List<RollupFile>> Runs(IEnumerable<RollupFile> files)
    {
        var run = new List<RollupFile>();
        foreach (var file in files.OrderBy(f => f.Metadata.Covers.First))
        {
            if (file.Metadata.Rows >= SmallRows || (run.Count > 0 && run[^1].Metadata.Covers.Last + 1 != file.Metadata.Covers.First))
            {
                yield return run;
                run = [];
            }

            if (file.Metadata.Rows < SmallRows)
            {
                run.Add(file);
            }
        }

        yield return run;
    }

    /// <summary>From the first that the catalog has rows of up to the last without a gap.</summary>
    public static bool IsComplete(IEnumerable<RollupFile> files, long? first, long sealedUpTo)
    {
        var covered = SegmentSet.Union(files.Select(f => f.Metadata.Covers));
        return !covered.IsEmpty && covered.Covers(SegmentSet.Range(Math.Min(covered.First, first ?? covered.First), sealedUpTo));
    }

    /// <summary>Null: the catalog has no rows, or does not say of which segments they are.</summary>
    private static long? FirstIn(Catalog catalog, string table) =>
        table == Bodies ? null : catalog.Read($"SELECT min(generation) FROM {table}", r => r.IsDBNull(0) ? (long?)null : r.GetInt64(0))[0];

    public static bool IsName(string path) => Name().IsMatch(Path.GetFileName(path));

    /// <summary>Whether the bytes are those that its name says.</summary>
    public static bool IsWhole(string path)
    {
        try
        {
            return Checksum.OfFile(path) == HashIn(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public static UInt128 HashIn(string path) => UInt128.Parse(Name().Match(Path.GetFileName(path)).Groups[3].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static (long Rows, long Min, long Max) Totals(Segment segment, Snapshot snapshot, string table)
    {
        var times = table switch
        {
            Rollups => snapshot.Segments.SelectMany(g => g.Rollups).Select(r => r.Minute).ToList(),
            ObjectiveMinutes => [.. snapshot.Segments.SelectMany(g => g.Objectives).Select(r => r.Minute)],
            _ => [.. segment.Entries(int.MaxValue).Select(e => e.ReceivedAt.ToUnixTimeMilliseconds() * 1_000_000)],
        };
        return (times.Count, times.DefaultIfEmpty(0).Min(), times.DefaultIfEmpty(0).Max());
    }

    /// <summary>Its path but for the hash, which is known when it is written.</summary>
    private string PlaceOf(SealedFileMetadata metadata) =>
        Path.Combine(FolderOf(options), string.Create(CultureInfo.InvariantCulture, $"{metadata.Table}-{metadata.Covers.First:D10}-{metadata.Covers.Last:D10}"));

    [GeneratedRegex(@"^(?:rollups|objective_minutes|bodies)-(\d{10,17})-(\d{10,17})-([0-9a-f]{32})\.parquet$")]
    private static partial Regex Name();
}
