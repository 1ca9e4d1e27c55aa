namespace Upshot.Observe.Stores.ClickHouse.Native;

/// <summary>Columns as one block: how many there are, how many rows, and the columns.</summary>
internal static class NativeBlock
{
    public static byte[] Of(IReadOnlyList<NativeColumn> columns, int rows, params IReadOnlyList<NativeMap> maps)
    {
        var sent = columns.Where(c => c.HasValues).ToList();
        var count = sent.Count + maps.Count;
        var block = new byte[Varint.Length(count) + Varint.Length(rows) + sent.Sum(c => c.LengthOf(rows)) + maps.Sum(m => m.Length)];
        var at = Varint.Write(block, (ulong)count);
        at += Varint.Write(block.AsSpan(at), (ulong)rows);
        foreach (var column in sent)
        {
            at += column.WriteTo(block.AsSpan(at), rows);
        }

        foreach (var map in maps)
        {
            at += map.WriteTo(block.AsSpan(at));
        }

        return at == block.Length ? block : throw new InvalidOperationException($"A block of {block.Length} bytes has {at}.");
    }
}
