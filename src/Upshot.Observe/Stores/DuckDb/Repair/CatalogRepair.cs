using DuckDB.NET.Data;
using Microsoft.Extensions.Logging;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Repair;

/// <param name="Files">Sealed files that the catalog did not list.</param>
/// <param name="Rows">Their rows.</param>
/// <param name="Sealed">The segment up to which everything is sealed.</param>
/// <param name="RollupRows">Rows of rollups that came back from sealed files.</param>
/// <param name="Problems">What could not be brought back, in words.</param>
public sealed record RepairReport(int Files, long Rows, long Sealed, long RollupRows, IReadOnlyList<string> Problems)
{
    /// <summary>Counts that could not be brought back: what every answer says from now on.</summary>
    internal IReadOnlyList<MissingRows> Lost { get; init; } = [];

    public bool DidSomething => Files > 0 || RollupRows > 0 || Problems.Count > 0;
}

/// <summary>Brings a catalog up to the files beside it: after it was lost, restored from an older copy, or cut.</summary>
internal sealed class CatalogRepair(StoreOptions options, Catalog catalog, string store, TimeProvider time, ILogger log)
{
    private static readonly Dictionary<string, TelemetrySignal> s_signals = new()
    {
        ["spans"] = TelemetrySignal.Traces,
        ["logs"] = TelemetrySignal.Logs,
        ["metric_points"] = TelemetrySignal.Metrics,
    };

    private readonly List<string> _problems = [];
    private readonly List<MissingRows> _lost = [];

    public RepairReport Run()
    {
        using var reader = new SealedFileReader();
        var before = catalog.SealedSegment();
        var rollups = RollupFiles.Read(RollupFiles.FolderOf(options)).Where(f => f.Metadata.Store == store).ToList();
        var listed = ListedFiles.Read(catalog, Sealer.FolderOf(options)).ToDictionary(f => f.Name, StringComparer.Ordinal);
        var files = Files(before, listed, reader);
        var journals = Journals();
        var adoption = Adoption.Of(before, files, [.. rollups.Select(f => f.Metadata)], journals);
        foreach (var conflict in adoption.Conflicts)
        {
            Problem($"The file parquet/{conflict.Name} has some of the rows that another file has, and is left out");
        }

        if (adoption.Sealed == before && adoption.Add.Count == 0 && adoption.Forget.Count == 0)
        {
            return new(0, 0, before, 0, _problems);
        }

        foreach (var path in RollupFiles.Damaged(RollupFiles.FolderOf(options)))
        {
            rollups.RemoveAll(f => f.Path == path);
            log.LogError("{Path} is not as it was written: it is in {Aside} now", path, Aside.Move(options, path, MissingFiles.Folder));
        }

        var chosen = RollupFiles.Present(rollups.Where(f => f.Metadata.Covers.Last > before));
        foreach (var table in RollupFiles.Tables.Where(t => t != RollupFiles.Bodies && adoption.Sealed > before && !IsComplete(chosen.Where(f => f.Metadata.Table == t), before, adoption.Sealed)))
        {
            var problem = $"Not all {table} of the segments {before + 1} to {adoption.Sealed} are in rollups/: counts and budgets of that time may be too small";
            Problem(problem);
            _lost.Add(new MissingRows($"rollups/{table}", null, null, BeginOf(files, rollups), time.GetUtcNow(), problem));
        }

        var added = adoption.Add.Select(f => Sealed(f, reader)).ToList();
        List<SealedFile> forgotten = [.. adoption.Forget.Select(f => listed[f.Name]), .. BackInParts(listed.Values, added)];
        long counted = 0;
        catalog.Together(connection =>
        {
            ListedFiles.Change(connection, forgotten, added);
            Catalog.Execute(connection, $"DELETE FROM missing_files WHERE list_contains({Sql.List(added.Concat(forgotten).Select(f => f.Name))}, name)");
            Columns(connection, adoption.Add);
            counted = Rollups(connection, chosen, before, adoption.Sealed);
            Seals(connection, chosen, before);
            Catalog.Execute(connection, $"UPDATE meta SET value = '{adoption.Sealed}' WHERE key = 'sealed_generation'");
        });
        PutJournalsAside(journals.Where(j => j > before && j <= adoption.Sealed));
        var report = new RepairReport(added.Count, added.Sum(f => f.Rows), adoption.Sealed, counted, _problems) { Lost = _lost };
        log.LogWarning(
            "The catalog was behind the files beside it and has been repaired: {Files} files with {Rows} rows are listed again, {Rollups} rows of rollups read again, {Forgotten} files that others have taken the place of forgotten; sealed up to segment {Sealed}, before {Before}",
            report.Files, report.Rows, report.RollupRows, forgotten.Count, adoption.Sealed, before);
        return report;
    }

    /// <summary>Merged files that are gone, whose every part is still there and is listed again now.</summary>
    private List<SealedFile> BackInParts(IEnumerable<SealedFile> listed, IReadOnlyList<SealedFile> added)
    {
        var gone = listed.Where(f => !File.Exists(f.Path)).ToList();
        if (gone.Count == 0 || added.Count == 0)
        {
            return [];
        }

        var parts = catalog.Read("SELECT successor, name FROM retired_files WHERE successor IS NOT NULL", r => (Successor: r.GetString(0), Name: r.GetString(1))).ToLookup(r => r.Successor, r => r.Name);
        return [.. gone.Where(f => parts[f.Name].Any() && parts[f.Name].All(name => added.Any(a => a.Name == name)) && added.Where(a => parts[f.Name].Contains(a.Name)).Sum(a => a.Rows) == f.Rows)];
    }

    /// <summary>Their rows are in sealed files. What is inferred and not known is put aside, not deleted.</summary>
    private void PutJournalsAside(IEnumerable<long> numbers)
    {
        foreach (var number in numbers)
        {
            var path = SegmentKeeper.PathOf(options, number);
            log.LogWarning("The journal {Path} is of a segment that is sealed: it is now {Aside}", path, Aside.Move(options, path, LostAndFound.Folder));
        }
    }

    /// <summary>Files that the catalog itself knows not to be needed: they were dropped, or are of a merge that did not end.</summary>
    private List<string> NotNeeded(IReadOnlyList<string> unlisted)
    {
        bool IsThere(string name) => File.Exists(Path.Combine(Sealer.FolderOf(options), name));
        var retired = catalog.Read("SELECT name, hash, successor FROM retired_files", r => (Name: r.GetString(0), Hash: Checksum.FromUuid(r.GetGuid(1)), Successor: r.IsDBNull(2) ? null : r.GetString(2)));
        var begun = catalog.Read("SELECT name, inputs FROM merges", r => (Name: r.GetString(0), Inputs: (List<string>)r.GetValue(1)));
        return [.. unlisted.Where(path => begun.Any(m => m.Name == Path.GetFileName(path) && m.Inputs.TrueForAll(IsThere))
            || retired.Any(r => r.Name == Path.GetFileName(path) && (r.Successor is null || IsThere(r.Successor)) && r.Hash == Checksum.OfFile(path)))];
    }

    private List<FoundFile> Files(long sealedBefore, Dictionary<string, SealedFile> listed, SealedFileReader reader)
    {
        var folder = Sealer.FolderOf(options);
        var found = new List<FoundFile>();
        var there = Directory.GetFiles(folder, "*.parquet").Where(p => !listed.ContainsKey(Path.GetFileName(p))).ToList();
        var unlisted = there.Except(there.Count > 0 ? NotNeeded(there) : []).Select(p => (Path: p, Metadata: reader.Read(p))).ToList();

        // Only what would be added, or may have taken the place of something, needs a look at the listed ones.
        foreach (var (path, file) in listed)
        {
            var isThere = File.Exists(file.Path);
            var described = unlisted.Count > 0 && isThere ? reader.Read(file.Path) : null;
            found.Add(new(path, described ?? file.Describe(s_signals.First(s => s.Value == file.Signal).Key, store), true, isThere));
        }

        foreach (var (path, described) in unlisted)
        {
            // A catalog that lists nothing is new: then also what was sealed before files described themselves.
            var metadata = described ?? (sealedBefore == 0 && listed.Count == 0 ? reader.Guess(path) : null);
            if (metadata is not null && metadata.Store is var owner && (owner == store || owner.Length == 0) && s_signals.ContainsKey(metadata.Table))
            {
                found.Add(new(Path.GetFileName(path), metadata, false, true));
            }
        }

        return found;
    }

    /// <summary>Segments that have a journal with all that was acknowledged.</summary>
    private HashSet<long> Journals()
    {
        var notes = JournalManifest.Read(JournalLosses.ManifestIn(options), store);
        return [.. Directory.GetFiles(Path.Combine(options.Directory, "journal"), "*.journal")
            .Where(path => SegmentKeeper.NumberOf(path) is not null)
            .Select(path => (Path: path, Number: SegmentKeeper.NumberOf(path), new FileInfo(path).Length))
            .Where(j => j.Number is { } number && j.Length > 0 && (notes.GetValueOrDefault(number) is not { } note || (j.Length >= note.Length && note.IsOf(j.Path))))
            .Select(j => j.Number!.Value)];
    }

    private SealedFile Sealed(FoundFile file, SealedFileReader reader)
    {
        var path = Path.Combine(Sealer.FolderOf(options), file.Name);
        var metadata = file.Metadata;
        var signal = s_signals[metadata.Table];
        return new(
            path, signal, metadata.Covers.Last, metadata.Rows, new FileInfo(path).Length, metadata.MinTime, metadata.MaxTime,
            DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(metadata.SealedAt, time.GetUtcNow().ToUnixTimeMilliseconds())), signal == TelemetrySignal.Traces ? reader.TracesOf(path) : null, Checksum.OfFile(path));
    }

    /// <summary>When each segment was sealed: from then on at the latest its rows age.</summary>
    private static void Seals(DuckDBConnection connection, IReadOnlyList<RollupFile> files, long before)
    {
        foreach (var file in files.Where(f => f.Metadata.Table != RollupFiles.Bodies))
        {
            Catalog.Execute(connection, $"INSERT INTO seals SELECT DISTINCT generation, {file.Metadata.SealedAt} FROM {file.Metadata.Table} WHERE generation > {before} AND generation BETWEEN {file.Metadata.Covers.First} AND {file.Metadata.Covers.Last} AND generation NOT IN (SELECT generation FROM seals)");
        }
    }

    private static void Columns(DuckDBConnection connection, IReadOnlyList<FoundFile> files)
    {
        foreach (var column in files.OrderBy(f => f.Metadata.Covers.Last).SelectMany(f => f.Metadata.AttributeColumns ?? []).DistinctBy(c => c.Name))
        {
            if (Enum.TryParse<ColumnType>(column.Type, out _))
            {
                Catalog.Execute(connection, $"INSERT OR IGNORE INTO attribute_columns VALUES ('any', {Sql.Text(column.Name)}, {Sql.Text(column.Type)}, {Sql.Text(column.Attribute)})");
            }
        }
    }

    private static long Rollups(DuckDBConnection connection, IReadOnlyList<RollupFile> files, long before, long @sealed)
    {
        long rows = 0;
        foreach (var file in files.Where(f => f.Metadata.Covers.First <= @sealed))
        {
            var table = file.Metadata.Table;
            var columns = table == RollupFiles.Bodies ? "* EXCLUDE (generation)" : "*";
            var condition = table == RollupFiles.Bodies ? $"generation = 0 OR (generation > {before} AND generation <= {@sealed})" : $"generation > {before} AND generation <= {@sealed}";
            using var command = connection.CreateCommand();
            command.CommandText = $"INSERT INTO {table} BY NAME SELECT {columns} FROM read_parquet({Sql.Text(file.Path)}) WHERE {condition}";
            rows += command.ExecuteNonQuery();
        }

        CountedHours.Add(connection, $"generation > {before} AND generation <= {@sealed}");
        return rows;
    }

    private static bool IsComplete(IEnumerable<RollupFile> files, long before, long @sealed)
    {
        var covered = SegmentSet.Union(files.Select(f => f.Metadata.Covers));

        // A lost catalog knows no beginning: what is there may begin where retention left it.
        return !covered.IsEmpty && covered.Covers(SegmentSet.Range(before == 0 ? Math.Max(1, covered.First) : before + 1, @sealed));
    }

    /// <summary>The first time that anything here is of.</summary>
    private static DateTimeOffset BeginOf(IReadOnlyList<FoundFile> files, IReadOnlyList<RollupFile> rollups) => DateTimeOffset.FromUnixTimeMilliseconds(
        files.Select(f => f.Metadata).Concat(rollups.Where(r => r.Metadata.Rows > 0).Select(r => r.Metadata)).Select(m => m.MinTime).DefaultIfEmpty(0).Min() / 1_000_000);

    private void Problem(string text)
    {
        _problems.Add(text);
        log.LogError("{Problem}", text);
    }
}
