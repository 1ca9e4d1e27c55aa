using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.Parquet;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Questions.Unqueried;

/// <summary>Reads spans without SQL: those of each request that is not sealed, and of each row group.</summary>
internal static class SpanScan
{
    /// <param name="columns">What is read of them.</param>
    /// <param name="read">Rows are there until it returns.</param>
    /// <exception cref="FormatException">A file has a form that is not known here.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static void Read(CancellationToken cancellation, IEnumerable<SegmentView> unsealed, IEnumerable<SealedFile> files, IReadOnlyList<Column> columns, Action<ISpanRows> read)
    {
        foreach (var view in unsealed)
        {
            var reader = view.Segment.Plan.Readers[TelemetrySignal.Traces];
            foreach (var body in UnsealedTables.Bodies(view, TelemetrySignal.Traces))
            {
                cancellation.ThrowIfCancellationRequested();
                var (rows, scan) = (new UnsealedRows(reader.Schema, columns), reader.Scan(body));
                while (scan.Next(rows))
                {
                }

                read(new UnsealedSpanRows(rows.Taken, columns));
            }
        }

        using var values = ColumnReader.Rent();
        foreach (var sealedFile in files)
        {
            using var file = File.OpenHandle(sealedFile.Path, options: FileOptions.RandomAccess);
            foreach (var group in FileLayout.Of(ParquetFooter.Bytes(file) ?? throw new FormatException($"{sealedFile.Path} is no Parquet file.")))
            {
                cancellation.ThrowIfCancellationRequested();
                read(new SealedSpanRows(new(file, group, values)));
            }
        }
    }
}
