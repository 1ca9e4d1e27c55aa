using System.Text;

namespace Upshot.Observe.Stores.Rows;

/// <summary>From the UTF-8 bytes of an attribute's key to its column, without allocation: open addressing over length, first and last bytes.</summary>
internal sealed class AttributeLookup
{
    private readonly byte[]?[] _keys;
    private readonly int[] _columns;
    private readonly int _mask;

    public AttributeLookup(IReadOnlyList<Column> columns)
    {
        var attributes = columns.Select((c, i) => (c.Attribute, Index: i)).Where(c => c.Attribute is not null).ToArray();
        var size = 16;
        while (size < attributes.Length * 4)
        {
            size *= 2;
        }

        _mask = size - 1;
        _keys = new byte[]?[size];
        _columns = new int[size];
        foreach (var (attribute, index) in attributes)
        {
            var key = Encoding.UTF8.GetBytes(attribute!);
            var slot = Hash(key) & _mask;
            while (_keys[slot] is not null)
            {
                slot = (slot + 1) & _mask;
            }

            (_keys[slot], _columns[slot]) = (key, index);
        }
    }

    /// <summary>The column's index, or −1.</summary>
    public int Find(ReadOnlySpan<byte> key)
    {
        for (var slot = Hash(key) & _mask; ; slot = (slot + 1) & _mask)
        {
            var candidate = _keys[slot];
            if (candidate is null)
            {
                return -1;
            }

            if (key.SequenceEqual(candidate))
            {
                return _columns[slot];
            }
        }
    }

    private static int Hash(ReadOnlySpan<byte> key)
    {
        if (key.IsEmpty)
        {
            return 0;
        }

        var hash = (uint)key.Length;
        hash = (hash * 0x9E3779B1) ^ key[0];
        hash = (hash * 0x9E3779B1) ^ key[key.Length / 2];
        hash = (hash * 0x9E3779B1) ^ key[key.Length - 1];
        hash = (hash * 0x9E3779B1) ^ key[key.Length * 3 / 4];
        return (int)((hash * 0x9E3779B1) >> 8);
    }
}
