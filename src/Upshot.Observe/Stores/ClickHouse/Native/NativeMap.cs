using System.Buffers.Binary;

namespace Upshot.Observe.Stores.ClickHouse.Native;

/// <summary>A column of maps from numbers to counts: where each row's entries end, then all keys, then all values.</summary>
internal sealed class NativeMap(string name)
{
    public const string Type = "Map(Int16, UInt64)";
    public const int EndBytes = 8, KeyBytes = 2, ValueBytes = 8;
    private readonly List<ulong> _ends = [];
    private readonly List<short> _keys = [];
    private readonly List<ulong> _values = [];

    public void Add(short key, ulong value)
    {
        _keys.Add(key);
        _values.Add(value);
    }

    public void NextRow() => _ends.Add((ulong)_keys.Count);

    /// <summary>Rows of another block, behind those that are there and those before <paramref name="row"/> that were given nothing.</summary>
    public void Append(int row, ReadOnlySpan<byte> ends, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values)
    {
        Fill(row);
        var before = (ulong)_keys.Count;
        for (; ends.Length > 0; ends = ends[EndBytes..])
        {
            _ends.Add(before + BinaryPrimitives.ReadUInt64LittleEndian(ends));
        }

        for (var i = 0; i < keys.Length / KeyBytes; i++)
        {
            Add(BinaryPrimitives.ReadInt16LittleEndian(keys[(i * KeyBytes)..]), BinaryPrimitives.ReadUInt64LittleEndian(values[(i * ValueBytes)..]));
        }
    }

    /// <summary>Ends rows without entries until there are so many.</summary>
    public void Fill(int rows)
    {
        while (_ends.Count < rows)
        {
            NextRow();
        }
    }

    public int Length => Varint.Length(name.Length) + name.Length + Varint.Length(Type.Length) + Type.Length + (8 * _ends.Count) + (10 * _keys.Count);

    public int WriteTo(Span<byte> block)
    {
        var at = Varint.WriteText(block, name);
        at += Varint.WriteText(block[at..], Type);
        foreach (var end in _ends)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(block[at..], end);
            at += 8;
        }

        foreach (var key in _keys)
        {
            BinaryPrimitives.WriteInt16LittleEndian(block[at..], key);
            at += 2;
        }

        foreach (var value in _values)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(block[at..], value);
            at += 8;
        }

        return at;
    }
}
