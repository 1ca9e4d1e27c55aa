using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>Puts a sealed file that was written anew in the place of the one that it was made of, in one transaction of the catalog.</summary>
internal sealed class FileRewriting(StoreOptions options, Catalog catalog, ParquetWriter parquet, StoreState state, TimeProvider time)
{
    /// <param name="metadata">What the new file says of itself; it has as many rows as that says.</param>
    /// <param name="write">Makes the file at a path.</param>
    /// <exception cref="StoreException">It has another number of rows: the old file is as it was.</exception>
    public void Replace(SealedFile file, TableSchema schema, SealedFileMetadata metadata, Action<string> write)
    {
        var path = FreePath(schema.Table, file.Segment);
        catalog.Execute(RetiredFiles.Begin(Path.GetFileName(path), [file]));
        write(path);
        if (parquet.RowsIn(path) is var written && written != metadata.Rows)
        {
            File.Delete(path);
            throw new StoreException($"{path} has {written} rows where {metadata.Rows} were to stay: it is not listed, and {file.Name} is as it was.");
        }

        List(file, new(path, file.Signal, file.Segment, written, new FileInfo(path).Length, file.MinTime, file.MaxTime, file.SealedAt, parquet.TracesOf(schema, path), Checksum.OfFile(path)));
    }

    /// <summary>Nothing of it is left.</summary>
    public void Drop(SealedFile file) => List(file, null);

    private void List(SealedFile file, SealedFile? successor)
    {
        catalog.Together(connection =>
        {
            ListedFiles.Change(connection, [file], successor is null ? [] : [successor]);
            Catalog.Execute(connection, RetiredFiles.Insert(file.Name, file.Hash ?? Checksum.OfFile(file.Path), successor?.Name, time.GetUtcNow()));
            if (successor is not null)
            {
                Catalog.Execute(connection, RetiredFiles.End(successor.Name));
            }
        });
        state.Replace(null, [file], successor is null ? [] : [successor]);
    }

    private string FreePath(string table, long segment)
    {
        for (var number = 1; ; number++)
        {
            var path = Path.Combine(Sealer.FolderOf(options), $"{table}-{segment:D10}-{number}.parquet");
            if (!File.Exists(path) && !state.Files.Any(f => f.Path == path))
            {
                return path;
            }
        }
    }
}
