using System.Buffers.Binary;
using System.Globalization;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Upshot.Observe.Files;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.Parquet;
using Upshot.Observe.Stores.Rows;
using Upshot.Observe.Threads;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// Writes rows into Parquet files that are either whole and on the disk, or not there, one after the other. Segments are encoded by <see cref="ParquetFile"/>, at less than half
/// of what COPY costs; what a query makes is written by a DuckDB of its own with one thread: where there are several, one of them asks again and again whether the others are done.
/// </summary>
internal sealed class ParquetWriter : IDisposable
{
    // DuckDB collects a whole row group, 16 bytes a value and more, before it compresses it.
    private const int RowGroupSize = 40_960;
    private readonly SingleThread _thread = new("upshot seals");
    private readonly Func<DuckDBConnection> _open;

    // Opened by the thread when there is something to write: a start is long enough without it. So are the encoders.
    private DuckDBConnection? _opened;
    private readonly Dictionary<TelemetrySignal, ParquetFile> _files = [];

    public ParquetWriter(StoreOptions options, StoreState state) => _open = () => Open(options, state);

    private DuckDBConnection Connection => _opened ??= _open();

    private static DuckDBConnection Open(StoreOptions options, StoreState state)
    {
        var connection = new DuckDBConnection("Data Source=:memory:");
        try
        {
            connection.Open();
            Run(connection, "SET threads = 1");
            Run(connection, $"SET memory_limit = '{options.SealMemoryMiB}MiB'");
            Run(connection, $"SET temp_directory = {Sql.Text(Path.Combine(Path.GetFullPath(options.Directory), "tmp", "seal"))}");
            Run(connection, "SET autoinstall_known_extensions = false");
            Run(connection, "SET autoload_known_extensions = false");
            UnsealedTables.RegisterCounted(connection, state);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>All rows of a segment, sorted.</summary>
    /// <returns>The traces that the file has spans of; null when it is not one of spans.</returns>
    public TraceFilter? Seal(TableSchema schema, SegmentView view, string path, SealedFileMetadata metadata)
    {
        var traces = new HashSet<UInt128>();
        var said = KeyValuePair.Create(SealedFileMetadata.Key, metadata.ToJson());
        _thread.Run(() => Write(
            unfinished => FileOf(schema).Write(unfinished, UnsealedTables.Sorted(view, schema.Signal), metadata.Rows, said, Collect), path + ".tmp", _ => path));
        return schema.Signal == TelemetrySignal.Traces ? TraceFilter.Of([.. traces.Select(GuidOf)]) : null;

        void Collect(RowGroup group)
        {
            if (schema.Signal == TelemetrySignal.Traces)
            {
                foreach (var trace in group.Different(SpanSchema.TraceId))
                {
                    traces.Add(trace);
                }
            }
        }
    }

    /// <summary>The rows of several files, sorted anew.</summary>
    public void Merge(TableSchema schema, IEnumerable<SealedFile> files, string path, SealedFileMetadata metadata) =>
        Write($"SELECT * FROM read_parquet({Sql.List(files.Select(f => f.Path))}, union_by_name = true) ORDER BY {schema.SortColumns}", path, metadata);

    /// <summary>Rows of a sealed file, as a query makes them of it.</summary>
    public void Rewrite(string query, string path, SealedFileMetadata metadata) => Write(query, path, metadata);

    /// <summary>The same by whatever runs statements, on the caller's thread: seals do not wait for it.</summary>
    public static void Rewrite(Action<string> run, string query, string path, SealedFileMetadata metadata) => Write(Copy(run, query, metadata), path + ".tmp", _ => path);

    /// <summary>The same of a file beside the catalog.</summary>
    public void RewriteTable(string query, string place, SealedFileMetadata metadata) => WriteNamed(query, place, metadata);

    /// <summary>What a segment adds to a table of the catalog.</summary>
    public void SealTable(string table, long segment, Snapshot snapshot, string place, SealedFileMetadata metadata) =>
        WriteNamed($"SELECT {segment}::BIGINT AS generation, * FROM hot_{table}({snapshot.Id})", place, metadata);

    /// <summary>Rows of a table of the catalog from several files.</summary>
    public void MergeTable(IEnumerable<string> files, string place, SealedFileMetadata metadata) =>
        WriteNamed($"SELECT * FROM read_parquet({Sql.List(files)}, union_by_name = true)", place, metadata);

    /// <summary>How many rows a finished file has, as its own footer says.</summary>
    public long RowsIn(string path)
    {
        return _thread.Run(() =>
        {
            using var command = Connection.CreateCommand();
            command.CommandText = $"SELECT count(*) FROM read_parquet({Sql.Text(path)})";
            return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        });
    }

    /// <summary>The traces that a finished file has spans of; null when it is not one of spans.</summary>
    public TraceFilter? TracesOf(TableSchema schema, string path)
    {
        if (schema.Signal != TelemetrySignal.Traces)
        {
            return null;
        }

        return _thread.Run(() =>
        {
            using var command = Connection.CreateCommand();
            command.CommandText = $"SELECT DISTINCT trace_id FROM read_parquet({Sql.Text(path)}) WHERE trace_id IS NOT NULL";
            using var reader = command.ExecuteReader();
            var traces = new List<Guid>();
            while (reader.Read())
            {
                traces.Add(reader.GetGuid(0));
            }

            return TraceFilter.Of(traces);
        });
    }

    public void Dispose()
    {
        _thread.Dispose();
        _opened?.Dispose();
        foreach (var file in _files.Values)
        {
            file.Dispose();
        }
    }

    /// <summary>Writes a file <c>PLACE-HASH.parquet</c> with whatever runs statements.</summary>
    public static void WriteNamed(Action<string> run, string query, string place, SealedFileMetadata metadata) =>
        Write(Copy(run, query, metadata), place + ".parquet.tmp", unfinished => string.Create(CultureInfo.InvariantCulture, $"{place}-{Checksum.OfFile(unfinished):x32}.parquet"));

    private void WriteNamed(string query, string place, SealedFileMetadata metadata) => _thread.Run(() => WriteNamed(Run, query, place, metadata));

    private void Write(string query, string path, SealedFileMetadata metadata) => _thread.Run(() => Write(Copy(Run, query, metadata), path + ".tmp", _ => path));

    private static Action<string> Copy(Action<string> run, string query, SealedFileMetadata metadata) => unfinished =>
        run($"COPY ({query}) TO {Sql.Text(unfinished)} (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE {RowGroupSize}, KV_METADATA {metadata.ToSql()})");

    /// <param name="fill">Makes the file, wherever its bytes are then.</param>
    private static void Write(Action<string> fill, string unfinished, Func<string, string> placeOf)
    {
        fill(unfinished);

        using (var file = File.OpenHandle(unfinished, FileMode.Open, FileAccess.ReadWrite))
        {
            OwnerOnly.File(unfinished);
            RandomAccess.FlushToDisk(file);
        }

        var path = placeOf(unfinished);
        File.Move(unfinished, path, overwrite: true);
        Folders.Flush(Path.GetDirectoryName(path)!);
    }

    private ParquetFile FileOf(TableSchema schema)
    {
        if (!_files.TryGetValue(schema.Signal, out var file))
        {
            _files[schema.Signal] = file = new(schema.Columns);
        }

        return file;
    }

    private static Guid GuidOf(UInt128 id)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return new(bytes, bigEndian: true);
    }

    private void Run(string sql) => Run(Connection, sql);

    /// <summary>Not an ADO.NET command: that one asks in a loop whether it is done.</summary>
    private static void Run(DuckDBConnection connection, string sql)
    {
        var state = NativeMethods.Query.DuckDBQuery(connection.NativeConnection, sql, out var result);
        try
        {
            if (state != DuckDBState.Success)
            {
                throw new IOException(NativeMethods.Query.DuckDBResultError(ref result));
            }
        }
        finally
        {
            NativeMethods.Query.DuckDBDestroyResult(ref result);
        }
    }
}
