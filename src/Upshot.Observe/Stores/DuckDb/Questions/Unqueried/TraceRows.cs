using System.Buffers.Binary;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.Parquet;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Questions.Unqueried;

/// <summary>
/// The spans of a trace without SQL: from the row groups whose ids have it, and from the unsealed requests in which its id stands. A statement
/// over one file costs more to plan than this to read.
/// </summary>
internal static class TraceRows
{
    private static readonly Column s_trace = new("trace_id", ColumnType.Uuid);

    /// <param name="columns">What to read of each span; one that a file does not have is null in it.</param>
    /// <param name="most">Of spans.</param>
    /// <returns>Null: a statement must be asked. There are more, stored spans are told in another schema than they have, or a file has a form that is not known here.</returns>
    public static List<StoredRow>? Of(QuerySession asked, Guid trace, IReadOnlyList<Column> columns, int most) => !asked.Translator.LeavesSpans ? null : WithoutSql.Try(() =>
    {
        var found = Unsealed(asked.Snapshot, trace, columns, most);
        using var values = ColumnReader.Rent();
        foreach (var file in asked.Snapshot.FilesOf(trace).Where(asked.Snapshot.IsWhole))
        {
            asked.Cancellation.ThrowIfCancellationRequested();
            found.AddRange(InFile(file.Path, values, trace, columns, most));
        }

        return found.Count <= most ? found : null;
    });

    private static List<StoredRow> Unsealed(Snapshot snapshot, Guid trace, IReadOnlyList<Column> columns, int most)
    {
        var found = new List<StoredRow>();
        Span<byte> id = stackalloc byte[16];
        trace.TryWriteBytes(id, bigEndian: true, out _);
        var text = trace.ToString("N");

        // A column is read into one place.
        IReadOnlyList<Column> wanted = columns.Contains(s_trace) ? columns : [.. columns, s_trace];
        var idAt = wanted.TakeWhile(c => c != s_trace).Count();
        foreach (var view in snapshot.Segments)
        {
            var reader = view.Segment.Plan.Readers[TelemetrySignal.Traces];
            foreach (var body in UnsealedTables.Bodies(view, TelemetrySignal.Traces))
            {
                // The id of a span's trace stands in the request as it is; so may the same bytes elsewhere.
                if (body.Bytes.Span.IndexOf(id) < 0)
                {
                    continue;
                }

                var (rows, scan) = (new UnsealedRows(reader.Schema, wanted), reader.Scan(body));
                while (scan.Next(rows))
                {
                }

                found.AddRange(rows.Taken.Where(r => r.Text(idAt) == text));
                if (found.Count > most)
                {
                    return found;
                }
            }
        }

        return found;
    }

    private static List<StoredRow> InFile(string path, ColumnReader values, Guid trace, IReadOnlyList<Column> columns, int most)
    {
        Span<byte> bytes = stackalloc byte[16];
        trace.TryWriteBytes(bytes, bigEndian: true, out _);
        var id = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        using var file = File.OpenHandle(path, options: FileOptions.RandomAccess);
        var footer = ParquetFooter.Bytes(file) ?? throw new FormatException($"{path} is no Parquet file.");
        var found = new List<StoredRow>();
        foreach (var group in FileLayout.Of(footer))
        {
            var stored = new StoredRows(file, group, values);
            var rows = RowsOf(stored.Column(s_trace), id);
            if (rows.Count > 0)
            {
                found.AddRange(rows.Count + found.Count > most ? rows.Select(_ => new StoredRow(0)) : stored.Take(rows, columns));
            }
        }

        return found;
    }

    private static List<int> RowsOf(ColumnReader ids, UInt128 id)
    {
        var rows = new List<int>();
        var hasIt = false;
        for (var value = 0; value < ids.Count && !hasIt; value++)
        {
            hasIt = ids.Uuid(value) == id;
        }

        for (var row = 0; hasIt && row < ids.Rows; row++)
        {
            if (ids.ValueOf(row) is >= 0 and var value && ids.Uuid(value) == id)
            {
                rows.Add(row);
            }
        }

        return rows;
    }
}
