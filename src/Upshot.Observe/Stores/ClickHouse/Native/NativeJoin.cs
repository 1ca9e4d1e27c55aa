namespace Upshot.Observe.Stores.ClickHouse.Native;

/// <summary>
/// Puts blocks of one table together: rows in a part of a thousand cost ClickHouse ten times what they cost in one of fifty thousand. The columns of blocks may differ; a row whose block lacks
/// one is null in it, or else 0 or empty, as it would have been alone.
/// </summary>
internal sealed class NativeJoin
{
    private readonly Dictionary<string, (string Type, NativeColumn? Column, NativeMap? Map)> _columns = new(StringComparer.Ordinal);

    public int Rows { get; private set; }

    /// <summary>Of the blocks so far.</summary>
    public long Bytes { get; private set; }

    /// <returns>False: a column has another type than in a block before, and nothing was added.</returns>
    /// <exception cref="InvalidDataException">It is no block of ours.</exception>
    public bool Add(ReadOnlySpan<byte> block)
    {
        var (rows, columns) = BlockReader.Read(block);
        foreach (var column in columns)
        {
            if (_columns.TryGetValue(column.Name, out var there) && there.Type != column.Type)
            {
                return false;
            }
        }

        foreach (var (name, type, nulls, ends, keys, values) in columns)
        {
            if (!_columns.TryGetValue(name, out var to))
            {
                to = type == NativeMap.Type ? (type, null, new(name)) : (type, new(name, type, BlockReader.WidthOf(type), BlockReader.IsNullable(type)), null);
                _columns.Add(name, to);
            }

            to.Column?.Append(Rows, rows, block[nulls], block[values]);
            to.Map?.Append(Rows, block[ends], block[keys], block[values]);
        }

        Rows += rows;
        Bytes += block.Length;
        return true;
    }

    /// <summary>All of them as one; nothing is left.</summary>
    public byte[] Take()
    {
        foreach (var (_, _, map) in _columns.Values)
        {
            map?.Fill(Rows);
        }

        var block = NativeBlock.Of([.. _columns.Values.Select(c => c.Column).OfType<NativeColumn>()], Rows, [.. _columns.Values.Select(c => c.Map).OfType<NativeMap>()]);
        _columns.Clear();
        (Rows, Bytes) = (0, 0);
        return block;
    }
}
