using System.Buffers;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>Writes rows as a Parquet file: Zstandard, data pages of version 1 with the encodings of version 2, one page a column and row group. For one thread, file after file.</summary>
/// <remarks>It is the caller who makes the file durable.</remarks>
internal sealed class ParquetFile(IReadOnlyList<Column> columns) : IDisposable
{
    /// <summary>Rows of a row group; a fifth more is still one.</summary>
    private const int RowGroupSize = 40_960, Tolerated = RowGroupSize / 5;

    private static readonly byte[] s_magic = "PAR1"u8.ToArray();
    private readonly RowGroup _group = new(columns);
    private readonly PageWriter _pages = new();
    private readonly ArrayBufferWriter<byte> _footer = new();

    /// <param name="rows">How many there will be; it only decides where row groups end.</param>
    /// <param name="said">What the file says of itself.</param>
    /// <param name="written">Told of each row group when it is written.</param>
    public void Write(string path, RecordScan scan, long rows, KeyValuePair<string, string> said, Action<RowGroup> written)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            Write(file, scan, GroupSize(rows), said, written);
        }
        finally
        {
            // Also of what could not be written, so that the next file has none of it.
            _group.Clear();
            _pages.Clear();
            _footer.ResetWrittenCount();
        }
    }

    public void Dispose() => _pages.Dispose();

    private void Write(FileStream file, RecordScan scan, long groupSize, KeyValuePair<string, string> said, Action<RowGroup> written)
    {
        file.Write(s_magic);
        var groups = new List<WrittenRowGroup>();
        while (scan.Next(_group))
        {
            if (_group.Rows >= groupSize || _group.HasManyBytes)
            {
                groups.Add(WriteGroup(file, written));
            }
        }

        if (_group.Rows > 0)
        {
            groups.Add(WriteGroup(file, written));
        }

        Footer.Write(file.Position, columns, groups, said, _footer);
        _footer.Write(s_magic);
        file.Write(_footer.WrittenSpan);
    }

    private WrittenRowGroup WriteGroup(FileStream file, Action<RowGroup> written)
    {
        var group = _group.Write(file.Position, _pages);
        file.Write(_pages.Written);
        written(_group);
        _group.Clear();
        _pages.Clear();
        return group;
    }

    /// <summary>Row groups of the same size, so that none has a few rows only.</summary>
    private static long GroupSize(long rows)
    {
        var groups = Math.Max(1, (rows - Tolerated + RowGroupSize - 1) / RowGroupSize);
        return Math.Max(RowGroupSize / 2, (rows + groups - 1) / groups);
    }
}
