namespace Upshot.Observe.Stores.ClickHouse.Native;

/// <summary>Columns as one block: how many there are, how many rows, and the columns.</summary>
internal static class NativeBlock
{
    public static byte[] Of(IReadOnlyList<NativeColumn> columns, int rows, NativeMap? map = null)
    {
        var sent = columns.Where(c => c.HasValues).ToList();
        var count = sent.Count + (map is null ? 0 : 1);
        var block = new byte[Varint.Length(count) + Varint.Length(rows) + sent.Sum(c => c.LengthOf(rows)) + (map?.Length ?? 0)];
        var at = Varint.Write(block, (ulong)count);
        at += Varint.Write(block.AsSpan(at), (ulong)rows);
        foreach (var column in sent)
        {
            at += column.WriteTo(block.AsSpan(at), rows);
        }

        at += map?.WriteTo(block.AsSpan(at)) ?? 0;
        return at == block.Length ? block : throw new InvalidOperationException($"A block of {block.Length} bytes has {at}.");
    }
}
