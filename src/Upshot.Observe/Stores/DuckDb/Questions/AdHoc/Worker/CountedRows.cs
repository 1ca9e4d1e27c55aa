using System.Buffers.Binary;
using System.Text;
using Upshot.Evidence;
using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc.Worker;

/// <summary>
/// What a snapshot's unsealed requests were counted as: the server has it, and sends it with the question. The columns of each row one
/// after the other: numbers as 8 bytes, kinds as one, texts and blobs with their length before them, −1 for NULL.
/// </summary>
internal static class CountedRows
{
    public static byte[] Write(IEnumerable<RollupRow> rows)
    {
        using var bytes = new MemoryStream();
        using var to = new BinaryWriter(bytes);
        foreach (var row in rows)
        {
            to.Write(row.Minute);
            Text(to, row.Operation.Length > 0 ? row.Operation : null);
            Text(to, row.Resource.Service);
            Text(to, row.Route);
            to.Write(row.Kind);
            Text(to, row.Resource.Version);
            Text(to, row.Resource.Environment);
            Text(to, row.Resource.Process);
            to.Write(row.Requests);
            to.Write(row.Errors);
            to.Write(row.SumNanos);
            Bytes(to, row.Latency.ToBytes());
            Sampling(to, row.Sampling);
            Bytes(to, row.LatencyVariance?.ToBytes());
        }

        return bytes.ToArray();
    }

    public static byte[] Write(IEnumerable<ObjectiveRow> rows)
    {
        using var bytes = new MemoryStream();
        using var to = new BinaryWriter(bytes);
        foreach (var row in rows)
        {
            to.Write(row.Minute);
            Text(to, row.Objective.Name);
            Text(to, row.Objective.Definition);
            Text(to, row.Version);
            Text(to, row.Environment);
            to.Write(row.Good);
            to.Write(row.Total);
            Sampling(to, row.Sampling);
        }

        return bytes.ToArray();
    }

    private static void Sampling(BinaryWriter to, SamplingVariance sampling)
    {
        to.Write(sampling.Good);
        to.Write(sampling.Bad);
        to.Write(sampling.GoodWeight);
        to.Write(sampling.BadWeight);
    }

    private static void Text(BinaryWriter to, string? text) => Bytes(to, text is null ? null : Encoding.UTF8.GetBytes(text));

    private static void Bytes(BinaryWriter to, byte[]? bytes)
    {
        to.Write(bytes?.Length ?? -1);
        to.Write(bytes ?? []);
    }
}

/// <summary>Such rows, shown to DuckDB.</summary>
internal sealed class CountedScan(IReadOnlyList<Column> columns, byte[] rows) : RecordScan
{
    private int _at;

    public override bool Next(ColumnChunk chunk)
    {
        if (_at == rows.Length)
        {
            return false;
        }

        for (var column = 0; column < columns.Count; column++)
        {
            switch (columns[column].Type)
            {
                case ColumnType.TinyInteger:
                    chunk.SetByte(column, Take(1)[0]);
                    break;
                case ColumnType.Text or ColumnType.Blob:
                    var length = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));
                    if (length >= 0)
                    {
                        chunk.CopyText(column, Take(length));
                    }

                    break;
                default:
                    chunk.SetInteger(column, BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long))));
                    break;
            }
        }

        chunk.NextRow();
        return true;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        _at += length;
        return rows.AsSpan(_at - length, length);
    }
}
