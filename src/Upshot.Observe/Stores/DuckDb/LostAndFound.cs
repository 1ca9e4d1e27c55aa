using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Microsoft.Extensions.Logging;
using Upshot.Observe.Files;
using Upshot.Observe.Stores.DuckDb.Repair;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// Files beside the sealed ones that the catalog does not list go to <c>lost+found/</c>, for nobody may delete what he does not
/// know. What is proven to be a crash's remnant, its rows being sealed elsewhere or to be sealed from their journal, goes after the next
/// seal; everything else stays there and is said until somebody takes it away.
/// </summary>
internal sealed partial class LostAndFound(StoreOptions options, Catalog catalog, string store, StoreState state, StoreHealth health, ILogger log)
{
    public const string Folder = "lost+found";
    private const string Subject = "lost+found";
    private readonly List<Remnant> _remnants = [];

    private string Place => Path.Combine(options.Directory, Folder);

    /// <param name="Segment">The one whose journal still has its rows; null: they are sealed.</param>
    private sealed record Remnant(string Path, string Name, UInt128 Hash, long? Segment);

    /// <summary>Moves what is not listed, then looks through all that is there.</summary>
    public void Collect()
    {
        foreach (var path in Directory.GetFiles(Sealer.FolderOf(options)).Where(IsUnlisted))
        {
            PutAside(path);
        }

        if (!Directory.Exists(Place))
        {
            return;
        }

        var unknown = new List<string>();
        using var reader = new SealedFileReader();
        foreach (var path in Directory.GetFiles(Place))
        {
            if (FileIdentity.Of(path) is { IsFile: true } && RemnantAt(path, reader) is { } remnant)
            {
                lock (_remnants)
                {
                    _remnants.Add(remnant);
                }
            }
            else
            {
                unknown.Add(path);
            }
        }

        Say(unknown);
    }

    /// <summary>One whose name is too long, or no text, can be left where it is: nothing reads it.</summary>
    private void PutAside(string path)
    {
        try
        {
            var now = Aside.Move(options, path, Folder);
            log.LogWarning("The catalog does not list {Path}: it is in {Now} now", path, now);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.LogWarning(e, "The catalog does not list {Path}, which cannot be moved to {Folder}: {Reason}", path, Folder, e.Message);
        }
    }

    /// <summary>The highest number of a segment that any file here has: numbers are not given twice, though the catalog forgot them.</summary>
    public long LastSegment() => new[] { Sealer.FolderOf(options), Place, Path.Combine(options.Directory, MissingFiles.Folder) }
        .Where(Directory.Exists).SelectMany(Directory.GetFiles)
        .Select(path => SealedName().Match(Path.GetFileName(path))).Where(m => m.Success)
        .Select(m => SegmentIn(m)).DefaultIfEmpty(0).Max();

    /// <summary>Within the transaction that seals a segment: its remnants are known from now on, whenever the process ends.</summary>
    public void Retire(DuckDBConnection connection, long segment)
    {
        foreach (var remnant in Remnants().Where(r => r.Segment == segment))
        {
            Catalog.Execute(connection, RetiredFiles.Insert(remnant.Name, remnant.Hash, null, DateTimeOffset.UnixEpoch));
        }
    }

    /// <summary>After a seal: deletes the remnants that need no journal, or none any more.</summary>
    public void Remove(long sealedSegment)
    {
        foreach (var remnant in Remnants().Where(r => r.Segment is null || r.Segment <= sealedSegment))
        {
            try
            {
                File.Delete(remnant.Path);
                log.LogInformation("Deleted {Path}, a crash's remnant: its rows are sealed", remnant.Path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                log.LogWarning(e, "{Path}, a crash's remnant, cannot be deleted: {Reason}", remnant.Path, e.Message);
            }

            lock (_remnants)
            {
                _remnants.Remove(remnant);
            }
        }
    }

    private List<Remnant> Remnants()
    {
        lock (_remnants)
        {
            return [.. _remnants];
        }
    }

    private bool IsUnlisted(string path) => !state.Files.Any(f => f.Name == Path.GetFileName(path));

    private Remnant? RemnantAt(string path, SealedFileReader reader)
    {
        var match = SealedName().Match(Path.GetFileName(path));
        if (!match.Success)
        {
            return null;
        }

        var name = match.Groups["name"].Value;
        var segment = SegmentIn(match);
        if (IsOfAnother(path, reader))
        {
            return null;
        }

        if (!match.Groups["merged"].Success && segment > catalog.SealedSegment() && new FileInfo(SegmentKeeper.PathOf(options, segment)) is { Exists: true, Length: > 0 })
        {
            return new(path, name, Checksum.OfFile(path), segment);
        }

        var hash = Checksum.OfFile(path);
        var isCovered = state.Files.Any(f => f.Hash == hash && FileIdentity.Of(f.Path)?.Size == f.Bytes)
            || RetiredFiles.IsCovered(catalog, state, name, hash)
            || RetiredFiles.IsUnfinishedMerge(catalog, state, name);
        return isCovered ? new(path, name, hash, null) : null;
    }

    // A file of another directory may have the name of one that is to be sealed here; half a file, which a crash leaves, does not say whose it is.
    private bool IsOfAnother(string path, SealedFileReader reader) =>
        reader.Read(path) is { Store.Length: > 0 } described && described.Store != store;

    private void Say(List<string> unknown)
    {
        if (unknown.Count == 0)
        {
            health.NoticeNoLonger(Subject);
            return;
        }

        var names = string.Join(", ", unknown.Take(5).Select(Path.GetFileName)) + (unknown.Count > 5 ? " …" : "");
        var text = $"{Place} holds {unknown.Count} {(unknown.Count == 1 ? "file" : "files")} ({unknown.Sum(p => FileIdentity.Of(p)?.Size ?? 0):#,0} bytes) that the catalog does not list: {names}. No answer counts what is in there; look at it, then take it away";
        health.Notice(Subject, text + ".");
        log.LogWarning("{Notice}", text);
        foreach (var path in unknown)
        {
            if (FileIdentity.Of(path) is { IsFile: true } && SealedName().Match(Path.GetFileName(path)) is { Success: true } match && RowsIn(path, match.Groups["table"].Value) is { } rows)
            {
                health.Miss(rows);
            }
        }
    }

    /// <summary>Null: there is nothing in it that could be answered from.</summary>
    private MissingRows? RowsIn(string path, string table)
    {
        var time = table == "spans" ? "start_time" : "time";
        var signal = table switch { "spans" => "traces", "logs" => "logs", _ => "metrics" };
        var why = $"{Folder}/{Path.GetFileName(path)} is not in the catalog";
        try
        {
            var (rows, from, to) = catalog.Read(
                $"SELECT count(*), epoch_ms(min({time})), epoch_ms(max({time})) FROM read_parquet({Sql.Text(Path.GetFullPath(path))})",
                r => (r.GetInt64(0), r.IsDBNull(1) ? 0 : r.GetInt64(1), r.IsDBNull(2) ? 0 : r.GetInt64(2)))[0];
            return rows == 0 ? null : new(Path.GetFileName(path), signal, rows, DateTimeOffset.FromUnixTimeMilliseconds(from), DateTimeOffset.FromUnixTimeMilliseconds(to), why);
        }
        catch (DuckDBException)
        {
            var written = new DateTimeOffset(File.GetLastWriteTimeUtc(path));
            return new(Path.GetFileName(path), signal, null, written, written, why + ", and cannot be read");
        }
    }

    private static long SegmentIn(Match match) => long.Parse(match.Groups["segment"].Value, CultureInfo.InvariantCulture);

    /// <summary>A sealed or merged file as this program names it, perhaps half written, perhaps one of several of that name here.</summary>
    [GeneratedRegex(@"^(?<name>(?<table>spans|logs|metric_points)-(?<segment>\d{10,17})(?<merged>-\d+)?\.parquet)(\.tmp)?(\.\d+)?$")]
    private static partial Regex SealedName();
}
