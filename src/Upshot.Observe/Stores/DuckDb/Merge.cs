using Microsoft.Extensions.Logging;
using Upshot.Observe.Stores.DuckDb.Repair;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>Makes one file of many small ones: proven before, counted after, and listed in one transaction.</summary>
internal sealed class Merge(StoreOptions options, Catalog catalog, ParquetWriter parquet, RollupFiles rollups, StoreState state, MissingFiles missing, TimeProvider time, ILogger log)
{
    private const int AtLeast = 12;
    private const long SmallRows = 32_768;

    /// <summary>Files whose ends are further apart are not merged: rows would be kept for as long as younger ones come to them.</summary>
    private const int SlicesOfRetention = 16;

    public void Run(TableSchema schema, TimeSpan retention)
    {
        var slice = Math.Max(TimeSpan.FromHours(1).Ticks, retention.Ticks / SlicesOfRetention) * 100;
        using var snapshot = state.Take();
        foreach (var files in snapshot.Files.Where(f => f.Signal == schema.Signal && f.Rows < SmallRows).GroupBy(f => f.AgesFrom / slice).Where(g => g.Count() >= AtLeast))
        {
            // A damaged file must not become part of one with a good checksum.
            var whole = files.Where(f => missing.Check(f, again: true) == FileCondition.Whole).ToList();
            if (whole.Count >= AtLeast)
            {
                Run(schema, whole);
            }
        }
    }

    private void Run(TableSchema schema, IReadOnlyList<SealedFile> small)
    {
        var segment = small.Max(f => f.Segment);
        var path = FreePath(schema.Table, segment, small.Count);
        var name = Path.GetFileName(path);
        catalog.Execute(RetiredFiles.Begin(name, small));
        try
        {
            parquet.Merge(schema, small, path, Describe(schema, small));
            var merged = new SealedFile(
                path, schema.Signal, segment, parquet.RowsIn(path), new FileInfo(path).Length, small.Min(f => f.MinTime), small.Max(f => f.MaxTime), small.Max(f => f.SealedAt), parquet.TracesOf(schema, path), Checksum.OfFile(path));
            Replace(small, merged);
        }
        catch (LedgerException e)
        {
            log.LogError(e, "The merge of {Count} files into {Name} was refused: {Reason}", small.Count, name, e.Message);
            File.Delete(path);
        }
    }

    /// <summary>What the merged file says of itself: what its parts say, and of parts from before there were descriptions, what the catalog says.</summary>
    private SealedFileMetadata Describe(TableSchema schema, IReadOnlyList<SealedFile> files)
    {
        using var reader = new SealedFileReader();
        return SealedFileMetadata.Merged([.. files.Select(f => reader.Read(f.Path) ?? f.Describe(schema.Table, rollups.Store))]) with { Store = rollups.Store, AttributeColumns = AttributeColumn.DeclaredIn(schema) };
    }

    private void Replace(IReadOnlyList<SealedFile> small, SealedFile merged)
    {
        if (merged.Rows != small.Sum(f => f.Rows))
        {
            throw new LedgerException($"It has {merged.Rows} rows, and the files it was made of have {small.Sum(f => f.Rows)}.");
        }

        catalog.Together(connection =>
        {
            ListedFiles.Change(connection, small, [merged]);
            Catalog.Execute(connection, RetiredFiles.End(merged.Name));
            Catalog.Execute(connection, $"DELETE FROM retired_files WHERE retired_at < {time.GetUtcNow().AddDays(-1).ToUnixTimeMilliseconds()} AND retired_at > 0");
            foreach (var file in small)
            {
                Catalog.Execute(connection, RetiredFiles.Insert(file.Name, file.Hash!.Value, merged.Name, time.GetUtcNow()));
            }
        });
        state.Replace(null, small, [merged]);
    }

    /// <summary>Never the name of a file that is there: it may be one of those that are merged.</summary>
    private string FreePath(string table, long segment, int count)
    {
        var path = Named(count);
        while (File.Exists(path))
        {
            path = Named(++count);
        }

        return path;

        string Named(int files) => Path.Combine(Sealer.FolderOf(options), $"{table}-{segment:D10}-{files}.parquet");
    }
}
