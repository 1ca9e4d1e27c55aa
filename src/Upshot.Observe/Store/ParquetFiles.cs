namespace Upshot.Observe.Store;

/// <summary>Writes a query's rows into a Parquet file that is either whole and on the disk, or not there.</summary>
internal static class ParquetFiles
{
    // DuckDB collects a whole row group, 16 bytes a value and more, before it compresses it.
    private const int RowGroupSize = 40_960;

    public static void Write(Catalog catalog, string query, string path)
    {
        var unfinished = path + ".tmp";
        catalog.ExecuteAtOnce($"COPY ({query}) TO {Sql.Text(unfinished)} (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE {RowGroupSize})");
        using (var file = File.OpenHandle(unfinished, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(file);
        }

        File.Move(unfinished, path, overwrite: true);
        Folders.Flush(Path.GetDirectoryName(path)!);
    }
}
