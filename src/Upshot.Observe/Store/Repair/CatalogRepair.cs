using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.Extensions.Logging;
using Upshot.Observe.Receive;

namespace Upshot.Observe.Store.Repair;

/// <param name="Files">Sealed files that the catalog did not list.</param>
/// <param name="Rows">Their rows.</param>
/// <param name="Sealed">The generation up to which everything is sealed.</param>
/// <param name="RollupRows">Rows of rollups that came back from sealed files.</param>
/// <param name="Problems">What could not be brought back, in words.</param>
public sealed record RepairReport(int Files, long Rows, long Sealed, long RollupRows, IReadOnlyList<string> Problems)
{
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

    public RepairReport Run()
    {
        using var reader = new SealedFileReader();
        var before = catalog.SealedGeneration();
        var rollups = RollupFiles.Read(RollupFiles.FolderOf(options)).Where(f => f.Metadata.Store == store).ToList();
        var files = Files(before, reader);
        var adoption = Adoption.Of(before, files, [.. rollups.Select(f => f.Metadata)], Journals());
        foreach (var conflict in adoption.Conflicts)
        {
            Problem($"The file parquet/{conflict.Name} has some of the rows that another file has, and is left out");
        }

        if (adoption.Sealed == before && adoption.Add.Count == 0 && adoption.Forget.Count == 0)
        {
            return new(0, 0, before, 0, _problems);
        }

        var chosen = RollupFiles.Present(rollups.Where(f => f.Metadata.Covers.Last > before));
        foreach (var table in RollupFiles.Tables.Where(t => t != RollupFiles.Bodies && adoption.Sealed > before && !IsComplete(chosen.Where(f => f.Metadata.Table == t), before, adoption.Sealed)))
        {
            Problem($"Not all {table} of the generations {before + 1} to {adoption.Sealed} are in rollups/: counts and budgets of that time may be too small");
        }

        var added = adoption.Add.Select(f => Sealed(f, reader)).ToList();
        long counted = 0;
        catalog.Together(connection =>
        {
            List(connection, adoption.Forget, added);
            Columns(connection, adoption.Add);
            counted = Rollups(connection, chosen, before, adoption.Sealed);
            Catalog.Execute(connection, $"UPDATE meta SET value = '{adoption.Sealed}' WHERE key = 'sealed_generation'");
        });
        var report = new RepairReport(added.Count, added.Sum(f => f.Rows), adoption.Sealed, counted, _problems);
        log.LogWarning(
            "The catalog was behind the files beside it and has been repaired: {Files} files with {Rows} rows are listed again, {Rollups} rows of rollups read again, {Forgotten} files that others have taken the place of forgotten; sealed up to generation {Sealed}, before {Before}",
            report.Files, report.Rows, report.RollupRows, adoption.Forget.Count, adoption.Sealed, before);
        return report;
    }

    private List<FoundFile> Files(long sealedBefore, SealedFileReader reader)
    {
        var folder = Sealer.FolderOf(options);
        var listed = catalog.Files(folder).ToDictionary(f => Path.GetFileName(f.Path), StringComparer.Ordinal);
        var found = new List<FoundFile>();
        var unlisted = Directory.GetFiles(folder, "*.parquet").Where(p => !listed.ContainsKey(Path.GetFileName(p))).Select(p => (Path: p, Metadata: reader.Read(p))).ToList();

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

    private HashSet<long> Journals() =>
        [.. Directory.GetFiles(Path.Combine(options.Directory, "journal"), "*.journal")
            .Where(p => new FileInfo(p).Length > 0)
            .Select(p => long.TryParse(Path.GetFileNameWithoutExtension(p), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)];

    private SealedFile Sealed(FoundFile file, SealedFileReader reader)
    {
        var path = Path.Combine(Sealer.FolderOf(options), file.Name);
        var metadata = file.Metadata;
        var signal = s_signals[metadata.Table];
        return new(
            path, signal, metadata.Covers.Last, metadata.Rows, new FileInfo(path).Length, metadata.MinTime, metadata.MaxTime,
            DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(metadata.SealedAt, time.GetUtcNow().ToUnixTimeMilliseconds())), signal == TelemetrySignal.Traces ? reader.TracesOf(path) : null);
    }

    private static void List(DuckDBConnection connection, IReadOnlyList<FoundFile> forget, IReadOnlyList<SealedFile> add)
    {
        if (forget.Count > 0)
        {
            Catalog.Execute(connection, $"DELETE FROM sealed_files WHERE list_contains({Sql.List(forget.Select(f => f.Name))}, name)");
        }

        foreach (var file in add)
        {
            Catalog.Execute(connection, Catalog.Insert(file));
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

        return rows;
    }

    private static bool IsComplete(IEnumerable<RollupFile> files, long before, long @sealed)
    {
        var covered = SegmentSet.Union(files.Select(f => f.Metadata.Covers));

        // A lost catalog knows no beginning: what is there may begin where retention left it.
        return !covered.IsEmpty && covered.Covers(SegmentSet.Range(before == 0 ? Math.Max(1, covered.First) : before + 1, @sealed));
    }

    private void Problem(string text)
    {
        _problems.Add(text);
        log.LogError("{Problem}", text);
    }
}
